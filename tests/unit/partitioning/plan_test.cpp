#include "partitioning/plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "core/errors.hpp"
#include "partitioning/field_bytes.hpp"
#include "partitioning/strategy.hpp"
#include "unit/partitioning/heap_meter.hpp"
#include "unit/partitioning/networks.hpp"

namespace engram {
namespace {

using testing::connect;
using testing::microcircuit;
using testing::populations;
using testing::small_catalogue;

Plan plan_of(const Experiment& experiment, int ranks, const std::string& strategy = "round_robin",
             int threads = 1, Tiling tiling = {}) {
  PlanOptions options;
  options.ranks = ranks;
  options.threads = threads;
  options.strategy = strategy;
  options.tiling = tiling;
  return make_plan(experiment, small_catalogue(), options);
}

TEST(Plan, MicrocircuitOnOneRankOfTwoThreads) {
  const Plan plan = plan_of(microcircuit(), 1, "round_robin", 2);
  EXPECT_DOUBLE_EQ(plan.total.neurons, 77169.0);
  EXPECT_DOUBLE_EQ(plan.total.synapses, 298880968.0);
  // Every neuron reaches both shards: 298,880,968 / (2 * 77,169) synapses per row.
  EXPECT_NEAR(plan.mean.row_length, 1936.5, 0.5);
  EXPECT_NEAR(plan.mean.rows, 2 * 77169.0, 1.0);
  // The promises of the design for this network.
  EXPECT_GT(plan.bytes_per_synapse, 6.0);
  EXPECT_LT(plan.bytes_per_synapse, 6.5);
  EXPECT_LT(plan.max.memory_bytes, 2.4e9);
  EXPECT_EQ(plan.max.neighbours, 0.0);
  EXPECT_EQ(plan.max.bytes_sent_per_second, 0.0);
  // A prototype of the same kernel needs 1.7 to 2.2 times real time on two cores.
  EXPECT_GT(plan.real_time_factor, 1.0);
  EXPECT_LT(plan.real_time_factor, 3.0);
}

class PlanOfEveryStrategy : public ::testing::TestWithParam<const char*> {};

TEST_P(PlanOfEveryStrategy, TotalsAreSumsOverRanks) {
  for (const int ranks : {1, 2, 7, 60}) {
    SCOPED_TRACE(ranks);
    const Plan plan = plan_of(microcircuit(), ranks, GetParam());
    EXPECT_FALSE(plan.sampled);
    ASSERT_EQ(plan.sample.size(), static_cast<std::size_t>(ranks));
    for (const EstimateField& field : estimate_fields()) {
      if (!field.additive) continue;
      double sum = 0.0;
      for (const PlannedRanks& each : plan.sample) {
        ASSERT_EQ(each.count, 1.0);
        const double value = each.estimate.*field.value;
        ASSERT_TRUE(std::isfinite(value) && value >= 0.0) << field.name;
        sum += value;
      }
      EXPECT_NEAR(plan.total.*field.value, sum, 1e-9 * sum) << field.name;
      EXPECT_NEAR(plan.mean.*field.value * ranks, sum, 1e-9 * sum) << field.name;
      EXPECT_LE(plan.min.*field.value, plan.mean.*field.value * (1 + 1e-9)) << field.name;
      EXPECT_GE(plan.max.*field.value, plan.mean.*field.value * (1 - 1e-9)) << field.name;
    }
    // What is sent arrives.
    EXPECT_NEAR(plan.total.spikes_sent_per_second, plan.total.spikes_received_per_second,
                1e-6 * plan.total.spikes_sent_per_second);
  }
}

INSTANTIATE_TEST_SUITE_P(Plan, PlanOfEveryStrategy,
                         ::testing::Values("block", "round_robin", "metis", "area"));

TEST(Plan, AgreesWithANetworkThatIsReallyDrawn) {
  // Independent check: draw the synapses, count sources, rows and messages of every rank.
  Experiment experiment = populations({400, 100});
  connect(experiment, "P0", "P0", 20);
  connect(experiment, "P0", "P1", 8);
  connect(experiment, "P1", "P0", 3);
  const double indegrees[2][2] = {{20, 8}, {3, 0}};  // [source][target]
  const int sizes[2] = {400, 100};
  constexpr int ranks = 5;
  const auto parts = make_partition(experiment, small_catalogue(), ranks);
  std::mt19937 random(7);
  std::set<std::tuple<int, int, int>> sources;  // (rank, population, neuron)
  std::set<std::pair<int, int>> pairs;          // (sender, receiver)
  double crossing = 0.0;
  for (int target = 0; target < 2; ++target) {
    for (int neuron = 0; neuron < sizes[target]; ++neuron) {
      const int rank = parts
                           ->owner(PopulationId(static_cast<std::uint32_t>(target)),
                                   static_cast<std::uint64_t>(neuron))
                           .value();
      for (int source = 0; source < 2; ++source) {
        for (int k = 0; k < indegrees[source][target]; ++k) {
          const int from = static_cast<int>(random() % static_cast<unsigned>(sizes[source]));
          if (!sources.insert({rank, source, from}).second) continue;
          const int home = parts
                               ->owner(PopulationId(static_cast<std::uint32_t>(source)),
                                       static_cast<std::uint64_t>(from))
                               .value();
          if (home == rank) continue;
          crossing += 5.0;  // Hz
          pairs.insert({home, rank});
        }
      }
    }
  }
  const Plan plan = plan_of(experiment, ranks);
  // About 2,350 sources with a standard deviation of about 12; 2 % is four of them.
  EXPECT_NEAR(plan.total.sources / static_cast<double>(sources.size()), 1.0, 0.02);
  EXPECT_NEAR(plan.total.spikes_received_per_second / crossing, 1.0, 0.025);
  EXPECT_NEAR(plan.mean.neighbours, static_cast<double>(pairs.size()) / ranks, 0.1);
}

TEST(Plan, MetisCutsTheTrafficOfAModularNetwork) {
  Experiment experiment = populations({2000, 2000, 2000, 2000});
  for (const auto& [a, b] : {std::pair{"P0", "P2"}, {"P1", "P3"}}) {
    for (const auto* source : {a, b}) {
      for (const auto* target : {a, b}) connect(experiment, source, target, 100);
    }
  }
  connect(experiment, "P0", "P3", 0.5);
  const Plan dealt = plan_of(experiment, 2, "round_robin");
  const Plan cut = plan_of(experiment, 2, "metis");
  EXPECT_GT(dealt.total.spikes_sent_per_second, 30000.0);  // nearly all of 8,000 neurons at 5 Hz
  EXPECT_LT(cut.total.spikes_sent_per_second, 0.2 * dealt.total.spikes_sent_per_second);
  EXPECT_LT(cut.imbalance, 1.05);
}

TEST(Plan, TwiceTheRanksHalfTheLoad) {
  const Experiment experiment = microcircuit();
  const CostConstants constants;
  const auto network_bytes = [&](const Plan& plan) {
    return plan.max.memory_bytes - constants.program_bytes;
  };
  Plan before = plan_of(experiment, 1);
  for (const int ranks : {2, 4, 8, 16, 32, 64, 128}) {
    SCOPED_TRACE(ranks);
    const Plan plan = plan_of(experiment, ranks);
    EXPECT_LT(plan.max.memory_bytes, before.max.memory_bytes);
    // Short rows need 8 bytes per synapse where long ones need 6.2.
    EXPECT_GT(network_bytes(before) / network_bytes(plan), 2.0 * 6.2 / 8.0);
    EXPECT_LT(network_bytes(before) / network_bytes(plan), 2.05);
    EXPECT_LT(plan.max.update_seconds, before.max.update_seconds * 0.52);
    EXPECT_LT(plan.max.delivery_seconds, before.max.delivery_seconds);
    EXPECT_LE(plan.mean.row_length, before.mean.row_length * 1.0001);
    EXPECT_GT(plan.total.spikes_sent_per_second, before.total.spikes_sent_per_second);
    before = plan;
  }
}

TEST(Plan, ThreadsShareTheTimeOfARank) {
  const Plan one = plan_of(microcircuit(), 2, "round_robin", 1);
  const Plan four = plan_of(microcircuit(), 2, "round_robin", 4);
  EXPECT_NEAR(four.mean.update_seconds, one.mean.update_seconds / 4, 1e-12);
  EXPECT_LT(four.mean.delivery_seconds, one.mean.delivery_seconds / 2);
  EXPECT_NEAR(four.mean.row_length, one.mean.row_length / 4, 1.0);
}

TEST(Plan, ColumnsOnOneRankEachAreIndependent) {
  const Plan one = plan_of(microcircuit(), 1, "area");
  const Plan many = plan_of(microcircuit(), 500, "area", 1, {500.0, 0.0, 0.0});
  EXPECT_NEAR(many.max.memory_bytes, one.max.memory_bytes, 1.0);
  EXPECT_NEAR(many.real_time_factor, one.real_time_factor, 1e-9);
  EXPECT_EQ(many.max.neighbours, 0.0);
  EXPECT_EQ(many.max.spikes_sent_per_second, 0.0);
  EXPECT_DOUBLE_EQ(many.total.synapses, 500.0 * 298880968.0);
}

TEST(Plan, ColumnsSpreadOverRanksTalkWithinTheColumn) {
  const Plan one = plan_of(microcircuit(), 8, "round_robin");
  const Plan many = plan_of(microcircuit(), 80, "area", 1, {10.0, 0.0, 0.0});
  EXPECT_NEAR(many.mean.neighbours, 7.0, 0.01);
  EXPECT_NEAR(many.mean.spikes_sent_per_second / one.mean.spikes_sent_per_second, 1.0, 0.01);
  EXPECT_NEAR(many.mean.memory_bytes / one.mean.memory_bytes, 1.0, 0.01);
}

TEST(Plan, RemoteSynapsesMakeTrafficNotSynapses) {
  const Plan within = plan_of(microcircuit(), 100, "area", 1, {100.0, 0.0, 0.0});
  const Plan across = plan_of(microcircuit(), 100, "area", 1, {100.0, 0.1, 10.0});
  EXPECT_DOUBLE_EQ(across.total.synapses, within.total.synapses);
  EXPECT_NEAR(across.total.events_per_second, within.total.events_per_second, 1.0);
  EXPECT_NEAR(across.mean.neighbours, 10.0, 0.01);
  // A neuron has 3,873 synapses, a tenth of them spread over ten columns, so nearly every neuron of
  // those columns is a source here.
  EXPECT_NEAR(across.mean.sources / within.mean.sources, 11.0, 0.1);
  EXPECT_NEAR(across.total.spikes_sent_per_second, across.total.spikes_received_per_second, 1.0);
  EXPECT_GT(across.max.memory_bytes, within.max.memory_bytes);
}

TEST(Plan, UnevenColumnsAreReportedAndBlockEvensThemOut) {
  const Plan whole = plan_of(microcircuit(), 1000, "area", 1, {1296.0, 0.0, 0.0});
  // Some ranks have two columns, the mean is 1.296; rows of a rank with three shards are a little
  // slower.
  EXPECT_NEAR(whole.imbalance, 2.0 / 1.296, 0.1);
  EXPECT_FALSE(whole.sampled);
  ASSERT_FALSE(whole.notes.empty());
  EXPECT_NE(whole.notes.back().find("648 ranks"), std::string::npos);
  const Plan cut = plan_of(microcircuit(), 1000, "block", 1, {1296.0, 0.0, 0.0});
  EXPECT_LT(cut.imbalance, 1.1);
  EXPECT_LT(cut.real_time_factor, whole.real_time_factor);
  double columns = 0.0;
  for (const PlannedRanks& each : cut.sample)
    columns += each.count * each.estimate.neurons / 77169.0;
  EXPECT_NEAR(columns, 1296.0, 20.0);
}

TEST(Plan, ABillionNeuronsOnTenThousandRanksIsArithmetic) {
  const Experiment experiment = microcircuit();
  testing::reset_heap_peak();
  const Plan plan = plan_of(experiment, 10000, "area", 1, {12958.0, 0.1, 10.0});
  const std::size_t needed = testing::heap_peak();
  EXPECT_LT(needed, 1'000'000U);
  EXPECT_DOUBLE_EQ(plan.total.neurons, 77169.0 * 12958.0);
  EXPECT_GT(plan.total.neurons, 0.9999e9);
  EXPECT_NEAR(plan.total.synapses, 3.8729e12, 1e9);
  EXPECT_LE(plan.sample.size(), 66U);
  const Plan larger = plan_of(experiment, 1'000'000, "area", 1, {12'958'000.0, 0.1, 10.0});
  EXPECT_LT(testing::heap_peak(), 1'100'000U);
  EXPECT_GT(larger.total.neurons, 0.9999e12);
}

TEST(Plan, ABillionNeuronsInFewPopulationsIsBoundedToo) {
  Experiment experiment = populations({800'000'000, 200'000'000});
  for (const char* source : {"P0", "P1"}) {
    for (const char* target : {"P0", "P1"}) connect(experiment, source, target, 500);
  }
  testing::reset_heap_peak();
  for (const char* strategy : {"block", "round_robin", "area"}) {
    const Plan plan = plan_of(experiment, 10000, strategy);
    EXPECT_TRUE(plan.sampled);
    EXPECT_NEAR(plan.mean.neurons, 1e5, 1e-3);
    EXPECT_LT(plan.imbalance, 1.05) << strategy;
    // Per rank 5e7 synapses from each population.
    const double sources = 8e8 * (1 - std::exp(-5e7 / 8e8)) + 2e8 * (1 - std::exp(-5e7 / 2e8));
    EXPECT_NEAR(plan.mean.sources / sources, 1.0, 1e-3) << strategy;
  }
  EXPECT_LT(testing::heap_peak(), 2'000'000U);
}

TEST(Plan, RefusesNonsense) {
  const Experiment experiment = populations({10});
  EXPECT_THROW((void)plan_of(experiment, 0), Error);
  EXPECT_THROW((void)plan_of(experiment, 1, "round_robin", 0), Error);
  EXPECT_THROW((void)plan_of(experiment, 1, "nonesuch"), BadInput);
  EXPECT_THROW((void)plan_of(experiment, 1, "area", 1, {2.5, 0.0, 0.0}), Error);
  EXPECT_THROW((void)plan_of(experiment, 1, "area", 1, {0.0, 0.0, 0.0}), Error);
  EXPECT_THROW((void)plan_of(experiment, 1, "area", 1, {4.0, 1.5, 2.0}), Error);
  EXPECT_THROW((void)plan_of(experiment, 1, "area", 1, {4.0, 0.5, 4.0}), Error);
  EXPECT_THROW((void)plan_of(experiment, 1, "area", 1, {NAN, 0.0, 0.0}), Error);
}

TEST(Plan, SurvivesAnEmptyNetwork) {
  const Plan plan = plan_of(populations({}), 3);
  EXPECT_EQ(plan.total.synapses, 0.0);
  EXPECT_FALSE(plan_text(plan).empty());
}

TEST(Plan, CompartmentsCostAsMuchAsNeurons) {
  Experiment trees = populations({1000, 500});
  connect(trees, "P0", "P1", 20);
  Experiment points = trees;
  trees.populations[0].compartments = {{"trunk", "soma"}, {"tuft", "trunk"}, {"basal", "soma"}};
  const Plan plain = plan_of(points, 2);
  const Plan branching = plan_of(trees, 2);
  // 4,500 compartments in place of 1,500; the synapses are the same.
  EXPECT_DOUBLE_EQ(branching.total.neuron_bytes, 3 * plain.total.neuron_bytes);
  EXPECT_DOUBLE_EQ(branching.total.update_seconds, 3 * plain.total.update_seconds);
  EXPECT_EQ(branching.total.neurons, plain.total.neurons);
  EXPECT_EQ(branching.total.synapse_bytes, plain.total.synapse_bytes);
}

TEST(Plan, CountsWholeFieldsOnEveryRank) {
  Experiment experiment = populations({1000});
  const double without = plan_of(experiment, 4).max.memory_bytes;
  // 32^3 voxels of 8 bytes: two concentrations, four counters for the one source, and two rows
  // more than 32 MB of integrals.
  Modulator modulator{.name = "m", .interval = 5.0, .sources = {{{"P0"}, 1.0}}};
  modulator.grid = VoxelGrid{.shape = {32, 32, 32}, .extent = {1000, 1000, 1000}};
  experiment.modulators = {modulator};
  const double row = 8.0 * 32 * 32 * 32;
  const Plan plan = plan_of(experiment, 4);
  EXPECT_DOUBLE_EQ(plan.max.field_bytes, 6 * row);
  EXPECT_NEAR(plan.max.memory_bytes - without, 6 * row, 1.0);
  EXPECT_DOUBLE_EQ(plan.total.field_bytes, 4 * 6 * row);
  const auto bytes = [&] { return field_bytes(field_loads(experiment), 4, 250); };
  Projection gated{"P0", "P0", {}, {}};
  gated.synapse.third_factor = ThirdFactor{.species = "m", .tau_c = 1000.0};
  experiment.projections = {gated, gated};
  const double integrals = 32e6 + 2 * row;
  EXPECT_NEAR(bytes(), 6 * row + integrals, 1e-6);
  experiment.projections[1].synapse.third_factor->tau_c = 500.0;
  EXPECT_NEAR(bytes(), 6 * row + 2 * integrals, 1e-6);
  experiment.projections[0].synapse.third_factor.reset();
  experiment.projections[1].synapse.third_factor.reset();
  experiment.projections[1].synapse.release = ReleaseModulation{.species = "m"};
  EXPECT_DOUBLE_EQ(bytes(), 6 * row + 4 * row);
}

TEST(Plan, CountsARanksShareOfDividedFields) {
  Experiment experiment = populations({1000});
  Modulator modulator{.name = "m", .interval = 5.0, .sources = {{{"P0"}, 1.0}}};
  modulator.grid = VoxelGrid{.shape = {128, 128, 128}, .extent = {1000, 1000, 1000}};
  experiment.modulators = {modulator};
  const double row = 8.0 * 128 * 128 * 128;
  // Two concentrations of its own voxels; four counters and three numbers more of each voxel that
  // one of its 250 neurons may lie in.
  EXPECT_DOUBLE_EQ(plan_of(experiment, 4).max.field_bytes, 2 * row / 4 + 8.0 * 7 * 250);
  EXPECT_DOUBLE_EQ(plan_of(experiment, 1).max.field_bytes, 2 * row + 8.0 * 7 * 1000);
  // Integrals of more than 32 MB a row, of which those of 10 ms are kept in any case.
  Projection gated{"P0", "P0", {}, {}};
  gated.synapse.third_factor = ThirdFactor{.species = "m", .tau_c = 1000.0};
  experiment.projections = {gated};
  EXPECT_DOUBLE_EQ(field_bytes(field_loads(experiment), 4, 250), 2 * row / 4 + 8.0 * (7 + 4) * 250);
}

TEST(Plan, CountsLearningSignals) {
  Experiment experiment = populations({1000});
  Modulator signal{.name = "s", .neurons = "P0", .interval = 1.0};
  signal.sources = {{{"P0"}, 1.0}, {{"P0"}, -1.0}};
  experiment.modulators = {signal};
  const auto bytes = [&](double ranks) {
    return field_bytes(field_loads(experiment), ranks,
                       static_cast<double>(experiment.populations[0].size) / ranks);
  };
  // Whole: two values and four counters for each of two sources.
  EXPECT_DOUBLE_EQ(bytes(4), 8.0 * 10 * 1000);
  // A schedule from a file has a number for each time.
  experiment.modulators[0].release_array = {"a.h5", "/a"};
  experiment.modulators[0].release_times.assign(500, 0.0);
  EXPECT_DOUBLE_EQ(bytes(4), 8.0 * 510 * 1000);
  experiment.modulators[0].release_array = {};
  experiment.modulators[0].release_times.clear();
  // Integrals over eight time constants, a row for each interval.
  Projection gated{"P0", "P0", {}, {}};
  gated.synapse.third_factor = ThirdFactor{.species = "s", .tau_c = 20.0};
  experiment.projections = {gated};
  EXPECT_NEAR(bytes(4), 8.0 * (10 + 160 + 2) * 1000, 1e-6);
  // Divided: three numbers more, and as many rows as 32 MB have of the largest whole field, however
  // many neurons there are.
  experiment.projections[0].synapse.third_factor->tau_c = 1000.0;
  experiment.populations[0].size = 4000000;
  const double rows = 32e6 / (8.0 * 32768) + 2;
  EXPECT_NEAR(bytes(4), 8.0 * (10 + 3 + rows) * 1e6, 1.0);
}

TEST(PlanText, ShowsEveryNumber) {
  const std::string text = plan_text(plan_of(microcircuit(), 100));
  for (const EstimateField& field : estimate_fields()) {
    EXPECT_NE(text.find(field.name), std::string::npos) << field.name;
  }
  EXPECT_NE(text.find("77169 neurons, 298880968 synapses"), std::string::npos);
  EXPECT_NE(text.find("66 of the ranks"), std::string::npos);
}

TEST(RequiredRanks, IsTheSmallestNumberThatFits) {
  const Experiment experiment = microcircuit();
  const Catalogue catalogue = small_catalogue();
  for (const double bytes : {0.2e9, 0.5e9, 1.0e9, 3.0e9}) {
    const std::optional<int> ranks = required_ranks(experiment, catalogue, bytes);
    ASSERT_TRUE(ranks.has_value());
    EXPECT_LE(plan_of(experiment, *ranks).max.memory_bytes, bytes);
    if (*ranks > 1) {
      EXPECT_GT(plan_of(experiment, *ranks - 1).max.memory_bytes, bytes);
    }
  }
  EXPECT_EQ(required_ranks(experiment, catalogue, 3.0e9), 1);
  // Less than the program itself needs.
  EXPECT_EQ(required_ranks(experiment, catalogue, 1e6), std::nullopt);
}

}  // namespace
}  // namespace engram
