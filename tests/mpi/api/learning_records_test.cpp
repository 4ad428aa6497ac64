#include <gtest/gtest.h>
#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "engram/simulation.hpp"
#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::SharedFolder;
using test::world;

Projection learning(const std::string& source, const std::string& target, const std::string& model,
                    std::uint64_t indegree, Value weight, double largest) {
  Projection projection{source, target, {}, {}};
  projection.rule.name = "fixed_indegree";
  projection.rule.params = {{"indegree", static_cast<double>(indegree)}};
  projection.synapse.model = model;
  projection.synapse.weight = std::move(weight);
  projection.synapse.delay = Distribution::uniform(0.5, 3.0);
  projection.synapse.params = {{"Wmax", largest}};
  return projection;
}

/// Two projections learn between the same populations, one inhibits, one waits for a modulator.
Experiment network() {
  Experiment experiment;
  experiment.simulation.warmup = 20.0;
  experiment.simulation.duration = 180.0;
  experiment.simulation.seed = 11;
  experiment.populations = {{.name = "E", .model = "iaf_psc_exp", .size = 90},
                            {.name = "I", .model = "iaf_psc_exp", .size = 35}};
  Stimulus noise;
  noise.name = "noise";
  noise.type = "poisson_generator";
  noise.targets = {{"E", {}, std::nullopt}, {"I", {}, std::nullopt}};
  noise.params = {{"rate", 3500.0}};
  noise.weight = 60.0;
  experiment.stimuli = {noise};
  Modulator dopamine;
  dopamine.name = "dopamine";
  dopamine.params = {{"tau", 50.0}};
  dopamine.interval = 1.0;
  dopamine.release_times = {30.0, 110.0};
  dopamine.release_amounts = {0.5, 0.25};
  experiment.modulators = {dopamine};
  experiment.projections = {
      learning("E", "E", "stdp_synapse", 20, Distribution::uniform(20.0, 90.0), 100.0),
      learning("I", "E", "vogels_sprekeler_synapse", 9, -50.0, -200.0),
      learning("E", "I", "stdp_dopamine_synapse", 12, 40.0, 100.0),
      learning("E", "E", "stdp_synapse", 130, 30.0, 60.0)};
  experiment.projections[1].synapse.params["eta"] = 2.0;
  experiment.projections[2].synapse.third_factor = ThirdFactor{.species = "dopamine"};
  return experiment;
}

Experiment recorded() {
  Experiment experiment = network();
  WeightRecording both{.source = "E", .target = "E"};
  both.snapshots = {0.0, 10.0, 100.0, 200.0};
  both.sample = 25;
  both.interval = 2.5;
  both.histogram_bins = 30;
  both.histogram_interval = 50.0;
  WeightRecording inhibition{.source = "I", .target = "E"};
  inhibition.snapshots = {200.0};
  inhibition.histogram_bins = 7;
  inhibition.histogram_interval = 200.0;
  inhibition.histogram_max = 52.0;
  WeightRecording modulated{.source = "E", .target = "I"};
  modulated.sample = 1'000;
  modulated.interval = 20.0;
  experiment.record.weights = {both, inhibition, modulated};
  experiment.record.fields = {{.modulator = "dopamine", .interval = 5.0, .snapshots = {0.0, 30.0}}};
  return experiment;
}

RunResult result_of(const Experiment& experiment, MPI_Comm comm, int threads,
                    const std::string& output) {
  RunOptions options;
  options.threads = threads;
  options.output = output;
  const int handle = MPI_Comm_c2f(comm);
  return Simulation(experiment, options, &handle).run();
}

template <class T>
std::vector<T> weights_in(const std::string& folder, const std::string& dataset) {
  return test::read_all<T>(folder + "/weights.h5", "/projections/" + dataset);
}

/// Contents of a dataset whatever its type.
std::vector<std::uint8_t> bytes_of(const h5::File& file, const std::string& path) {
  const h5::Dataset data(file, path);
  const h5::Handle type(H5Dget_type(data.id()), H5Tclose);
  std::size_t bytes = H5Tget_size(type.id());
  for (const hsize_t length : data.shape()) bytes *= length;
  std::vector<std::uint8_t> contents(bytes);
  if (bytes > 0) H5Dread(data.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, contents.data());
  return contents;
}

void expect_same(const std::string& one, const std::string& other) {
  const h5::File first = h5::File::open(one);
  const h5::File second = h5::File::open(other);
  ASSERT_EQ(first.datasets(), second.datasets());
  for (const std::string& path : first.datasets()) {
    if (path.rfind("/provenance", 0) == 0) continue;
    EXPECT_EQ(h5::Dataset(first, path).shape(), h5::Dataset(second, path).shape()) << path;
    EXPECT_EQ(bytes_of(first, path), bytes_of(second, path)) << path;
  }
}

/// A run whose files the tests look at; every rank may read them.
class LearningRecords : public ::testing::Test {
 protected:
  LearningRecords() { result_ = result_of(recorded(), MPI_COMM_WORLD, 2, folder()); }
  [[nodiscard]] std::string folder() const { return folder_.file("all"); }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

  SharedFolder folder_;
  RunResult result_;
};

TEST_F(LearningRecords, AreTheSameForAnyRanksAndThreads) {
  if (world().is_root()) {
    for (const int threads : {1, 3}) {
      const std::string alone = file("alone" + std::to_string(threads));
      const RunResult own = result_of(recorded(), MPI_COMM_SELF, threads, alone);
      EXPECT_EQ(own.state_hash, result_.state_hash);
      ASSERT_EQ(own.plasticity.size(), result_.plasticity.size());
      for (std::size_t i = 0; i < own.plasticity.size(); ++i) {
        EXPECT_EQ(own.plasticity[i].synapses, result_.plasticity[i].synapses);
        EXPECT_EQ(own.plasticity[i].mean_weight, result_.plasticity[i].mean_weight);
        EXPECT_EQ(own.plasticity[i].std_weight, result_.plasticity[i].std_weight);
        EXPECT_EQ(own.plasticity[i].weight_change, result_.plasticity[i].weight_change);
      }
      expect_same(alone + "/weights.h5", folder() + "/weights.h5");
      expect_same(alone + "/fields.h5", folder() + "/fields.h5");
    }
  }
  world().barrier();
}

TEST_F(LearningRecords, DoNotChangeTheRun) {
  const RunResult silent = result_of(network(), MPI_COMM_WORLD, 1, "");
  EXPECT_GT(silent.spike_count, 100U);
  EXPECT_EQ(silent.spike_hash, result_.spike_hash);
  EXPECT_EQ(silent.state_hash, result_.state_hash);
  ASSERT_EQ(silent.plasticity.size(), 4U);
  EXPECT_EQ(silent.plasticity[3].weight_change, result_.plasticity[3].weight_change);
}

TEST_F(LearningRecords, ListEverySynapseInOrder) {
  const auto source = weights_in<std::uint64_t>(folder(), "E_to_E/source_node_id");
  const auto target = weights_in<std::uint64_t>(folder(), "E_to_E/target_node_id");
  const auto projection = weights_in<std::uint32_t>(folder(), "E_to_E/projection");
  const auto ordinal = weights_in<std::uint32_t>(folder(), "E_to_E/ordinal");
  const auto delay = weights_in<float>(folder(), "E_to_E/delay");
  ASSERT_EQ(source.size(), 90U * (20 + 130));
  std::map<std::tuple<std::uint64_t, std::uint32_t, std::uint64_t>, std::uint32_t> seen;
  for (std::size_t i = 0; i < source.size(); ++i) {
    EXPECT_EQ(ordinal[i], (seen[{target[i], projection[i], source[i]}]++));
    EXPECT_TRUE(projection[i] == 0 || projection[i] == 3);
    EXPECT_GE(delay[i], 0.5F);
    EXPECT_LE(delay[i], 3.0F);
    if (i == 0) continue;
    EXPECT_LE(std::tie(target[i - 1], projection[i - 1], source[i - 1], delay[i - 1]),
              std::tie(target[i], projection[i], source[i], delay[i]));
  }
  // With 130 synapses from 90 neurons some must come from the same one.
  EXPECT_GT(*std::max_element(ordinal.begin(), ordinal.end()), 0U);
}

TEST_F(LearningRecords, BeginWithTheFirstWeightsAndEndWithTheLast) {
  const auto weights = weights_in<float>(folder(), "E_to_E/snapshots/weight");
  const auto projection = weights_in<std::uint32_t>(folder(), "E_to_E/projection");
  const std::size_t synapses = projection.size();
  ASSERT_EQ(weights.size(), 4 * synapses);
  double sum = 0.0;
  double squares = 0.0;
  double count = 0.0;
  for (std::size_t i = 0; i < synapses; ++i) {
    if (projection[i] == 3) {
      EXPECT_EQ(weights[i], 30.0F);
      const double last = weights[3 * synapses + i];
      sum += last;
      squares += last * last;
      ++count;
    } else {
      EXPECT_GE(weights[i], 20.0F);
      EXPECT_LE(weights[i], 90.0F);
    }
  }
  const PlasticProjection& figures = result_.plasticity[3];
  EXPECT_EQ(figures.projection, 3U);
  EXPECT_EQ(static_cast<double>(figures.synapses), count);
  EXPECT_NEAR(figures.mean_weight, sum / count, 1e-6);
  EXPECT_NEAR(figures.std_weight, std::sqrt(squares / count - sum * sum / count / count), 1e-5);
  EXPECT_GT(figures.weight_change, 1.0);
  EXPECT_LT(result_.plasticity[1].mean_weight, 0.0);
}

TEST(LearningFigures, ChangesAddUpToWhatWeightsHaveMoved) {
  // Each source spikes once, 10 ms before its targets: until synapses are brought up to date after
  // a second, nothing makes them take up the one change each of them has.
  Experiment experiment;
  experiment.simulation.duration = 1000.0;
  experiment.populations = {{.name = "A", .model = "iaf_psc_exp", .size = 7},
                            {.name = "B", .model = "iaf_psc_exp", .size = 11}};
  for (const auto& [name, time] : {std::pair{"A", 10.0}, std::pair{"B", 20.0}}) {
    Stimulus volley;
    volley.name = std::string("volley") + name;
    volley.type = "spike_times";
    volley.targets = {{name, {}, std::nullopt}};
    volley.spikes = SpikeList{.times = {time}};
    volley.weight = 1e5;
    experiment.stimuli.push_back(volley);
  }
  for (Population& population : experiment.populations) population.params = {{"t_ref", 100.0}};
  Projection projection{"A", "B", {}, {}};
  projection.synapse.model = "stdp_synapse";
  projection.synapse.weight = 20.0;
  projection.synapse.params = {{"Wmax", 100.0}};
  experiment.projections = {projection};
  const RunResult result = result_of(experiment, MPI_COMM_WORLD, 1, "");
  EXPECT_EQ(result.spike_count, 18U);
  ASSERT_EQ(result.plasticity.size(), 1U);
  const double moved = result.plasticity[0].mean_weight - 20.0;
  EXPECT_GT(moved, 0.1);
  EXPECT_NEAR(result.plasticity[0].weight_change, 77 * moved, 1e-4);
  EXPECT_NEAR(result.plasticity[0].std_weight, 0.0, 1e-6);
}

TEST_F(LearningRecords, HistogramsCountTheSnapshots) {
  const auto check = [&](const std::string& group, std::size_t snapshot, std::size_t histogram,
                         double low, double high) {
    const auto weights = weights_in<float>(folder(), group + "/snapshots/weight");
    const auto edges = weights_in<double>(folder(), group + "/histogram/edges");
    const auto counts = weights_in<std::uint64_t>(folder(), group + "/histogram/count");
    const auto outside = weights_in<std::uint64_t>(folder(), group + "/histogram/outside");
    const std::size_t synapses =
        weights_in<std::uint64_t>(folder(), group + "/source_node_id").size();
    const std::size_t bins = edges.size() - 1;
    EXPECT_EQ(edges.front(), low);
    EXPECT_EQ(edges.back(), high);
    std::vector<std::uint64_t> expected(bins + 1, 0);
    for (std::size_t i = 0; i < synapses; ++i) {
      const double weight = weights[snapshot * synapses + i];
      std::size_t bin = bins;
      for (std::size_t b = 0; b < bins; ++b) {
        const bool last = b + 1 == bins;
        if (weight >= edges[b] && (last ? weight <= edges[b + 1] : weight < edges[b + 1])) bin = b;
      }
      ++expected[bin];
    }
    for (std::size_t b = 0; b < bins; ++b) EXPECT_EQ(counts[histogram * bins + b], expected[b]);
    EXPECT_EQ(outside[histogram], expected[bins]);
    return expected[bins];
  };
  // At multiples of the interval from the end of the warm-up on.
  EXPECT_EQ(weights_in<double>(folder(), "E_to_E/histogram/time"),
            (std::vector<double>{50.0, 100.0, 150.0, 200.0}));
  EXPECT_EQ(check("E_to_E", 2, 1, 0.0, 100.0), 0U);
  EXPECT_EQ(check("E_to_E", 3, 3, 0.0, 100.0), 0U);
  EXPECT_GT(check("I_to_E", 0, 0, -52.0, 0.0), 0U);
}

TEST_F(LearningRecords, TracesAreThoseOfTheSnapshots) {
  const std::size_t synapses = weights_in<std::uint64_t>(folder(), "E_to_E/source_node_id").size();
  using Id = std::tuple<std::uint64_t, std::uint32_t, std::uint64_t, std::uint32_t>;
  const auto ids = [&](const std::string& group) {
    const auto source = weights_in<std::uint64_t>(folder(), group + "source_node_id");
    const auto target = weights_in<std::uint64_t>(folder(), group + "target_node_id");
    const auto projection = weights_in<std::uint32_t>(folder(), group + "projection");
    const auto ordinal = weights_in<std::uint32_t>(folder(), group + "ordinal");
    std::vector<Id> all;
    for (std::size_t i = 0; i < source.size(); ++i) {
      all.emplace_back(target[i], projection[i], source[i], ordinal[i]);
    }
    return all;
  };
  const std::vector<Id> all = ids("E_to_E/");
  const std::vector<Id> traced = ids("E_to_E/traces/");
  ASSERT_EQ(traced.size(), 25U);
  EXPECT_TRUE(std::is_sorted(traced.begin(), traced.end()));
  const auto time = weights_in<double>(folder(), "E_to_E/traces/time");
  ASSERT_EQ(time.size(), 73U);  // 20, 22.5, ..., 200
  EXPECT_EQ(time.front(), 20.0);
  EXPECT_EQ(time[32], 100.0);
  const auto snapshots = weights_in<float>(folder(), "E_to_E/snapshots/weight");
  const auto traces = weights_in<float>(folder(), "E_to_E/traces/weight");
  for (std::size_t i = 0; i < traced.size(); ++i) {
    const auto place =
        static_cast<std::size_t>(std::find(all.begin(), all.end(), traced[i]) - all.begin());
    ASSERT_LT(place, synapses);
    EXPECT_EQ(traces[32 * traced.size() + i], snapshots[2 * synapses + place]);
    EXPECT_EQ(traces[72 * traced.size() + i], snapshots[3 * synapses + place]);
  }
}

TEST_F(LearningRecords, TraceAllSynapsesWhereTheSampleIsLarger) {
  const auto source = weights_in<std::uint64_t>(folder(), "E_to_I/traces/source_node_id");
  EXPECT_EQ(source.size(), 35U * 12);
  const auto eligibility = weights_in<float>(folder(), "E_to_I/traces/eligibility");
  EXPECT_EQ(eligibility.size(), 10 * source.size());
  EXPECT_GT(std::count_if(eligibility.begin(), eligibility.end(), [](float e) { return e != 0; }),
            100);
}

TEST_F(LearningRecords, FieldsFollowTheirEquation) {
  const std::string path = folder() + "/fields.h5";
  const auto time = test::read_all<double>(path, "/modulators/dopamine/probes/time");
  const auto value = test::read_all<double>(path, "/modulators/dopamine/probes/concentration");
  ASSERT_EQ(time.size(), 37U);  // 20, 25, ..., 200
  for (std::size_t i = 0; i < time.size(); ++i) {
    EXPECT_EQ(time[i], 20.0 + 5.0 * static_cast<double>(i));
    double expected = 0.0;
    if (time[i] >= 30.0) expected += 0.5 * std::exp(-(time[i] - 30.0) / 50.0);
    if (time[i] >= 110.0) expected += 0.25 * std::exp(-(time[i] - 110.0) / 50.0);
    EXPECT_NEAR(value[i], expected, 1e-9);
  }
  EXPECT_EQ(test::read_all<float>(path, "/modulators/dopamine/snapshots/concentration"),
            (std::vector<float>{0.0F, 0.5F}));
}

}  // namespace
}  // namespace engram
