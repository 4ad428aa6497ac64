#include "plasticity/short_term.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace engram {
namespace {

constexpr double dt = 0.1;
// x and u are stored with 24 bits; errors decay like the state.
constexpr double single_precision = 2e-7;

std::vector<double> transmitted(const ShortTermConstants& constants,
                                const std::vector<std::int64_t>& spikes) {
  ShortTerm state;
  std::vector<double> factors;
  std::int64_t last = -1;
  for (const std::int64_t spike : spikes) {
    factors.push_back(transmit(state, constants, spike - last));
    last = spike;
  }
  return factors;
}

/// Six spikes at 50 Hz, the first at 30 ms.
const std::vector<std::int64_t> fifty_hertz{300, 500, 700, 900, 1100, 1300};

void expect_factors(const std::vector<double>& got, const std::vector<double>& wanted,
                    double tolerance) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], tolerance) << i;
}

// Computed from the equations in double precision, six digits.
TEST(ShortTerm, DepressesAsTsodyksAndMarkram) {
  expect_factors(transmitted({0.5, 800.0, 0.0, dt}, fifty_hertz),
                 {.5, .256173, .137269, .079285, .051009, .037220}, 6e-7);
}

TEST(ShortTerm, FacilitatesAsTsodyksAndMarkram) {
  expect_factors(transmitted({0.1, 100.0, 1000.0, dt}, fifty_hertz),
                 {.1, .172808, .210568, .219857, .213077, .201093}, 6e-7);
}

TEST(ShortTerm, FollowsTheEquationsAtIrregularTimes) {
  const std::vector<std::int64_t> spikes{3, 4, 90, 91, 400, 20'000, 20'050, 500'000, 500'001};
  const double big_u = 0.25, tau_rec = 300.0, tau_fac = 150.0;
  std::vector<double> wanted;
  double x = 1.0, u = big_u;
  for (std::size_t i = 0; i < spikes.size(); ++i) {
    if (i > 0) {
      const double h = dt * static_cast<double>(spikes[i] - spikes[i - 1]);
      x = 1.0 + (x - x * u - 1.0) * std::exp(-h / tau_rec);
      u = big_u + u * (1.0 - big_u) * std::exp(-h / tau_fac);
    }
    wanted.push_back(u * x);
  }
  expect_factors(transmitted({big_u, tau_rec, tau_fac, dt}, spikes), wanted, single_precision);
}

TEST(ShortTerm, TheFirstSpikeTransmitsUWheneverItComes) {
  for (const std::int64_t first : {0L, 1L, 77L, 1L << 40}) {
    EXPECT_EQ(transmitted({0.25, 800.0, 50.0, dt}, {first})[0], 0.25) << first;
  }
}

TEST(ShortTerm, WithoutTauFacNothingFacilitates) {
  // One step apart and a recovery that takes for ever: x is halved, u stays.
  const auto factors = transmitted({0.5, 1e12, 0.0, dt}, {0, 1, 2});
  EXPECT_NEAR(factors[1], 0.25, single_precision);
  EXPECT_NEAR(factors[2], 0.125, single_precision);
}

TEST(ShortTerm, RestRestoresIt) {
  const auto factors = transmitted({0.5, 800.0, 50.0, dt}, {0, 10, 20, 20 + 400'000});
  EXPECT_LT(factors[2], 0.5);
  EXPECT_EQ(factors[3], 0.5);
}

TEST(ShortTerm, UOfOneEmptiesTheSynapse) {
  const auto factors = transmitted({1.0, 800.0, 50.0, dt}, {0, 1, 2});
  EXPECT_EQ(factors[0], 1.0);
  EXPECT_NEAR(factors[1], -std::expm1(-dt / 800.0), 1e-7);
}

}  // namespace
}  // namespace engram
