#include "plastic_bench.hpp"

// However rows are driven (long cycles, spikes that come late, readings, catching up), the same
// bits.
namespace engram::testing {
namespace {

constexpr std::int64_t steps = 3'000;
constexpr std::array direct_rules{
    "static_synapse",
    "tsodyks2_synapse",
    "stdp_synapse",
    "stdp_nn_symm_synapse",
    "stdp_nn_pre_centered_synapse",
    "stdp_nn_restr_synapse",
    "stdp_pl_synapse_hom",
    "stdp_triplet_synapse",
    "vogels_sprekeler_synapse",
};

ModelChoice strong(std::string_view name) {
  if (name == "stdp_pl_synapse_hom") return ModelChoice(name, {{"alpha", 0.3}}, 60.0);
  if (name == "stdp_triplet_synapse") {
    return ModelChoice(name, {{"Aplus", 0.05}, {"Aminus", 0.2}, {"Wmax", 40.0}});
  }
  if (name == "vogels_sprekeler_synapse") {
    return ModelChoice(name, {{"eta", 0.5}, {"alpha", 10.0}, {"Wmax", 40.0}});
  }
  if (name.starts_with("stdp")) {
    return ModelChoice(name, {{"lambda", 0.1}, {"mu_plus", 0.3}, {"mu_minus", 0.6}});
  }
  return ModelChoice(name);
}

/// Everything that a run leaves behind.
struct Outcome {
  std::vector<Reading> weights;
  std::vector<Arrival> arrivals;
  std::uint64_t events = 0;
  std::uint64_t change_quanta = 0;
  bool operator==(const Outcome&) const = default;
};

class Driving : public ::testing::TestWithParam<const char*> {
 protected:
  /// Delays leave room for cycles of ten steps, or five where spikes come late. Targets spike in
  /// bursts, far more often within a delay than the line of a history holds.
  [[nodiscard]] Outcome outcome(std::uint32_t axonal, const Drive& drive) const {
    const Wiring wiring = mixed_wiring(axonal, 10, 5.0, 35.0);
    Trains trains = dense_trains(wiring, steps, 17);
    for (std::size_t t = 0; t < 6; ++t) {
      std::erase_if(trains.target[t], [](std::int64_t step) { return step % 600 < 560; });
      for (std::int64_t step = 565 + static_cast<std::int64_t>(t); step < steps; step += 600) {
        for (std::int64_t k = 0; k < 34; ++k) trains.target[t].push_back(step + k);
      }
      std::sort(trains.target[t].begin(), trains.target[t].end());
      const auto twice = std::unique(trains.target[t].begin(), trains.target[t].end());
      trains.target[t].erase(twice, trains.target[t].end());
      std::erase_if(trains.target[t], [](std::int64_t step) { return step >= steps; });
    }
    const std::string_view name = GetParam();
    PlasticBench::Extras extras;
    if (name == "tsodyks2_synapse") extras.short_term = {0.4, 30.0, 50.0};
    PlasticBench bench(strong(name), wiring, extras);
    bench.run(trains, drive);
    return {bench.read(steps), bench.arrivals(), bench.rows().events(),
            bench.rows().change_quanta()};
  }
};

TEST_P(Driving, ChangesNoBit) {
  for (const std::uint32_t axonal : {0U, 3U, 35U}) {
    const Outcome plain = outcome(axonal, {});
    ASSERT_GT(plain.arrivals.size(), 10'000U);
    const std::array drives{
        Drive{.cycle = 10},
        Drive{.cycle = 7, .read_every = 7},
        Drive{.cycle = 5, .remote = Drive::Remote::every_other},
        Drive{.cycle = 4, .remote = Drive::Remote::every_other, .read_every = 100},
        Drive{.cycle = 1, .read_every = 1},
        Drive{.cycle = 10, .catch_up = 1'000},
        Drive{.cycle = 10, .catch_up = 20},
        Drive{.cycle = 1, .catch_up = 1},
        Drive{.cycle = 5, .remote = Drive::Remote::every_other, .catch_up = 190, .read_every = 40},
        Drive{.cycle = 3, .remote = Drive::Remote::every_other, .catch_up = 17},
    };
    for (std::size_t d = 0; d < drives.size(); ++d) {
      const Outcome other = outcome(axonal, drives[d]);
      EXPECT_EQ(other.weights, plain.weights) << "drive " << d << ", axonal " << axonal;
      EXPECT_EQ(other.arrivals, plain.arrivals) << "drive " << d << ", axonal " << axonal;
      EXPECT_EQ(other.events, plain.events) << "drive " << d;
      if (drives[d].catch_up == 0) {
        EXPECT_EQ(other.change_quanta, plain.change_quanta) << "drive " << d;
      }
    }
  }
}

// With all synapses brought up to date at the end, every change has been counted, however it came
// to be made.
TEST_P(Driving, CountsEveryChangeOnce) {
  const Outcome often = outcome(3, {.cycle = 10, .catch_up = 20});
  const Outcome seldom = outcome(3, {.cycle = 10, .catch_up = steps});
  const Outcome once =
      outcome(3, {.cycle = 5, .remote = Drive::Remote::every_other, .catch_up = 500});
  EXPECT_EQ(often.change_quanta, seldom.change_quanta);
  EXPECT_EQ(once.change_quanta, seldom.change_quanta);
  const bool learns = std::string_view(GetParam()).find("stdp") == 0 ||
                      std::string_view(GetParam()).find("vogels") == 0;
  EXPECT_EQ(seldom.change_quanta > 0, learns);
}

INSTANTIATE_TEST_SUITE_P(PlasticRows, Driving, ::testing::ValuesIn(direct_rules),
                         [](const auto& one) { return std::string(one.param); });

// Without spikes of the target nothing but the depression could change a weight, and there is none.
TEST(PlasticRows, PairsNeedBothNeurons) {
  const Wiring wiring = mixed_wiring(2, 3, 5.0, 35.0);
  for (const bool source_spikes : {true, false}) {
    for (const std::string_view name :
         {"stdp_synapse", "stdp_nn_symm_synapse", "stdp_nn_pre_centered_synapse",
          "stdp_nn_restr_synapse", "stdp_pl_synapse_hom", "stdp_triplet_synapse"}) {
      Trains trains = dense_trains(wiring, 1'000, 23);
      for (auto& train : source_spikes ? trains.target : trains.source) train.clear();
      PlasticBench bench(strong(name), wiring);
      const std::vector<Reading> before = bench.read(0);
      bench.run(trains, {.catch_up = 300});
      EXPECT_EQ(bench.read(1'000), before) << name;
      EXPECT_EQ(bench.rows().change_quanta(), 0U) << name;
      EXPECT_EQ(bench.arrivals().empty(), !source_spikes) << name;
    }
  }
}

// The rule for inhibitory synapses takes alpha eta at every spike of the source all the same.
TEST(PlasticRows, VogelsSprekelerDepressesWithoutSpikesOfTheTarget) {
  const Wiring wiring{.synapses = {{0, 0, 30.0, 5}}, .sources = 1, .targets = 1};
  const Trains trains{{{10, 11, 200}}, {{}}, 300};
  PlasticBench bench(
      ModelChoice("vogels_sprekeler_synapse", {{"eta", 0.5}, {"alpha", 0.25}, {"Wmax", 40.0}}),
      wiring);
  bench.run(trains, {});
  EXPECT_EQ(bench.read(300)[0].weight, 30.0 - 3 * 0.125);
}

}  // namespace
}  // namespace engram::testing
