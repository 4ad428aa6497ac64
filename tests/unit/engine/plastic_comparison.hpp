#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "support/pair_reference.hpp"

/// Weights as rows store them against the reference in double precision, with bounds that follow
/// from what is rounded to single precision and from nothing else.
///
/// * A weight is rounded after every change: by at most half a unit in the last place, 2^-24 w.
/// * A trace is rounded at every spike of its neuron. With K its largest value, the relative error
///   e_n after spike n obeys e_n <= e_{n-1} K / (1 + K) + 2^-24, hence stays below (1 + K) 2^-24.
/// * Everything else is in double precision; 1e-12 of a change covers it, tables of decays and
///   powers included.
namespace engram::testing {

inline constexpr double half_unit = 0x1p-24;

/// Follows the largest trace and says how far a change may be off because of rounded traces.
class TraceRounding {
 public:
  double allowance(const Change& rule, double weight, const TwoTraces& source,
                   const TwoTraces& target) {
    for (const double trace : {source[0], source[1], target[0], target[1]}) {
      largest_ = std::max(largest_, trace);
    }
    const double off = 1.0 + (2.0 + largest_) * half_unit;
    const double exact = rule(weight, source, target);
    // Changes grow with every trace.
    const double other =
        rule(weight, {source[0] * off, source[1] * off}, {target[0] * off, target[1] * off});
    return 1.01 * std::abs(other - exact) + 1e-12 * std::abs(exact);
  }

 private:
  double largest_ = 0.0;
};

/// When something happens at a synapse until the end of step `until`, a spike of the target before
/// one of the source.
inline std::vector<std::int64_t> event_steps(const SynapseSpikes& spikes, std::int64_t until) {
  std::vector<std::int64_t> steps;
  for (const std::int64_t step : spikes.source) steps.push_back(step + spikes.axonal);
  for (const std::int64_t step : spikes.target) steps.push_back(step + spikes.dendritic);
  std::erase_if(steps, [&](std::int64_t step) { return step > until; });
  std::sort(steps.begin(), steps.end());
  return steps;
}

/// Weight at the end of a step; step -1: at the start.
using StoredWeight = std::function<double(std::int64_t)>;

/// Every change alone: the reference begins with the stored weight of the step before, and says
/// what is stored next. Where nothing happens, no bit may change.
inline void compare_each_change(const ReferenceRule& rule, const SynapseSpikes& spikes,
                                std::int64_t until, const StoredWeight& stored) {
  const std::vector<std::int64_t> steps = event_steps(spikes, until);
  std::vector<double> expected(static_cast<std::size_t>(until + 1), -1.0);
  std::vector<double> allowed(expected.size(), 0.0);
  TraceRounding rounding;
  std::size_t event = 0;
  const auto restarted = [&](const Change& change) {
    return [&](double, const TwoTraces& source, const TwoTraces& target) {
      const std::int64_t step = steps.at(event++);
      double& weight = expected[static_cast<std::size_t>(step)];
      if (weight < 0.0) weight = stored(step - 1);
      allowed[static_cast<std::size_t>(step)] += rounding.allowance(change, weight, source, target);
      weight = std::clamp(weight + change(weight, source, target), rule.min, rule.max);
      allowed[static_cast<std::size_t>(step)] += half_unit * 1.001 * weight;
      return 0.0;
    };
  };
  ReferenceRule probe = rule;
  probe.at_target_spike = restarted(rule.at_target_spike);
  probe.at_source_spike = restarted(rule.at_source_spike);
  run_reference(probe, spikes, stored(-1), until);
  ASSERT_EQ(event, steps.size());
  for (std::int64_t step = 0; step <= until; ++step) {
    const double weight = expected[static_cast<std::size_t>(step)];
    if (weight < 0.0) {
      ASSERT_EQ(stored(step), stored(step - 1)) << "nothing happens in step " << step;
    } else {
      ASSERT_NEAR(stored(step), weight, allowed[static_cast<std::size_t>(step)]) << step;
    }
  }
}

/// The whole run: the reference goes its own way, and with it the largest error the rows may have
/// collected. An error x before an event is max |±x + f(w ± x) - f(w)| after it (w + f(w) being
/// monotonous), plus what is rounded there. Returns the largest bound.
inline double compare_whole_run(const ReferenceRule& rule, const SynapseSpikes& spikes,
                                std::int64_t until, const StoredWeight& stored) {
  TraceRounding rounding;
  double error = 0.0, largest = 0.0;
  std::vector<double> allowed;  // after each spike of the source
  const auto carried = [&](const Change& change) {
    return [&](double weight, const TwoTraces& source, const TwoTraces& target) {
      const double by = change(weight, source, target);
      const auto beside = [&](double x) {
        const double other = std::clamp(weight + x, rule.min, rule.max);
        return std::abs(other + change(other, source, target) - weight - by);
      };
      error = std::max(beside(error), beside(-error)) +
              rounding.allowance(change, weight, source, target) +
              half_unit * 1.01 * std::abs(weight + by);
      largest = std::max(largest, error);
      return by;
    };
  };
  ReferenceRule probe = rule;
  probe.at_target_spike = carried(rule.at_target_spike);
  const Change at_source = carried(rule.at_source_spike);
  probe.at_source_spike = [&](double weight, const TwoTraces& source, const TwoTraces& target) {
    const double by = at_source(weight, source, target);
    allowed.push_back(error);
    return by;
  };
  const ReferenceRun run = run_reference(probe, spikes, stored(-1), until);
  EXPECT_EQ(run.arrivals.size(), allowed.size());
  for (std::size_t i = 0; i < run.arrivals.size(); ++i) {
    const SynapseState& state = run.arrivals[i];
    EXPECT_NEAR(stored(state.step), state.weight, allowed[i]) << "spike " << i;
    if (::testing::Test::HasFailure()) break;
  }
  EXPECT_NEAR(stored(until), run.end.weight, error);
  return largest;
}

}  // namespace engram::testing
