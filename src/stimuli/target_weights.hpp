#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stimuli/stimulus.hpp"

namespace engram {

/// The weights with which a spike stimulus acts on its targets, sorted by receptor so that adding
/// to neighbouring targets is one loop without branches.
class TargetWeights {
 public:
  explicit TargetWeights(const StimulusSetup& setup);

  /// Adds counts[k] * weight to target `position` + k (in the order of the setup's targets), which
  /// is neuron `local` + k of the group, for k in [0, n).
  void add(std::span<double* const> ports, std::size_t position, std::size_t local,
           const std::int32_t* counts, std::size_t n) const {
    for (const Port& port : ports_) {
      double* const sums = ports[port.receptor] + local;
      if (port.each.empty()) {
        add_uniform(sums, port.weight, counts, n);
      } else {
        add_each(sums, port.each.data() + position, counts, n);
      }
    }
  }

 private:
  struct Port {
    std::size_t receptor = 0;
    double weight = 0.0;
    std::vector<double>
        each;  // per target, 0 for targets of another receptor; empty: all have `weight`
  };

  static void add_uniform(double* sums, double weight, const std::int32_t* counts, std::size_t n) {
#pragma omp simd
    for (std::size_t k = 0; k < n; ++k) sums[k] += weight * counts[k];
  }
  static void add_each(double* sums, const double* weights, const std::int32_t* counts,
                       std::size_t n) {
#pragma omp simd
    for (std::size_t k = 0; k < n; ++k) sums[k] += weights[k] * counts[k];
  }

  std::vector<Port> ports_;
};

/// Number of targets in all runs.
[[nodiscard]] std::size_t count_targets(const std::vector<TargetRun>& runs);

/// Throws Error where weights do not fit the targets: there must be one for all or one for each,
/// and as many ports as weights (of a current stimulus, none).
void require_matching_weights(const StimulusSetup& setup);

}  // namespace engram
