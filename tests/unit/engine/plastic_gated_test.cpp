#include <cmath>
#include <ostream>

#include "modulation/prefix_sums.hpp"
#include "plastic_bench.hpp"
#include "plastic_comparison.hpp"
#include "support/reference_rules.hpp"

// Rows whose changes wait in an eligibility trace for a modulator, against the reference with its
// closed form between releases.
namespace engram::testing {
namespace {

constexpr std::int64_t steps = 3'000;
constexpr std::uint32_t columns = 3;
constexpr double dt = PlasticBench::dt;

/// A concentration that is released in some steps and decays in between, of other strength in every
/// column, and the prefix sums of its distance from a baseline.
class Modulator {
 public:
  Modulator(double strength, double tau, double tau_c, double baseline)
      : strength_(strength),
        tau_(tau),
        tau_c_(tau_c),
        baseline_(baseline),
        sums_(columns, tau_c, dt, 1) {
    std::vector<double> now(columns, 0.0);
    std::int64_t since = 0;
    const auto append_until = [&](std::int64_t step) {
      sums_.append_decaying(now, tau_, -baseline_, step - since);
      for (double& value : now) value *= std::exp(-static_cast<double>(step - since) * dt / tau_);
      since = step;
    };
    // The reference counts from the end of step 0, rows from its beginning.
    for (const std::int64_t release : releases_) {
      append_until(release + 1);
      for (std::uint32_t c = 0; c < columns; ++c) now[c] += amount(c);
    }
    append_until(steps + 10);
    std::vector<std::uint32_t> map;
    for (std::uint32_t target = 0; target < 64; ++target) map.push_back(target % columns);
    column_ = std::make_shared<const std::vector<std::uint32_t>>(std::move(map));
  }

  [[nodiscard]] ThirdFactorInput input() const { return {&sums_, tau_c_, column_}; }
  [[nodiscard]] Gate gate(std::uint32_t target) const {
    Gate gate{{{}, {}, tau_}, tau_c_, baseline_};
    for (const std::int64_t release : releases_) {
      gate.concentration.times.push_back(static_cast<double>(release) * dt);
      gate.concentration.amounts.push_back(amount(target % columns));
    }
    return gate;
  }
  /// Bound on |n - b|.
  [[nodiscard]] double most() const {
    return static_cast<double>(releases_.size()) * amount(columns - 1) + std::abs(baseline_);
  }

 private:
  [[nodiscard]] double amount(std::uint32_t column) const { return strength_ * (1.0 + column); }

  double strength_, tau_, tau_c_, baseline_;
  std::vector<std::int64_t> releases_{200, 333, 1'000, 1'001, 2'100};
  PrefixSums sums_;
  VoxelMap column_;
};

struct Case {
  std::string_view title;
  ModelChoice model;
  ReferenceRule reference;
  double baseline = 0.0;
  double strength = 1e-3;
  std::uint32_t axonal = 0;
  double sign = 1.0;

  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.title; }
};

std::vector<Case> cases() {
  const StdpDopamine dopamine{18.0, 25.0, 1.0, 1.2, 0.0, 200.0};
  const ModelChoice dopamine_model("stdp_dopamine_synapse",
                                   {{"tau_plus", 18.0}, {"tau_minus", 25.0}, {"A_minus", 1.2}});
  const Stdp pairs{17.0, 34.0, 0.02, 0.8, 0.4, 0.9, 200.0};
  const ModelChoice::Changed changed{{"tau_plus", 17.0}, {"tau_minus", 34.0}, {"lambda", 0.02},
                                     {"alpha", 0.8},     {"mu_plus", 0.4},    {"mu_minus", 0.9},
                                     {"Wmax", 200.0}};
  ModelChoice::Changed negative = changed;
  negative.back().second = -200.0;
  const auto pair_model = [&](std::string_view name) { return ModelChoice(name, changed); };
  std::vector<Case> all;
  all.push_back({"dopamine", dopamine_model, stdp_dopamine(dopamine)});
  all.push_back({"dopamine_baseline", dopamine_model, stdp_dopamine(dopamine), 5e-4});
  all.push_back({"dopamine_axon", dopamine_model, stdp_dopamine(dopamine), 2e-4, 1e-3, 37});
  all.push_back({"stdp", pair_model("stdp_synapse"), stdp(pairs)});
  all.push_back(
      {"stdp_negative", ModelChoice("stdp_synapse", negative), stdp(pairs), 1e-4, 1e-3, 3, -1.0});
  all.push_back({"symmetric", pair_model("stdp_nn_symm_synapse"), stdp(pairs, Pairs::symmetric)});
  all.push_back({"pre_centered", pair_model("stdp_nn_pre_centered_synapse"),
                 stdp(pairs, Pairs::pre_centered), 1e-4, 1e-3, 6});
  all.push_back({"restricted", pair_model("stdp_nn_restr_synapse"), stdp(pairs, Pairs::restricted),
                 1e-4, 1e-3, 6});
  all.push_back({"power_law",
                 ModelChoice("stdp_pl_synapse_hom", {{"lambda", 0.02}, {"alpha", 0.1}}),
                 stdp_power_law({.lambda = 0.02, .alpha = 0.1}), 1e-4, 1e-2});
  all.push_back(
      {"triplet",
       ModelChoice("stdp_triplet_synapse", {{"Aplus", 0.1}, {"Aminus", 0.3}, {"Wmax", 200}}),
       stdp_triplet({.Aplus = 0.1, .Aminus = 0.3, .Wmax = 200.0}), 1e-4, 1e-3, 2});
  all.push_back(
      {"vogels",
       ModelChoice("vogels_sprekeler_synapse", {{"eta", 0.1}, {"alpha", 9.0}, {"Wmax", -200.0}}),
       vogels_sprekeler({.eta = 0.1, .alpha = 9.0, .Wmax = 200.0}), 1e-4, 3e-3, 0, -1.0});
  return all;
}

class GatedRule : public ::testing::TestWithParam<Case> {
 protected:
  GatedRule()
      : modulator(GetParam().strength, 60.0, 150.0, GetParam().baseline),
        wiring(mixed_wiring(GetParam().axonal, 1, 80.0, 120.0, GetParam().sign)),
        trains(dense_trains(wiring, steps, 31)),
        bench(GetParam().model, wiring, {.third_factor = modulator.input()}) {
    start = bench.read(0);
  }
  [[nodiscard]] SynapseSpikes spikes_of(const DrawnSynapse& synapse) const {
    return {.source = trains.source[synapse.source],
            .target = trains.target[synapse.target],
            .axonal = wiring.axonal,
            .dendritic = synapse.delay - wiring.axonal};
  }

  Modulator modulator;
  Wiring wiring;
  Trains trains;
  PlasticBench bench;
  std::vector<Reading> start;
};

// From each stored state to the next one. The reference is given the eligibility with the spike
// that led to the state, and keeps quiet before. Between two states the weight is rounded once per
// event and the eligibility once; what the eligibility is off by goes to the weight at most
// |n - b| times as fast.
TEST_P(GatedRule, EveryStretchIsTheReferences) {
  bench.run(trains, {.read_every = 1});
  const auto& readings = bench.readings();
  ASSERT_EQ(readings.size(), static_cast<std::size_t>(steps));
  const ReferenceRule& rule = GetParam().reference;
  const std::vector<DrawnSynapse> synapses = wiring.stored();
  double moved = 0.0;
  std::size_t stretches = 0;
  for (std::size_t k = 0; k < synapses.size(); k += 3) {
    const SynapseSpikes spikes = spikes_of(synapses[k]);
    const PairReference reference(rule, spikes);
    const Gate gate = modulator.gate(synapses[k].target);
    const auto at = [&](std::int64_t step) {
      const Reading& reading = readings.at(static_cast<std::size_t>(step))[k];
      return Reading{GetParam().sign * reading.weight, reading.eligibility};
    };
    for (std::size_t n = k % 5; n + 1 < spikes.source.size(); n += 5) {
      const std::int64_t from = spikes.source[n] + wiring.axonal;
      const std::int64_t to = spikes.source[n + 1] + wiring.axonal;
      if (to >= steps) break;
      const Reading state = at(from);
      TraceRounding rounding;
      std::size_t arrived = 0;
      double allowed = 0.0, largest = std::abs(state.eligibility);
      std::size_t events = 1;
      const auto now_on = [&](const Change& change) {
        return [&](double w, const TwoTraces& source, const TwoTraces& target) {
          const double off = rounding.allowance(change, w, source, target);
          if (arrived <= n) return 0.0;
          allowed += off;
          ++events;
          const double by = change(w, source, target);
          largest += std::abs(by);
          return by;
        };
      };
      ReferenceRule restarted = rule;
      restarted.at_target_spike = now_on(rule.at_target_spike);
      const Change at_source = now_on(rule.at_source_spike);
      restarted.at_source_spike = [&](double w, const TwoTraces& source, const TwoTraces& target) {
        const double by = at_source(w, source, target);
        return arrived++ == n ? state.eligibility : by;
      };
      const SynapseState expected =
          reference.run(restarted, state.weight, to, gate).arrivals.at(n + 1);
      allowed += half_unit * 2.0 * largest;
      ASSERT_NEAR(at(to).eligibility, expected.eligibility, allowed + 1e-12 * largest)
          << "synapse " << k << ", spike " << n;
      const double weight_off = half_unit * static_cast<double>(events + 1) * 1.01 * state.weight +
                                modulator.most() * allowed * static_cast<double>(to - from) * dt +
                                1e-11 * largest * modulator.most();
      ASSERT_NEAR(at(to).weight, expected.weight, weight_off) << "synapse " << k << ", spike " << n;
      ++stretches;
      moved = std::max(moved, std::abs(at(to).weight - GetParam().sign * start[k].weight));
    }
  }
  EXPECT_GT(stretches, 500U);
  EXPECT_GT(moved, 0.5);
}

TEST_P(GatedRule, LateSpikesAndReadingsChangeNoBit) {
  const Wiring roomy = mixed_wiring(GetParam().axonal, 10, 80.0, 120.0, GetParam().sign);
  const auto outcome = [&](const Drive& drive) {
    PlasticBench one(GetParam().model, roomy, {.third_factor = modulator.input()});
    one.run(trains, drive);
    return std::pair(one.read(steps), one.arrivals());
  };
  // Catching up divides integrals, and so happens at fixed times.
  for (const std::int64_t catch_up : {0, 700}) {
    const auto plain = outcome({.catch_up = catch_up});
    for (const std::int64_t cycle : {2, 5}) {
      Drive drive{.cycle = cycle, .catch_up = catch_up, .read_every = 3 * cycle};
      drive.remote = Drive::Remote::every_other;
      EXPECT_EQ(outcome(drive), plain) << cycle;
    }
    EXPECT_EQ(outcome({.cycle = 10, .catch_up = catch_up}), plain);
  }
}

TEST_P(GatedRule, WithoutEligibilityNoWeightChanges) {
  for (auto& train : trains.source) train.clear();
  bench.run(trains, {.catch_up = 500});
  EXPECT_EQ(bench.read(steps), start);
  EXPECT_EQ(bench.rows().change_quanta(), 0U);
}

INSTANTIATE_TEST_SUITE_P(PlasticRows, GatedRule, ::testing::ValuesIn(cases()),
                         [](const auto& one) { return std::string(one.param.title); });

TEST(PlasticRows, GatedWeightsReachTheirBoundsAndStayWithin) {
  const Modulator strong(0.5, 60.0, 150.0, 0.1);
  const Wiring wiring = mixed_wiring(4, 1, 15.0, 25.0);
  PlasticBench bench(
      ModelChoice("stdp_dopamine_synapse", {{"Wmin", 10.0}, {"Wmax", 30.0}, {"A_minus", 1.0}}),
      wiring, {.third_factor = strong.input()});
  bench.run(dense_trains(wiring, steps, 31), {.catch_up = 600, .read_every = 1});
  bool at_min = false, at_max = false;
  for (const auto& all : bench.readings()) {
    for (const Reading& reading : all) {
      ASSERT_GE(reading.weight, 10.0);
      ASSERT_LE(reading.weight, 30.0);
      at_min |= reading.weight == 10.0;
      at_max |= reading.weight == 30.0;
    }
  }
  EXPECT_TRUE(at_min && at_max);
}

}  // namespace
}  // namespace engram::testing
