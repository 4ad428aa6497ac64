#include <gtest/gtest.h>

#include <cmath>

#include "plasticity/stdp_dopamine_synapse.hpp"
#include "plasticity/stdp_pl_synapse_hom.hpp"
#include "plasticity/stdp_synapse.hpp"
#include "plasticity/stdp_triplet_synapse.hpp"
#include "plasticity/vogels_sprekeler_synapse.hpp"
#include "rule_values.hpp"

namespace engram {
namespace {

// Changes by single events, from the formulas of the papers. Numbers in the tests are chosen so
// that every parameter matters.

constexpr double rounding = 1e-14;

void expect_close(double got, double wanted) {
  EXPECT_NEAR(got, wanted, rounding * std::abs(wanted)) << wanted;
}

// Wmax is a number of single precision here, as bounds are.
double stdp_up(double w, double mu, double k) {
  return 0.02 * 50.0 * std::pow(1.0 - w / 50.0, mu) * k;
}
double stdp_down(double w, double mu, double k) {
  return 1.3 * 0.02 * 50.0 * std::pow(w / 50.0, mu) * k;
}

template <class Rule>
void check_stdp() {
  for (const double mu : {0.0, 0.3, 1.0, 2.0}) {
    const auto c = constants_of<Rule>({{"lambda", 0.02},
                                       {"alpha", 1.3},
                                       {"mu_plus", mu},
                                       {"mu_minus", mu / 2.0},
                                       {"Wmax", 50.0}});
    for (const double w : {0.0, 1e-3, 20.0, 49.9, 50.0}) {
      EXPECT_NEAR(Rule::at_post(c, w, {0.7}, {9.0}), stdp_up(w, mu, 0.7), 1e-13) << w;
      EXPECT_NEAR(Rule::at_pre(c, w, {9.0}, {0.4}), -stdp_down(w, mu / 2.0, 0.4), 1e-13) << w;
    }
    EXPECT_EQ(Rule::bounds(c).min, 0.0);
    EXPECT_EQ(Rule::bounds(c).max, 50.0);
  }
}

TEST(StdpFamily, FollowsGuetigsFormulaWhateverSpikesPair) {
  check_stdp<StdpSynapse>();
  check_stdp<StdpNnSymmSynapse>();
  check_stdp<StdpNnPreCenteredSynapse>();
  check_stdp<StdpNnRestrSynapse>();
}

TEST(StdpFamily, ChangesVanishExactlyAtTheBounds) {
  // 0.3 is no number of single precision: the weight that is stored at the bound is above it.
  const auto c = constants_of<StdpSynapse>({{"Wmax", 0.3}, {"mu_plus", 0.01}, {"mu_minus", 0.01}});
  const auto stored = static_cast<double>(0.3F);
  EXPECT_EQ(StdpSynapse::bounds(c).max, stored);
  EXPECT_EQ(StdpSynapse::at_post(c, stored, {1.0}, {1.0}), 0.0);
  EXPECT_EQ(StdpSynapse::at_pre(c, 0.0, {1.0}, {1.0}), 0.0);
}

TEST(StdpFamily, TakesTheMagnitudeOfANegativeBound) {
  const auto c = constants_of<StdpSynapse>({{"Wmax", -50.0}, {"mu_plus", 0.5}});
  EXPECT_EQ(StdpSynapse::bounds(c).max, 50.0);
  expect_close(StdpSynapse::at_post(c, 20.0, {0.7}, {0.0}), 0.01 * 50.0 * std::sqrt(0.6) * 0.7);
}

TEST(StdpFamily, ReadsItsTimeConstants) {
  const RuleValues<StdpSynapse> values({{"tau_plus", 17.0}, {"tau_minus", 34.0}});
  EXPECT_EQ(StdpSynapse::pre_time_constants(values.named())[0], 17.0);
  EXPECT_EQ(StdpSynapse::post_time_constants(values.named())[0], 34.0);
}

TEST(StdpPowerLaw, FollowsMorrisonsFormula) {
  const auto c = constants_of<StdpPlSynapseHom>({{"lambda", 0.2}, {"alpha", 0.1}, {"mu", 0.4}});
  for (const double w : {1e-6, 1.0, 45.0, 3000.0}) {
    expect_close(StdpPlSynapseHom::at_post(c, w, {0.7}, {9.0}), 0.2 * std::pow(w, 0.4) * 0.7);
    expect_close(StdpPlSynapseHom::at_pre(c, w, {9.0}, {0.3}), -0.1 * 0.2 * w * 0.3);
  }
  EXPECT_EQ(StdpPlSynapseHom::at_post(c, 0.0, {1.0}, {1.0}), 0.0);
  EXPECT_EQ(StdpPlSynapseHom::bounds(c).min, 0.0);
  EXPECT_TRUE(std::isinf(StdpPlSynapseHom::bounds(c).max));
  const RuleValues<StdpPlSynapseHom> values({{"tau_plus", 17.0}, {"tau_minus", 34.0}});
  EXPECT_EQ(StdpPlSynapseHom::pre_time_constants(values.named())[0], 17.0);
  EXPECT_EQ(StdpPlSynapseHom::post_time_constants(values.named())[0], 34.0);
}

TEST(StdpTriplet, FollowsPfisterAndGerstnersFormula) {
  const Changed changed{
      {"Aplus", 0.01},           {"Aplus_triplet", 0.02}, {"Aminus", 0.03},
      {"Aminus_triplet", 0.04},  {"Wmax", -8.0},          {"tau_plus", 1.0},
      {"tau_plus_triplet", 2.0}, {"tau_minus", 3.0},      {"tau_minus_triplet", 4.0}};
  const auto c = constants_of<StdpTripletSynapse>(changed);
  const Traces<2> r{0.5, 0.6}, o{0.7, 0.9};
  expect_close(StdpTripletSynapse::at_post(c, 1.0, r, o), 0.5 * (0.01 + 0.02 * 0.9));
  expect_close(StdpTripletSynapse::at_pre(c, 1.0, r, o), -0.7 * (0.03 + 0.04 * 0.6));
  EXPECT_EQ(StdpTripletSynapse::bounds(c).min, 0.0);
  EXPECT_EQ(StdpTripletSynapse::bounds(c).max, 8.0);
  const RuleValues<StdpTripletSynapse> values(changed);
  EXPECT_EQ(StdpTripletSynapse::pre_time_constants(values.named()), (Traces<2>{1.0, 2.0}));
  EXPECT_EQ(StdpTripletSynapse::post_time_constants(values.named()), (Traces<2>{3.0, 4.0}));
}

TEST(VogelsSprekeler, FollowsItsFormula) {
  const Changed changed{{"eta", 0.01}, {"alpha", 0.2}, {"Wmax", -4.0}, {"tau", 15.0}};
  const auto c = constants_of<VogelsSprekelerSynapse>(changed);
  expect_close(VogelsSprekelerSynapse::at_post(c, 1.0, {0.7}, {9.0}), 0.01 * 0.7);
  expect_close(VogelsSprekelerSynapse::at_pre(c, 1.0, {9.0}, {0.5}), 0.01 * (0.5 - 0.2));
  expect_close(VogelsSprekelerSynapse::at_pre(c, 1.0, {9.0}, {0.0}), -0.01 * 0.2);
  EXPECT_EQ(VogelsSprekelerSynapse::bounds(c).min, 0.0);
  EXPECT_EQ(VogelsSprekelerSynapse::bounds(c).max, 4.0);
  const RuleValues<VogelsSprekelerSynapse> values(changed);
  EXPECT_EQ(VogelsSprekelerSynapse::pre_time_constants(values.named())[0], 15.0);
  EXPECT_EQ(VogelsSprekelerSynapse::post_time_constants(values.named())[0], 15.0);
}

TEST(StdpDopamine, ChangesTheEligibility) {
  const Changed changed{{"A_plus", 0.5},    {"A_minus", 0.8},   {"Wmin", -2.0},
                        {"Wmax", -16.0},    {"tau_c", 750.0},   {"b", 0.05},
                        {"tau_plus", 17.0}, {"tau_minus", 34.0}};
  const auto c = constants_of<StdpDopamineSynapse>(changed);
  expect_close(StdpDopamineSynapse::at_post(c, 1.0, {0.7}, {9.0}), 0.5 * 0.7);
  expect_close(StdpDopamineSynapse::at_pre(c, 1.0, {9.0}, {0.3}), -0.8 * 0.3);
  EXPECT_EQ(StdpDopamineSynapse::bounds(c).min, 2.0);
  EXPECT_EQ(StdpDopamineSynapse::bounds(c).max, 16.0);
  const RuleValues<StdpDopamineSynapse> values(changed);
  EXPECT_EQ(StdpDopamineSynapse::pre_time_constants(values.named())[0], 17.0);
  EXPECT_EQ(StdpDopamineSynapse::post_time_constants(values.named())[0], 34.0);
  EXPECT_EQ(StdpDopamineSynapse::eligibility_time_constant(values.named()), 750.0);
  EXPECT_EQ(StdpDopamineSynapse::baseline(values.named()), 0.05);
}

}  // namespace
}  // namespace engram
