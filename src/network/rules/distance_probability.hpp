#pragma once

#include <cstdint>
#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// Probability of a synapse as a function of the squared distance d2 (square micrometres), and a
/// bound of it that costs no more than a look into a table.
class DistanceProbability {
 public:
  /// `p` is the probability at distance 0.
  DistanceProbability(double p, const DistanceKernel& kernel);

  [[nodiscard]] double at(double d2) const;

  /// Place in the table of bounds for everything at d2 or farther.
  [[nodiscard]] std::uint32_t bin(double d2) const {
    const double place = d2 * bins_per_d2_;
    return static_cast<std::uint32_t>(
        static_cast<std::int32_t>(place < last_bin ? place : last_bin));
  }
  /// Largest probability at this place, below 1.
  [[nodiscard]] double bound(std::uint32_t bin) const { return bound_[bin]; }
  /// -log(1 - bound): how much of an exponential clock one trial uses up.
  [[nodiscard]] double hazard(std::uint32_t bin) const { return hazard_[bin]; }

 private:
  static constexpr double last_bin = 2048.0;

  double p_;
  DistanceKernel kernel_;
  double bins_per_d2_;
  std::vector<double> bound_;
  std::vector<double> hazard_;
};

}  // namespace engram
