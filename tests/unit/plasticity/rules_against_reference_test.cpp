#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "plasticity/stdp_dopamine_synapse.hpp"
#include "plasticity/stdp_pl_synapse_hom.hpp"
#include "plasticity/stdp_synapse.hpp"
#include "plasticity/stdp_triplet_synapse.hpp"
#include "plasticity/vogels_sprekeler_synapse.hpp"
#include "rule_values.hpp"
#include "support/reference_rules.hpp"

// The rules' functions on irregular spike trains, with traces carried from spike to spike as a
// simulator does it, against the sums over all spikes of the reference.
namespace engram {
namespace {

using testing::Pairs;
using testing::ReferenceRule;
using testing::SynapseSpikes;

/// Exponential traces of one neuron.
template <std::size_t n>
struct Carried {
  Traces<n> value{};
  std::int64_t at = 0;

  void to(std::int64_t step, const Traces<n>& tau, double dt) {
    for (std::size_t k = 0; k < n; ++k) {
      value[k] *= std::exp(-static_cast<double>(step - at) * dt / tau[k]);
    }
    at = step;
  }
};

template <class Rule>
std::vector<double> carried_weights(const Changed& changed, const SynapseSpikes& spikes, double w) {
  const RuleValues<Rule> values(changed);
  const auto constants = Rule::derive(values.named(), spikes.dt);
  const auto pre_tau = Rule::pre_time_constants(values.named());
  const auto post_tau = Rule::post_time_constants(values.named());
  const WeightBounds bounds = Rule::bounds(constants);
  Carried<Rule::pre_traces> pre;
  Carried<Rule::post_traces> post, nearest;
  bool target_since = false;  // has spiked since the source did
  std::vector<double> weights;
  std::size_t next = 0;
  const auto change = [&](double by) { w = std::clamp(w + by, bounds.min, bounds.max); };
  for (const std::int64_t source : spikes.source) {
    const std::int64_t now = source + spikes.axonal;
    auto before = post, nearest_before = nearest;  // without a coincident spike of the target
    for (; next < spikes.target.size() && spikes.target[next] + spikes.dendritic <= now; ++next) {
      const std::int64_t at = spikes.target[next] + spikes.dendritic;
      pre.to(at, pre_tau, spikes.dt);
      post.to(at, post_tau, spikes.dt);
      before = post, nearest_before = nearest;
      if (Rule::pairing != Pairing::nearest_restricted || !target_since) {
        change(Rule::at_post(constants, w, pre.value, post.value));
      }
      if (Rule::pairing == Pairing::nearest_pre_centered) pre.value = {};
      for (double& trace : post.value) trace += 1.0;
      nearest.value.fill(1.0);
      nearest.at = at;
      target_since = true;
      if (at < now) before = post, nearest_before = nearest;
    }
    pre.to(now, pre_tau, spikes.dt);
    before.to(now, post_tau, spikes.dt);
    nearest_before.to(now, post_tau, spikes.dt);
    Traces<Rule::post_traces> seen =
        Rule::pairing == Pairing::all_to_all ? before.value : nearest_before.value;
    if (Rule::pairing == Pairing::nearest_restricted && !target_since) seen = {};
    change(Rule::at_pre(constants, w, pre.value, seen));
    const bool sums =
        Rule::pairing == Pairing::all_to_all || Rule::pairing == Pairing::nearest_pre_centered;
    for (double& trace : pre.value) trace = sums ? trace + 1.0 : 1.0;
    target_since = false;
    weights.push_back(w);
  }
  return weights;
}

/// Two dense irregular trains with many coincidences.
SynapseSpikes irregular() {
  std::mt19937_64 generator(7);
  std::geometric_distribution<std::int64_t> gap(0.02);
  SynapseSpikes spikes{.axonal = 4, .dendritic = 11};
  for (std::int64_t step = 20; step < 20'000; step += 1 + gap(generator)) {
    spikes.source.push_back(step);
  }
  for (std::int64_t step = 20; step < 20'000; step += 1 + gap(generator)) {
    spikes.target.push_back(step);
  }
  return spikes;
}

template <class Rule>
void compare(const Changed& changed, const ReferenceRule& reference, double weight) {
  const SynapseSpikes spikes = irregular();
  const std::vector<double> weights = carried_weights<Rule>(changed, spikes, weight);
  const auto expected = testing::run_reference(reference, spikes, weight, 30'000).arrivals;
  ASSERT_EQ(weights.size(), expected.size());
  ASSERT_GT(weights.size(), 300U);
  double least = weight, most = weight;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    ASSERT_NEAR(weights[i], expected[i].weight, 1e-11 * weight) << i;
    least = std::min(least, weights[i]);
    most = std::max(most, weights[i]);
  }
  // Something has happened.
  EXPECT_GT(most - least, 0.01 * weight);
}

TEST(RulesAgainstReference, Stdp) {
  const Changed changed{{"tau_plus", 17.0}, {"tau_minus", 34.0}, {"lambda", 0.02}, {"alpha", 1.1},
                        {"mu_plus", 0.4},   {"mu_minus", 0.9},   {"Wmax", 64.0}};
  const testing::Stdp same{.tau_plus = 17.0,
                           .tau_minus = 34.0,
                           .lambda = 0.02,
                           .alpha = 1.1,
                           .mu_plus = 0.4,
                           .mu_minus = 0.9,
                           .Wmax = 64.0};
  compare<StdpSynapse>(changed, testing::stdp(same, Pairs::all), 30.0);
  compare<StdpNnSymmSynapse>(changed, testing::stdp(same, Pairs::symmetric), 30.0);
  compare<StdpNnPreCenteredSynapse>(changed, testing::stdp(same, Pairs::pre_centered), 30.0);
  compare<StdpNnRestrSynapse>(changed, testing::stdp(same, Pairs::restricted), 30.0);
}

TEST(RulesAgainstReference, AdditiveStdpReachesItsBounds) {
  const Changed changed{{"lambda", 0.2}, {"mu_plus", 0.0}, {"mu_minus", 0.0}, {"Wmax", 2.0}};
  compare<StdpSynapse>(
      changed, testing::stdp({.lambda = 0.2, .mu_plus = 0.0, .mu_minus = 0.0, .Wmax = 2.0}), 1.0);
}

TEST(RulesAgainstReference, PowerLaw) {
  compare<StdpPlSynapseHom>(
      {{"lambda", 0.05}, {"alpha", 0.2}, {"tau_minus", 30.0}},
      testing::stdp_power_law({.tau_minus = 30.0, .lambda = 0.05, .alpha = 0.2}), 45.0);
}

TEST(RulesAgainstReference, Triplet) {
  compare<StdpTripletSynapse>(
      {{"tau_minus", 33.7},
       {"tau_minus_triplet", 125.0},
       {"Aplus", 1e-3},
       {"Aminus_triplet", 2e-3}},
      testing::stdp_triplet(
          {.tau_minus = 33.7, .tau_minus_triplet = 125.0, .Aplus = 1e-3, .Aminus_triplet = 2e-3}),
      1.0);
}

TEST(RulesAgainstReference, Vogels) {
  compare<VogelsSprekelerSynapse>(
      {{"eta", 0.01}, {"alpha", 0.5}, {"Wmax", 4.0}},
      testing::vogels_sprekeler({.eta = 0.01, .alpha = 0.5, .Wmax = 4.0}), 1.0);
}

TEST(RulesAgainstReference, DopamineWithoutGate) {
  // Ungated, the changes of the eligibility go to the weight.
  compare<StdpDopamineSynapse>({{"A_minus", 0.8}, {"Wmin", 20.0}, {"Wmax", 60.0}},
                               testing::stdp_dopamine({.A_minus = 0.8, .Wmin = 20.0, .Wmax = 60.0}),
                               40.0);
}

}  // namespace
}  // namespace engram
