#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// Rates of the targets of a projection and what scaling makes of them.
///
/// Every interval T the estimate of a rate follows the spikes n of that interval,
///   rate <- rate exp(-T / tau) + (n / T) (1 - exp(-T / tau)),
/// and all weights onto the neuron are multiplied by 1 + gain (target_rate - rate), but at most
/// halved or doubled at a time. Estimates begin at the target rate, so that weights do not move
/// before anything is known.
///
/// Turrigiano, Leslie, Desai, Rutherford & Nelson (1998), doi:10.1038/36103, saw weights scale
/// together; the form is that of van Rossum, Bi & Turrigiano (2000) without its integral term.
class ScalingFactors {
 public:
  /// `interval`: ms.
  ScalingFactors(const SynapticScaling& rule, double interval, std::size_t neurons);

  /// The factors after an interval in which the neurons spiked `counts` times. Valid until the next
  /// call.
  [[nodiscard]] std::span<const double> update(std::span<const std::uint32_t> counts);

  /// Goes on from other estimates.
  [[nodiscard]] std::span<double> rates_to_set() { return rates_; }
  /// The estimates, Hz.
  [[nodiscard]] std::span<const double> rates() const { return rates_; }

  static constexpr double smallest = 0.5;
  static constexpr double largest = 2.0;

 private:
  SynapticScaling rule_;
  double seconds_;
  double kept_;  // part of an estimate that is left after an interval
  std::vector<double> rates_;
  std::vector<double> factors_;
};

/// Makes projections with `scaling` scale their weights at every whole second of model time.
///
/// Adds counters to the groups of `network`, and one periodic action for all such projections, on
/// every rank alike.
void add_scaling(const Experiment& experiment, RankNetwork& network);

}  // namespace engram
