#include "model/validate_data.hpp"

#include <gtest/gtest.h>

namespace engram {
namespace {

/// Files that exist only in name: "n.h5" holds n rows, of as many columns as the dataset's name
/// says.
class FakeData : public DataSource {
 public:
  [[nodiscard]] std::uint64_t rows(const ArrayFile& array) const override {
    must_exist(array.file);
    return std::stoull(array.file);
  }
  [[nodiscard]] ArrayBlock read(const ArrayFile& array, IndexRange) const override {
    must_exist(array.file);
    const std::uint64_t columns = std::stoull(array.dataset);
    return {std::vector<double>(columns, 0.0), columns};
  }
  [[nodiscard]] ArrayBlock read_columns(const ArrayFile&, IndexRange) const override { return {}; }
  [[nodiscard]] std::uint64_t edges(const std::string& file, const std::string&) const override {
    must_exist(file);
    return 1;
  }
  [[nodiscard]] EdgeBlock read_edges(const std::string&, const std::string&,
                                     IndexRange) const override {
    return {};
  }
  [[nodiscard]] std::uint64_t spikes(const std::string& file, const std::string&) const override {
    must_exist(file);
    return 1;
  }
  [[nodiscard]] SpikeBlock read_spikes(const std::string&, const std::string&,
                                       IndexRange) const override {
    return {};
  }

 private:
  static void must_exist(const std::string& file) {
    if (file == "missing") throw FileError(file, "cannot be opened");
  }
};

std::vector<std::string> paths_of(const Experiment& experiment) {
  std::vector<std::string> paths;
  for (const Problem& problem : validate_data(experiment, FakeData{})) {
    EXPECT_FALSE(problem.message.empty());
    paths.push_back(problem.path);
  }
  return paths;
}

using Paths = std::vector<std::string>;

Experiment with_population() {
  Experiment e;
  Population p;
  p.name = "E";
  p.size = 10;
  e.populations = {p};
  return e;
}

TEST(ValidateData, ArraysHoldOneNumberPerNeuron) {
  Experiment e = with_population();
  auto& params = e.populations[0].params;
  params.insert_or_assign("tau_m", ArrayFile{"10", "1"});
  EXPECT_EQ(paths_of(e), Paths{});
  params.insert_or_assign("tau_m", ArrayFile{"11", "1"});
  EXPECT_EQ(paths_of(e), Paths{"populations.E.params.tau_m"});
  params.insert_or_assign("tau_m", ArrayFile{"10", "2"});
  EXPECT_EQ(paths_of(e), Paths{"populations.E.params.tau_m"});
  params.insert_or_assign("tau_m", ArrayFile{"missing", "1"});
  e.populations[0].initial.insert_or_assign("V_m", ArrayFile{"9", "1"});
  EXPECT_EQ(paths_of(e), (Paths{"populations.E.params.tau_m", "populations.E.initial.V_m"}));
}

TEST(ValidateData, PositionsHaveTwoOrThreeColumnsOrAsManyAsTheBox) {
  Experiment e = with_population();
  Positions positions;
  positions.kind = Positions::Kind::file;
  const auto paths = [&](const std::string& rows, const std::string& columns) {
    positions.array = {rows, columns};
    e.populations[0].positions = positions;
    return paths_of(e);
  };
  EXPECT_EQ(paths("10", "2"), Paths{});
  EXPECT_EQ(paths("10", "3"), Paths{});
  EXPECT_EQ(paths("10", "1"), Paths{"populations.E.positions"});
  EXPECT_EQ(paths("3", "3"), Paths{"populations.E.positions"});
  positions.extent = {1.0, 1.0};
  EXPECT_EQ(paths("10", "3"), Paths{"populations.E.positions"});
}

TEST(ValidateData, SchedulesHaveARowPerTimeAndAColumnPerNeuron) {
  Experiment e = with_population();
  Modulator signal{.name = "s", .neurons = "E"};
  signal.release_times = {1.0, 2.0, 7.0};
  e.modulators = {signal};
  const auto paths = [&](const std::string& rows, const std::string& columns) {
    e.modulators[0].release_array = {rows, columns};
    return paths_of(e);
  };
  const Paths told{"modulators.s.schedule.amounts"};
  EXPECT_EQ(paths("3", "10"), Paths{});
  EXPECT_EQ(paths("2", "10"), told);
  EXPECT_EQ(paths("3", "9"), told);
  EXPECT_EQ(paths("10", "3"), told);
  EXPECT_EQ(paths("missing", "10"), told);
}

TEST(ValidateData, FilesOfSpikesAndEdgesMustOpen) {
  Experiment e = with_population();
  Stimulus stimulus;
  stimulus.name = "in";
  stimulus.spikes = SpikeList{{}, "missing", ""};
  e.stimuli = {stimulus};
  Projection projection;
  projection.rule.name = "edges";
  projection.rule.file = "missing";
  e.projections = {Projection{}, projection};
  EXPECT_EQ(paths_of(e), (Paths{"stimuli.in.spikes", "projections[1].rule.edges"}));
  e.stimuli[0].spikes->file = e.projections[1].rule.file = "there";
  EXPECT_EQ(paths_of(e), Paths{});
}

}  // namespace
}  // namespace engram
