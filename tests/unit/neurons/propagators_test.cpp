#include "neurons/propagators.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace engram {
namespace {

struct Case {
  double tau_syn, tau_m, c_m, dt;
  double from_exponential, from_alpha;
};

// Evaluated from the closed forms with 90 digits (mpmath 1.3), the equal ones from their limits.
const Case cases[] = {
    {2.0, 10.0, 250.0, 0.1, 0.00038820409248454046573, 0.000019280806710637105072},
    {0.5, 10.0, 250.0, 0.1, 0.00036067174878144463883, 0.00001746286713171151622},
    {10.0, 10.0, 250.0, 0.1, 0.00039601993349966724319, 0.000019800996674983363259},
    {10.000000001, 10.0, 250.0, 0.1, 0.00039601993349986525318, 0.000019800996674996563924},
    {9.999999, 10.0, 250.0, 0.1, 0.00039601993330165725686, 0.000019800996661782697504},
    {10.000000000000002, 10.0, 1.0, 0.1, 0.099004983374916810886, 0.0049502491687458408206},
    {10.1, 10.0, 250.0, 0.1, 0.0003960395390939141733, 0.000019802303719991938483},
    {2.0, 2.00001, 100.0, 1.0, 0.0060653141787279906854, 0.0030326558257631927702},
    {0.01, 10.0, 250.0, 0.1, 0.000039639817169946169722, 3.9661318516557734347e-7},
    {10.0, 0.01, 250.0, 0.1, 0.000039639817169946169722, 3.5673685318290398488e-6},
    {100.0, 1.0, 250.0, 1.0, 0.0025138197679908110383, 0.001460989461622081996},
    {10000.0, 0.1, 250.0, 0.1, 0.00025284675201894320816, 0.000014715071950825183806},
    {5.0, 5.0, 250.0, 7.5, 0.006693904804452894868, 0.025102143016698355755},
    {3.0, 3.3, 1.0, 10.0, 0.41669119451776522636, 1.9783916144929623254},
    {0.05, 20.0, 250.0, 0.05, 0.00012624033708792337591, 2.6398219976759353602e-6},
    {20.0, 0.05, 250.0, 0.05, 0.00012624033708792337591, 3.6721948567202337856e-6},
    {1.05, 0.05, 250.0, 0.05, 0.00012297967786902722406, 3.5552849376275767267e-6},
};

TEST(Propagators, AgreeWithNinetyDigitsForAnyRatioOfTimeConstants) {
  for (const Case& c : cases) {
    EXPECT_NEAR(v_from_exponential(c.tau_syn, c.tau_m, c.c_m, c.dt) / c.from_exponential, 1.0,
                1e-14)
        << c.tau_syn << " " << c.tau_m;
    EXPECT_NEAR(v_from_alpha(c.tau_syn, c.tau_m, c.c_m, c.dt) / c.from_alpha, 1.0, 1e-14)
        << c.tau_syn << " " << c.tau_m;
  }
}

TEST(Propagators, AreSmoothAcrossEqualTimeConstants) {
  // Neighbouring ratios down to a few last bits: the value changes by about half the relative
  // change.
  const double at_equality = v_from_exponential(10.0, 10.0, 250.0, 0.1);
  const double alpha_at_equality = v_from_alpha(10.0, 10.0, 250.0, 0.1);
  for (double eps = 1e-3; eps > 1e-16; eps /= 7) {
    for (const double tau : {10.0 * (1 + eps), 10.0 * (1 - eps)}) {
      EXPECT_NEAR(v_from_exponential(tau, 10.0, 250.0, 0.1) / at_equality, 1.0, 0.01 * eps + 1e-15);
      EXPECT_NEAR(v_from_alpha(tau, 10.0, 250.0, 0.1) / alpha_at_equality, 1.0, 0.01 * eps + 1e-15);
    }
  }
}

TEST(Propagators, VanishAndStayFiniteAtExtremes) {
  EXPECT_EQ(v_from_exponential(1e-3, 5e-4, 250.0, 1.0), 0.0);  // 2e-440 in truth
  EXPECT_EQ(v_from_alpha(1e-3, 5e-4, 250.0, 1.0), 0.0);
  EXPECT_TRUE(std::isfinite(v_from_alpha(1e-6, 1e6, 1.0, 10.0)));
  EXPECT_TRUE(std::isfinite(v_from_alpha(1e6, 1e-6, 1.0, 10.0)));
  // Far below the time constants the membrane only integrates: V = t I / C.
  EXPECT_NEAR(v_from_exponential(1e6, 1e6, 2.0, 1e-3) / (1e-3 / 2.0), 1.0, 2e-9);
  EXPECT_NEAR(v_from_constant(1e9, 2.0, 1e-3) / (1e-3 / 2.0), 1.0, 1e-12);
}

TEST(Propagators, ConvertRefractoryTimesAsDelays) {
  EXPECT_EQ(refractory_steps(2.0, 0.1), 20.0);
  EXPECT_EQ(refractory_steps(0.25, 0.1), 3.0);
  EXPECT_EQ(refractory_steps(0.24, 0.1), 2.0);
  EXPECT_EQ(refractory_steps(0.0, 0.1), 0.0);
}

}  // namespace
}  // namespace engram
