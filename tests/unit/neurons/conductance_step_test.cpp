#include "neurons/conductance_step.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "neurons/conductance_moments.hpp"
#include "unit/neurons/reference_solver.hpp"

namespace engram::testing {
namespace {

// Integrals over a step by the midpoint rule of 200,000 parts, good to 1e-11.
template <class Function>
ConductanceMoments summed(double h, const Function& k) {
  constexpr int parts = 200000;
  long double whole = 0, moment = 0;
  for (int i = 0; i < parts; ++i) {
    const long double share = (i + 0.5L) / parts;
    const long double value = k(share * h);
    whole += value * h / parts;
    moment += (share - 0.5L) * value * h / parts;
  }
  return {static_cast<double>(whole), static_cast<double>(moment)};
}

TEST(ConductanceMoments, AreTheIntegralsOverAStep) {
  for (const double tau : {0.02, 0.09, 0.1, 0.2, 5.0, 1000.0}) {
    const double h = 0.1;
    const auto decaying = summed(h, [&](long double t) { return std::exp(-t / tau); });
    const auto ramp = summed(h, [&](long double t) { return t * std::exp(-t / tau); });
    const ConductanceMoments of_decay = moments_of_decay(tau, h), of_ramp = moments_of_ramp(tau, h);
    EXPECT_NEAR(of_decay.whole, decaying.whole, 1e-9 * decaying.whole) << tau;
    EXPECT_NEAR(of_decay.moment, decaying.moment, 1e-9 * decaying.whole) << tau;
    EXPECT_NEAR(of_ramp.whole, ramp.whole, 1e-9 * ramp.whole) << tau;
    EXPECT_NEAR(of_ramp.moment, ramp.moment, 1e-9 * ramp.whole) << tau;
  }
}

TEST(ConductanceMoments, OfSlowDecaysAreTheirTaylorSeries) {
  // exp(-t/tau) = 1 - t/tau + ...: the moment is -h^2 / (12 tau).
  const double h = 0.1, tau = 1e6;
  EXPECT_NEAR(moments_of_decay(tau, h).moment * 12 * tau / (h * h), -1.0, 1e-7);
}

// V at t = 2 from -10 at t = 0, where a = 0.4 + 3 exp(-t), b = 20 exp(-2 t) - 2.
double integrated(int steps) {
  const double h = 2.0 / steps;
  double v = -10;
  for (int k = 0; k < steps; ++k) {
    const double a = 3 * std::exp(-k * h), b = 20 * std::exp(-2 * k * h);
    const ConductanceMoments one = moments_of_decay(1.0, h), two = moments_of_decay(0.5, h);
    v = ConductanceStep{.decay = 0.4 * h + a * one.whole,
                        .drive = -2.0 * h + b * two.whole,
                        .decay_moment = a * one.moment,
                        .drive_moment = b * two.moment}(v);
  }
  return v;
}

TEST(ConductanceStep, ConvergesWithTheFourthOrder) {
  std::array<Real, 2> y{-10, 0};  // V, t
  solve(y, 2.0L, 20000, [](const std::array<Real, 2>& at) {
    return std::array<Real, 2>{
        -(0.4L + 3 * std::exp(-at[1])) * at[0] + 20 * std::exp(-2 * at[1]) - 2, 1};
  });
  const auto error = [&](int steps) {
    return std::abs(integrated(steps) - static_cast<double>(y[0]));
  };
  EXPECT_GT(error(8), 1e-7);
  for (const int steps : {8, 16, 32}) {
    const double ratio = error(steps) / error(2 * steps);
    EXPECT_GT(ratio, 13) << steps;
    EXPECT_LT(ratio, 19) << steps;
  }
}

TEST(ConductanceStep, StaysOnTheWayForAnyDecay) {
  // From -10 to b/a = 3: never beyond, further with a larger decay, without a jump where stiff
  // steps begin.
  double before = -10;
  for (double decay = 1e-3; decay < 1e12; decay *= 1.01) {
    const double v = ConductanceStep{decay, 3 * decay, 0, 0}(-10);
    EXPECT_GE(v, before - 1e-9) << decay;
    EXPECT_LE(v, 3.0) << decay;
    before = v;
  }
  EXPECT_NEAR(before, 3.0, 1e-9);
  const double stiff = ConductanceStep::stiff_decay;
  EXPECT_NEAR((ConductanceStep{stiff, 0, 0, 0}(1.0)),
              (ConductanceStep{std::nextafter(stiff, 7.0), 0, 0, 0}(1.0)), 1e-12);
}

}  // namespace
}  // namespace engram::testing
