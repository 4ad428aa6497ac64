#include "support/pair_reference.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/reference_rules.hpp"

// The reference must itself be right: numbers published or computed elsewhere, and cases that can
// be followed with a pencil.
namespace engram::testing {
namespace {

/// `pairs` spikes of each neuron, the target's `lag` ms after the source's; far from step 0, so
/// that a negative lag is possible. The dendritic delay is 1 step and taken off again.
SynapseSpikes trains(double rate, double lag, int pairs) {
  SynapseSpikes spikes;
  for (int i = 0; i < pairs; ++i) {
    const auto source = static_cast<std::int64_t>(std::llround(1000.0 + i * 1e4 / rate));
    spikes.source.push_back(source);
    spikes.target.push_back(source + std::llround(lag / spikes.dt) - spikes.dendritic);
  }
  return spikes;
}

double change_by(const ReferenceRule& rule, const SynapseSpikes& spikes) {
  const double start = 10.0;
  return run_reference(rule, spikes, start, 10'000'000).end.weight - start;
}

// 60 pairs, NEST's constants with the paper's 33.7 and 125 ms; four digits. Post before pre turns
// from depression to potentiation between 20 and 40 Hz (Pfister & Gerstner 2006).
TEST(PairReference, GivesTheTripletTable) {
  const ReferenceRule rule = stdp_triplet({.tau_minus = 33.7, .tau_minus_triplet = 125.0});
  const std::array rates{0.1, 10.0, 20.0, 40.0, 50.0};
  const std::array forward{0.0, .1321, .2470, .5337, .7409};
  const std::array backward{-.3122, -.3336, -.3516, .1548, .7272};
  for (std::size_t i = 0; i < rates.size(); ++i) {
    EXPECT_NEAR(change_by(rule, trains(rates[i], 10.0, 60)), forward[i], 6e-5) << rates[i];
    EXPECT_NEAR(change_by(rule, trains(rates[i], -10.0, 60)), backward[i], 6e-5) << rates[i];
  }
}

/// Source at 0, target at the synapse at 10 ms, one release of 1/200 at 110 ms (NEST's units).
ReferenceRun dopamine(std::int64_t until, double baseline = 0.0) {
  const SynapseSpikes spikes{.source = {0}, .target = {90}, .dendritic = 10};
  const Gate gate{{{110.0}, {1.0 / 200.0}, 200.0}, 1000.0, baseline};
  return run_reference(stdp_dopamine({}), spikes, 10.0, until, gate);
}

TEST(PairReference, GivesTheDopamineFigures) {
  EXPECT_NEAR(dopamine(4'100).end.weight - 10.0, 0.381744736, 1e-9);
  EXPECT_NEAR(dopamine(500'000).end.weight - 10.0, 0.457343030, 1e-9);
}

TEST(PairReference, EligibilityWaitsAndDecays) {
  const double k_plus = std::exp(-10.0 / 20.0);
  EXPECT_EQ(dopamine(1'100).end.weight, 10.0);
  EXPECT_NEAR(dopamine(1'100).end.eligibility, k_plus * std::exp(-0.1), 1e-15);
}

// Without dopamine a baseline b takes c b tau_c (1 - exp(-t / tau_c)) away.
TEST(PairReference, ABaselineTurnsEligibilityRound) {
  const double k_plus = std::exp(-10.0 / 20.0);
  const double decayed = 1.0 - std::exp(-0.1);
  EXPECT_NEAR(dopamine(1'100, 0.002).end.weight, 10.0 - k_plus * 0.002 * 1000.0 * decayed, 1e-12);
}

TEST(PairReference, FollowsTheConcentrationFromReleaseToRelease) {
  // dw/dt = c n with c = exp(-10/20) exp(-(t - 10)/1000), integrated by the midpoint rule.
  const SynapseSpikes spikes{.source = {0}, .target = {90}, .dendritic = 10};
  const Gate gate{{{3.03, 110.0, 110.05, 240.0}, {0.01, 0.02, 0.03, 0.01}, 150.0}, 700.0, 0.004};
  const double end = run_reference(stdp_dopamine({}), spikes, 10.0, 5'000, gate).end.weight;
  double integral = 0.0;
  const double h = 0.01;
  for (int i = 0; i < 49'000; ++i) {
    const double t = 10.0 + h * (i + 0.5);
    const double c = std::exp(-0.5) * std::exp(-(t - 10.0) / 700.0);
    integral += h * c * (gate.concentration.after(t) - 0.004);
  }
  EXPECT_NEAR(end - 10.0, integral, 1e-6);
}

// One synapse, additive, lambda Wmax = 1, all time constants 20 ms; pencil and paper.
const ReferenceRule pencil_rule(Pairs pairs) {
  return stdp({.lambda = 0.001, .alpha = 1.0, .mu_plus = 0.0, .mu_minus = 0.0, .Wmax = 1000.0},
              pairs);
}
double decayed(double ms) {
  return std::exp(-ms / 20.0);
}

double end_of(Pairs pairs, std::vector<std::int64_t> source, std::vector<std::int64_t> target) {
  for (std::int64_t& step : target) step -= 1;  // the dendritic delay
  const SynapseSpikes spikes{.source = std::move(source), .target = std::move(target)};
  return run_reference(pencil_rule(pairs), spikes, 500.0, 100'000).end.weight - 500.0;
}

TEST(PairReference, PairsAllSpikes) {
  EXPECT_NEAR(end_of(Pairs::all, {100, 200}, {300, 400}),
              decayed(20) + decayed(10) + decayed(30) + decayed(20), 1e-12);
  EXPECT_NEAR(end_of(Pairs::all, {300, 400}, {100, 200}),
              -decayed(20) - decayed(10) - decayed(30) - decayed(20), 1e-12);
}

TEST(PairReference, PairsTheNearest) {
  EXPECT_NEAR(end_of(Pairs::symmetric, {100, 200}, {300, 400}), decayed(10) + decayed(20), 1e-12);
  EXPECT_NEAR(end_of(Pairs::symmetric, {300, 400}, {100, 200}), -decayed(10) - decayed(20), 1e-12);
}

TEST(PairReference, PairsAroundTheSource) {
  EXPECT_NEAR(end_of(Pairs::pre_centered, {100, 200}, {300, 400}), decayed(20) + decayed(10),
              1e-12);
  EXPECT_NEAR(end_of(Pairs::pre_centered, {300, 400}, {100, 200}), -decayed(10) - decayed(20),
              1e-12);
}

TEST(PairReference, PairsImmediateNeighbours) {
  EXPECT_NEAR(end_of(Pairs::restricted, {100, 200}, {300, 400}), decayed(10), 1e-12);
  EXPECT_NEAR(end_of(Pairs::restricted, {300, 400}, {100, 200}), -decayed(10), 1e-12);
}

// NEST's documentation: source at 10 and 20 ms and target at 20 ms make one pair, 20 to 10.
TEST(PairReference, CoincidentSpikesMakeNoPair) {
  for (const Pairs pairs : {Pairs::all, Pairs::symmetric, Pairs::pre_centered, Pairs::restricted}) {
    EXPECT_EQ(end_of(pairs, {100}, {100}), 0.0);
    EXPECT_NEAR(end_of(pairs, {100, 200}, {200}), decayed(10), 1e-12);
    EXPECT_NEAR(end_of(pairs, {200}, {100, 200}), -decayed(10), 1e-12);
  }
}

TEST(PairReference, DelaysShiftTheSpikes) {
  // Source at the synapse at 60 + 15 steps, target at 40 + 45: 10 steps later.
  const SynapseSpikes spikes{.source = {60}, .target = {40}, .axonal = 15, .dendritic = 45};
  const ReferenceRun run = run_reference(pencil_rule(Pairs::all), spikes, 500.0, 1'000);
  ASSERT_EQ(run.arrivals.size(), 1U);
  EXPECT_EQ(run.arrivals[0].step, 75);
  EXPECT_EQ(run.arrivals[0].weight, 500.0);
  EXPECT_NEAR(run.end.weight, 500.0 + decayed(1), 1e-12);
  EXPECT_EQ(run_reference(pencil_rule(Pairs::all), spikes, 500.0, 84).end.weight, 500.0);
}

TEST(PairReference, BoundsHoldAtEverySpike) {
  const SynapseSpikes spikes{.source = {100, 300}, .target = {109, 119}};
  const ReferenceRun run = run_reference(
      stdp({.lambda = 0.6, .mu_plus = 0.0, .mu_minus = 0.0, .Wmax = 1.0}), spikes, 0.9, 1'000);
  // Up by 0.57 and 0.54, but not beyond 1; then down by 0.6 (exp(-0.95) + exp(-0.9)).
  const double down = 0.6 * (decayed(19) + decayed(18));
  EXPECT_EQ(run.arrivals[0].weight, 0.9);
  EXPECT_NEAR(run.arrivals[1].weight, 1.0 - down, 1e-12);
  EXPECT_GT(down, 0.4);
}

TEST(PairReference, VogelsRuleRestsAtTheTargetRate) {
  // Source and target at 5 Hz, 100 ms apart: eta (2 exp(-5) - alpha) per pair in the long run.
  const auto change = [](double alpha) {
    return change_by(vogels_sprekeler({.alpha = alpha, .Wmax = 100.0}), trains(5.0, 100.0, 500));
  };
  const double balance = 2.0 * std::exp(-5.0) / (1.0 - std::exp(-10.0));
  EXPECT_NEAR(change(balance), 0.0, 3e-5);
  EXPECT_NEAR(change(0.12), 500.0 * 0.001 * (balance - 0.12), 3e-5);
}

}  // namespace
}  // namespace engram::testing
