#include <cmath>
#include <ostream>

#include "plastic_bench.hpp"
#include "plastic_comparison.hpp"
#include "support/reference_rules.hpp"

// Rows of every direct rule against the reference: each change, the whole run, and what is
// transmitted.
namespace engram::testing {
namespace {

constexpr std::int64_t steps = 2'500;

struct Case {
  std::string_view title;
  ModelChoice model;
  ReferenceRule reference;
  double least, most;  // initial weights
  double sign = 1.0;
  std::uint32_t axonal = 0;
  std::uint32_t dendritic = 1;  // shortest

  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.title; }
};

/// Parameters of the pair rules that are far from the defaults.
const Stdp uneven{17.0, 34.0, 0.02, 1.4, 0.4, 0.9, 64.0};
const ModelChoice uneven_model(std::string_view name, double sign = 1.0) {
  return {name,
          {{"tau_plus", 17.0},
           {"tau_minus", 34.0},
           {"lambda", 0.02},
           {"alpha", 1.4},
           {"mu_plus", 0.4},
           {"mu_minus", 0.9},
           {"Wmax", sign * 64.0}}};
}
/// Additive with large steps: at its bounds most of the time.
const Stdp additive{20.0, 20.0, 0.05, 1.05, 0.0, 0.0, 10.0};
ModelChoice additive_model(std::string_view name) {
  return {name,
          {{"lambda", 0.05}, {"alpha", 1.05}, {"mu_plus", 0.0}, {"mu_minus", 0.0}, {"Wmax", 10.0}}};
}

std::vector<Case> cases() {
  const StdpTriplet triplet{16.8, 101.0, 33.7, 125.0, 1e-2, 6.2e-3, 4e-2, 2.3e-3, 20.0};
  const ModelChoice triplet_model{"stdp_triplet_synapse",
                                  {{"tau_minus", 33.7},
                                   {"tau_minus_triplet", 125.0},
                                   {"Aplus", 1e-2},
                                   {"Aminus", 4e-2},
                                   {"Aminus_triplet", 2.3e-3},
                                   {"Wmax", 20.0}}};
  const VogelsSprekeler vogels{15.0, 0.05, 8.0, 6.0};
  const ModelChoice vogels_model{"vogels_sprekeler_synapse",
                                 {{"tau", 15.0}, {"eta", 0.05}, {"alpha", 8.0}, {"Wmax", -6.0}}};
  std::vector<Case> all;
  all.push_back({"stdp_defaults", ModelChoice("stdp_synapse"), stdp({}), 10, 90});
  all.push_back({"stdp", uneven_model("stdp_synapse"), stdp(uneven), 5, 60});
  all.push_back({"stdp_short_axon", uneven_model("stdp_synapse"), stdp(uneven), 5, 60, 1, 6, 3});
  all.push_back({"stdp_long_axon", uneven_model("stdp_synapse"), stdp(uneven), 5, 60, 1, 41, 1});
  all.push_back({"stdp_negative", uneven_model("stdp_synapse", -1), stdp(uneven), 5, 60, -1, 9, 2});
  all.push_back({"stdp_additive", additive_model("stdp_synapse"), stdp(additive), 2, 8});
  all.push_back(
      {"symmetric", uneven_model("stdp_nn_symm_synapse"), stdp(uneven, Pairs::symmetric), 5, 60});
  all.push_back({"symmetric_axon", additive_model("stdp_nn_symm_synapse"),
                 stdp(additive, Pairs::symmetric), 2, 8, 1, 13, 2});
  all.push_back({"pre_centered", uneven_model("stdp_nn_pre_centered_synapse"),
                 stdp(uneven, Pairs::pre_centered), 5, 60});
  all.push_back({"pre_centered_axon", additive_model("stdp_nn_pre_centered_synapse"),
                 stdp(additive, Pairs::pre_centered), 2, 8, 1, 13, 2});
  all.push_back({"restricted", uneven_model("stdp_nn_restr_synapse"),
                 stdp(uneven, Pairs::restricted), 5, 60});
  all.push_back({"restricted_axon", additive_model("stdp_nn_restr_synapse"),
                 stdp(additive, Pairs::restricted), 2, 8, 1, 13, 2});
  all.push_back(
      {"power_law",
       {"stdp_pl_synapse_hom", {{"lambda", 0.02}, {"alpha", 0.1}, {"tau_minus", 30.0}}, 200.0},
       stdp_power_law({.tau_minus = 30.0, .lambda = 0.02, .alpha = 0.1}),
       20,
       80});
  all.push_back({"power_law_axon",
                 {"stdp_pl_synapse_hom", {{"lambda", 0.02}, {"alpha", 0.1}, {"mu", 0.7}}, 200.0},
                 stdp_power_law({.lambda = 0.02, .alpha = 0.1, .mu = 0.7}),
                 20,
                 80,
                 1,
                 30,
                 1});
  all.push_back({"triplet", triplet_model, stdp_triplet(triplet), 2, 18});
  all.push_back({"triplet_axon", triplet_model, stdp_triplet(triplet), 2, 18, 1, 17, 1});
  all.push_back({"vogels", vogels_model, vogels_sprekeler(vogels), 1, 5, -1});
  all.push_back({"vogels_axon", vogels_model, vogels_sprekeler(vogels), 1, 5, -1, 22, 4});
  return all;
}

class DirectRule : public ::testing::TestWithParam<Case> {
 protected:
  DirectRule()
      : wiring(mixed_wiring(GetParam().axonal, GetParam().dendritic, GetParam().least,
                            GetParam().most, GetParam().sign)),
        trains(dense_trains(wiring, steps, 5)),
        bench(GetParam().model, wiring) {
    if (std::isinf(reference.max)) reference.max = GetParam().model.weight_limit;
    start = bench.read(0);
    bench.run(trains, {.read_every = 1});
  }

  /// Spikes at synapse `k` in stored order.
  [[nodiscard]] SynapseSpikes spikes_of(const DrawnSynapse& synapse) const {
    return {.source = trains.source[synapse.source],
            .target = trains.target[synapse.target],
            .axonal = wiring.axonal,
            .dendritic = synapse.delay - wiring.axonal};
  }
  /// Magnitude of weight `k`.
  [[nodiscard]] StoredWeight stored(std::size_t k) const {
    return [this, k](std::int64_t step) {
      const Reading& reading =
          step < 0 ? start[k] : bench.readings()[static_cast<std::size_t>(step)][k];
      return GetParam().sign * reading.weight;
    };
  }

  ReferenceRule reference = GetParam().reference;
  Wiring wiring;
  Trains trains;
  PlasticBench bench;
  std::vector<Reading> start;
};

TEST_P(DirectRule, EveryChangeIsTheReferences) {
  ASSERT_EQ(bench.readings().size(), static_cast<std::size_t>(steps));
  const std::vector<DrawnSynapse> synapses = wiring.stored();
  for (std::size_t k = 0; k < synapses.size(); ++k) {
    compare_each_change(reference, spikes_of(synapses[k]), steps - 1, stored(k));
    if (HasFatalFailure()) FAIL() << "synapse " << k;
  }
}

TEST_P(DirectRule, TheWholeRunIsTheReferences) {
  const std::vector<DrawnSynapse> synapses = wiring.stored();
  double moved = 0.0;
  std::size_t wide = 0;
  for (std::size_t k = 0; k < synapses.size(); ++k) {
    const double bound = compare_whole_run(reference, spikes_of(synapses[k]), steps - 1, stored(k));
    ASSERT_FALSE(HasFailure()) << "synapse " << k;
    if (bound > 1e-3 * GetParam().most) ++wide;
    moved = std::max(moved, std::abs(stored(k)(steps - 1) - stored(k)(-1)));
  }
  // Bounds as wide as the weights would say nothing. Those of a few weights grow: potentiation with
  // an exponent below 1 is infinitely steep at Wmax.
  EXPECT_LE(wide, synapses.size() / 10);
  EXPECT_GT(moved, 0.05 * GetParam().most);
}

TEST_P(DirectRule, WeightsStayWithinTheirBounds) {
  bool at_max = false, at_min = false;
  for (const std::vector<Reading>& all : bench.readings()) {
    for (const Reading& reading : all) {
      const double weight = GetParam().sign * reading.weight;
      ASSERT_GE(weight, reference.min);
      ASSERT_LE(weight, reference.max);
      at_max |= weight == reference.max;
      at_min |= weight == reference.min;
    }
  }
  if (GetParam().title == "stdp_additive") {
    EXPECT_TRUE(at_max && at_min);
  }
}

TEST_P(DirectRule, TransmitsTheWeightAfterTheChange) {
  std::vector<Arrival> expected;
  const std::vector<DrawnSynapse> synapses = wiring.stored();
  for (std::size_t k = 0; k < synapses.size(); ++k) {
    for (const std::int64_t spike : trains.source[synapses[k].source]) {
      const std::int64_t due = spike + synapses[k].delay;
      if (due >= steps) continue;
      const double weight = GetParam().sign * stored(k)(spike + wiring.axonal);
      expected.push_back(
          {due,
           PlasticBench::receptor * PlasticBench::slots + PlasticBench::offset + synapses[k].target,
           PlasticBench::grid().round(weight)});
    }
  }
  std::sort(expected.begin(), expected.end());
  ASSERT_GT(expected.size(), 10'000U);
  EXPECT_EQ(bench.arrivals(), expected);
}

INSTANTIATE_TEST_SUITE_P(PlasticRows, DirectRule, ::testing::ValuesIn(cases()),
                         [](const auto& one) { return std::string(one.param.title); });

}  // namespace
}  // namespace engram::testing
