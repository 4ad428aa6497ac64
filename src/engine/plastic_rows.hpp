#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/calendar.hpp"
#include "engine/delivery.hpp"
#include "engine/field_system.hpp"
#include "engine/neuron_observer.hpp"
#include "engine/plastic_state.hpp"
#include "engine/step_factor.hpp"
#include "modulation/prefix_sums.hpp"
#include "network/exact_grid.hpp"
#include "network/plastic_store.hpp"
#include "network/shard_layout.hpp"
#include "plasticity/spike_history.hpp"

namespace engram {

/// A plastic synapse as of some time, for recorders and tests.
struct SynapseView {
  NeuronId source;
  std::uint32_t target;    ///< place in the shard's arrays
  std::uint32_t delay;     ///< steps, axonal part included
  double weight;           ///< with its sign
  double eligibility = 0;  ///< of rules with a third factor
};

/// A slow signal that gates the changes of a projection's weights: columns of prefix sums, and
/// which column each target reads.
struct ThirdFactorInput {
  const PrefixSums* sums = nullptr;
  double tau_c = 1000.0;  ///< decay of the eligibility trace, ms
  VoxelMap column;        ///< per target of the group; null: all read column 0
};

/// What a modulator does to release: a factor per voxel.
struct ReleaseInput {
  const StepFactor* factor = nullptr;
  VoxelMap voxel;  ///< per target of the group; null: all read voxel 0
};

/// The synapses of one plastic projection onto one group of a shard.
///
/// Rows are visited when a spike of their source has reached the synapses. Weights are then as of
/// that time; reading them at another time evaluates a copy and never writes, so that it cannot
/// change a result.
class PlasticRows {
 public:
  virtual ~PlasticRows() = default;

  /// Spikes emitted in steps `first` + lag: brings the weights of their rows up to date and enters
  /// what they transmit into the calendar. All steps before `known` have been computed.
  virtual void enter(std::span<const SpikeWord> spikes, Step first, Step known, Calendar& calendar,
                     std::uint32_t slots) = 0;
  /// Visits the rows whose spikes were on their way along the axon and have arrived before `known`.
  virtual void arrive(Step known, Calendar& calendar, std::uint32_t slots) = 0;
  /// Brings all synapses up to date at the beginning of step `now`. At fixed model times only: from
  /// then on nothing that lies before is asked for, but for the spikes of the longest delay before.
  virtual void catch_up(Step now) = 0;
  /// Multiplies the weights onto each target by its factor, within the rule's bounds.
  virtual void scale(std::span<const double> factors) = 0;
  /// Changes the weights by what a rule makes of a window in which the targets have spiked `counts`
  /// times, and begins another one. Other rules know no windows.
  virtual void end_window(std::span<const std::uint32_t> /*counts*/) {}
  /// Calls `take` for every synapse, as of the beginning of step `now`, source after source.
  virtual void read(Step now, const std::function<void(const SynapseView&)>& take) const = 0;
  /// The same for some of them: those that read() would give at these positions, ascending.
  virtual void read_some(Step now, std::span<const std::uint64_t> positions,
                         const std::function<void(const SynapseView&)>& take) const {
    std::uint64_t position = 0;
    auto next = positions.begin();
    read(now, [&](const SynapseView& view) {
      if (next == positions.end() || position++ != *next) return;
      take(view);
      ++next;
    });
  }

  /// The first synapse of read() whose weight or eligibility trace is not a finite number: neither
  /// ever becomes one again.
  [[nodiscard]] std::optional<SynapseView> first_non_finite(Step now) const;

  /// All that a run changes, for checkpoints; nothing where somebody else takes care of that.
  /// Valid until the next change.
  [[nodiscard]] virtual std::optional<PlasticState> state() = 0;

  [[nodiscard]] virtual std::uint32_t projection() const = 0;
  [[nodiscard]] virtual std::size_t group() const = 0;
  [[nodiscard]] virtual std::uint64_t synapses() const = 0;
  /// Synaptic events so far.
  [[nodiscard]] virtual std::uint64_t events() const = 0;
  /// Those to come of spikes that are on their way along the axon.
  [[nodiscard]] virtual std::uint64_t events_on_axon() const { return 0; }
  /// Sum of the magnitudes of all changes so far, in units of 2^-28 of `unit()`; an integer, so
  /// that it does not depend on the order.
  [[nodiscard]] virtual std::uint64_t change_quanta() const = 0;
  [[nodiscard]] virtual double change_unit() const = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

/// What plastic rows are made from.
struct PlasticSetup {
  PlasticStore store;
  std::string_view model;             ///< name of the synapse model
  std::vector<double> parameters;     ///< one per line of the model's table
  double dt = 0.1;                    ///< ms
  ExactGrid grid;                     ///< of the receptor
  PortPlace port;                     ///< of the receptor
  std::uint32_t offset = 0;           ///< of the group in the shard's arrays
  std::uint32_t targets = 0;          ///< neurons of the group
  double weight_limit = 0.0;          ///< bound of rules that have none themselves
  std::span<const NeuronId> sources;  ///< by slot; looked at while rows are made only
  /// Histories of the group; those that are missing are added.
  std::vector<std::unique_ptr<SpikeHistory>>* histories = nullptr;
  /// The same for those that look at the group's neurons.
  std::vector<std::unique_ptr<NeuronObserver>>* observers = nullptr;
  std::int64_t catch_up_interval = 0;  ///< steps
  std::optional<ThirdFactorInput> third_factor;
  std::optional<ReleaseInput> release;
  /// U, tau_rec and tau_fac of short-term plasticity, if there is any.
  std::optional<std::array<double, 3>> short_term;
};

/// Makes the rows of a synapse model. Throws Error if there is no such model.
[[nodiscard]] std::unique_ptr<PlasticRows> make_plastic_rows(PlasticSetup setup);

/// Bytes per synapse of a model, with or without an eligibility trace.
enum class Eligibility { none, kept };
[[nodiscard]] std::uint32_t plastic_width(std::string_view model, Eligibility eligibility);

/// Steps between two times at which all synapses are brought up to date that keep the memory of a
/// projection small; 0: any number. `targets`: neurons of the target population in the whole
/// network, so that it does not depend on the partition.
[[nodiscard]] std::int64_t plastic_block(std::string_view model, std::span<const double> parameters,
                                         double dt, std::uint64_t targets);

}  // namespace engram
