#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/aligned.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {

/// A group of DendriticNeuron, which all have the same tree; their parameters may differ.
///
/// Everything is a row with one double per neuron: the loops over compartments are the outer ones,
/// those over a chunk of neurons the inner ones, which are vectorised.
class DendriticGroup final : public NeuronGroup {
 public:
  /// Throws Error where the setup does not have one entry per line of the tables, or where parents
  /// form no tree.
  explicit DendriticGroup(const GroupSetup& setup);

  void advance(std::span<double* const> ports, CurrentInput current, Adaptation adaptation,
               std::vector<std::uint32_t>& fired) override;
  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] double state(std::size_t variable, std::size_t neuron) const override;
  void visit_state(StateVisitor& visitor) override;
  [[nodiscard]] std::size_t bytes() const override;

 private:
  /// Neurons that are advanced together.
  static constexpr std::size_t chunk = 64;

  /// Constants of a compartment.
  enum Local : std::size_t {
    capacity,  // 2 C_m / dt, nS
    axial,     // g_C, 0 for the soma
    leak,      // g_L
    rest,      // g_L e_L + I_e, pA
    plateau,   // g_plateau
    plateau_rest,
    plateau_start,  // V_plateau, infinite for the soma
    plateau_length,
    locals
  };
  /// Constants of the whole neuron. Decays are those of half a step; norms make the largest
  /// conductance of an input of 1 nS 1 nS.
  enum Common : std::size_t {
    e_ampa,
    e_gaba,
    e_nmda,
    decay_ampa_r,
    decay_ampa_d,
    decay_gaba_r,
    decay_gaba_d,
    decay_nmda_r,
    decay_nmda_d,
    norm_ampa,
    norm_gaba,
    norm_nmda,
    nmda_ratio,
    block,  // Mg / 3.57
    threshold,
    reset,
    refractory,
    commons
  };
  /// What is kept of a compartment while a chunk is advanced.
  enum Work : std::size_t { conductance, current_in, unblocked, diagonal, right, middle, works };

  void order_compartments(const std::vector<std::uint32_t>& parents);
  void fill_common(const GroupSetup& setup, std::size_t lane);
  void fill_locals(const GroupSetup& setup, std::size_t lane);
  void fill_state(const GroupSetup& setup, std::size_t lane);

  void open_synapses(std::size_t compartment, std::size_t begin, std::size_t count);
  void add_current(const CurrentInput& current, std::size_t begin, std::size_t count);
  void set_up(std::size_t compartment, const double* block_at, std::size_t begin,
              std::size_t count);
  void solve(std::size_t begin, std::size_t count);
  void finish_dendrite(std::size_t compartment, std::size_t begin, std::size_t count);
  bool finish_soma(const double* shift, std::size_t begin, std::size_t count, std::int64_t* fires);
  void take_input(std::size_t compartment, std::span<double* const> ports, const double* gain,
                  std::size_t begin, std::size_t count);

  double* variable(std::size_t compartment, std::size_t which, std::size_t lane) {
    return state_.data() + (compartment * variables_ + which) * stride_ + lane;
  }
  const double* local(std::size_t compartment, Local which, std::size_t lane) const {
    return locals_.data() + (compartment * locals + which) * stride_ + lane;
  }
  const double* common(Common which, std::size_t lane) const {
    return commons_.data() + which * stride_ + lane;
  }
  double* work(std::size_t compartment, Work which) {
    return work_.data() + (compartment * works + which) * chunk;
  }

  std::size_t size_;
  std::size_t lanes_;
  std::size_t stride_;
  std::size_t variables_;                // of a compartment
  std::size_t compartments_;             // the soma, which is the first, and the others
  std::vector<std::string> names_;       // of the others
  std::vector<std::uint32_t> parents_;   // of each; of the soma, the soma
  std::vector<std::uint32_t> outwards_;  // the others, each behind its parent
  AlignedVector<double> state_;
  AlignedVector<double> locals_;
  AlignedVector<double> commons_;
  AlignedVector<double> work_;
};

}  // namespace engram
