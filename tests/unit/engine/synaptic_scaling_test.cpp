#include "engine/synaptic_scaling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace engram {
namespace {

const SynapticScaling rule{.target_rate = 10.0, .gain = 0.01, .tau = 5000.0};

TEST(ScalingFactors, EstimatesApproachTheRateExponentially) {
  ScalingFactors factors(rule, 2000.0, 3);
  // In two seconds: 0, 10 and 25 Hz.
  const std::vector<std::uint32_t> counts{0, 20, 50};
  const std::vector<double> rates{0.0, 10.0, 25.0};
  for (int k = 1; k <= 8; ++k) {
    const std::span<const double> now = factors.update(counts);
    for (std::size_t i = 0; i < rates.size(); ++i) {
      const double expected = rates[i] + (10.0 - rates[i]) * std::exp(-2.0 * k / 5.0);
      EXPECT_NEAR(factors.rates()[i], expected, 1e-12 * 25);
      EXPECT_NEAR(now[i], 1.0 + 0.01 * (10.0 - expected), 1e-13);
    }
  }
}

TEST(ScalingFactors, FollowCountsThatChange) {
  ScalingFactors factors({.target_rate = 0.0, .gain = 0.0, .tau = 1000.0}, 1000.0, 1);
  double expected = 0.0;
  for (const std::uint32_t count : {7U, 0U, 3U, 3U, 100U, 0U}) {
    static_cast<void>(factors.update({&count, 1}));
    expected = expected * std::exp(-1.0) + count * (1.0 - std::exp(-1.0));
    EXPECT_NEAR(factors.rates()[0], expected, 1e-12 * 100);
  }
}

TEST(ScalingFactors, AtMostHalveOrDouble) {
  ScalingFactors factors({.target_rate = 10.0, .gain = 5.0, .tau = 1e-3}, 1000.0, 3);
  const std::vector<std::uint32_t> counts{0, 10, 1000};
  const std::span<const double> now = factors.update(counts);
  EXPECT_EQ(now[0], 2.0);
  EXPECT_EQ(now[1], 1.0);
  EXPECT_EQ(now[2], 0.5);
}

}  // namespace
}  // namespace engram
