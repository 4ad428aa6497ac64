#pragma once

#include <span>
#include <vector>

#include "stimuli/stimulus.hpp"
#include "stimuli/target_weights.hpp"

namespace engram {

/// The targets of a current stimulus and the factors with which its current reaches them.
class TargetCurrents {
 public:
  explicit TargetCurrents(const StimulusSetup& setup)
      : targets_(setup.targets),
        factors_(setup.weights),
        same_for_all_(setup.whole_population && setup.weights.size() == 1) {
    require_matching_weights(setup);
  }

  /// True where one current reaches every neuron of the population.
  [[nodiscard]] bool same_for_all() const { return same_for_all_; }

  /// A factor for all; only where same_for_all().
  [[nodiscard]] double factor() const { return factors_[0]; }

  /// Adds value(position) times its factor to every target, `position` counting targets in order.
  template <class ValueAt>
  void add(std::span<double> current, const ValueAt& value) const {
    const bool one = factors_.size() == 1;
    std::size_t position = 0;
    for (const TargetRun& run : targets_) {
      for (std::size_t k = 0; k < run.count; ++k, ++position) {
        current[run.first_local + k] += value(position) * factors_[one ? 0 : position];
      }
    }
  }

  [[nodiscard]] const std::vector<TargetRun>& targets() const { return targets_; }

 private:
  std::vector<TargetRun> targets_;
  std::vector<double> factors_;
  bool same_for_all_;
};

}  // namespace engram
