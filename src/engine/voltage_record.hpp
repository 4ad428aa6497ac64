#pragma once

#include <cstdint>
#include <string>

#include "core/aligned.hpp"
#include "engine/neuron_observer.hpp"
#include "modulation/prefix_sums.hpp"
#include "plasticity/spike_history.hpp"

namespace engram {

/// What synapses of Clopath's rule read of their targets' voltages: integrals of the signal that
/// potentiates, and the recent values of the one that depresses.
///
/// Per neuron it holds 8 bytes for every step since all synapses were up to date, and for as many
/// before as the longest delay has, and 4 to 8 bytes for every step of the longest delay and 34
/// more.
class VoltageRecord final : public NeuronObserver {
 public:
  struct Settings {
    double tau_x = 15.0;  ///< ms
    double theta_plus = 0.0;
    double theta_minus = 0.0;
    /// Depression is multiplied by u_bar_bar^2 over this; 0: it is not.
    double u_ref_squared = 0.0;

    friend bool operator==(const Settings&, const Settings&) = default;
  };

  /// `block`: steps between two calls of caught_up(), at most.
  VoltageRecord(std::size_t neurons, const Settings& settings, double dt, std::int64_t block);

  [[nodiscard]] const Settings& settings() const { return settings_; }
  /// Before the first step: synapses will ask for voltages that are `delay` steps old.
  void reach_back(ShortStep delay);

  void observe(Step step, const NeuronGroup& neurons) override;
  void caught_up(Step now) override;
  void visit_state(StateVisitor& visitor) override;
  [[nodiscard]] std::size_t bytes() const override;

  /// The sum over the steps s in (from, to] of
  ///   (V_m - theta_plus)+ (u_bar_plus - theta_minus)+ exp(-(s - from) dt / tau_x) dt,
  /// voltages being those at the end of s; -1 <= from <= to.
  [[nodiscard]] double potentiation(std::uint32_t neuron, ShortStep from, ShortStep to) const {
    // What the end of a step holds stands in the sums for the interval behind it.
    return scale_ * sums_.integral(neuron, from + 1, to + 1);
  }
  /// (u_bar_minus - theta_minus)+ at the end of `step`, and its factor; 0 before the first step.
  [[nodiscard]] double depression(std::uint32_t neuron, ShortStep step) const {
    return step < 0 ? 0.0 : static_cast<double>(recent_[place(step) + neuron]);
  }

  /// Steps between two calls of caught_up() that keep memory small, given the number of neurons in
  /// the whole network.
  [[nodiscard]] static std::int64_t recommended_block(double tau_x, double dt,
                                                      std::uint64_t neurons);

 private:
  [[nodiscard]] std::string name() const;
  [[nodiscard]] KeyedLists<float> recent(Step now) const;
  void set_recent(const KeyedLists<float>& lists, Step now);
  [[nodiscard]] std::size_t place(std::int64_t step) const {
    return (static_cast<std::size_t>(step) & mask_) * neurons_;
  }

  std::size_t neurons_;
  Settings settings_;
  std::int64_t block_;
  PrefixSums sums_;
  double scale_;  // of a sum over ends of steps, where sums_ integrate
  std::int64_t longest_delay_ = 0;
  AlignedVector<double> signal_;
  AlignedVector<float> recent_;  // ring of rows, one step each
  std::size_t mask_ = 0;
};

}  // namespace engram
