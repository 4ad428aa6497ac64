#include "io/results/spike_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/errors.hpp"
#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::Numbers;
using test::SharedFolder;
using test::world;

Experiment three_populations() {
  Experiment experiment;
  for (const auto& [name, size] :
       {std::pair{"E", 700U}, std::pair{"none", 50U}, std::pair{"I", 250U}}) {
    Population population;
    population.name = name;
    population.size = size;
    experiment.populations.push_back(population);
  }
  return experiment;
}

constexpr std::uint64_t neurons = 1000;
const TimeGrid grid(0.1);

struct Expected {
  std::vector<double> times;
  std::vector<std::uint64_t> ids;
};

// Every neuron's spikes, without regard to who reports them, as (step, neuron).
std::vector<RecordedSpike> all_spikes(Step from, Step to, int one_in, std::uint64_t seed) {
  std::vector<RecordedSpike> spikes;
  Numbers numbers(seed);
  for (Step step = from; step < to; ++step) {
    for (std::uint64_t neuron = 0; neuron < neurons; ++neuron) {
      const bool silent = neuron >= 700 && neuron < 750;  // population "none"
      if (numbers.below(static_cast<std::uint64_t>(one_in)) == 0 && !silent) {
        spikes.push_back({step, NeuronId(neuron)});
      }
    }
  }
  return spikes;
}

// This rank's share in an order that is not sorted; rank 1 has none.
std::vector<RecordedSpike> share(const std::vector<RecordedSpike>& spikes) {
  const int ranks = world().size();
  const int me = world().rank().value();
  std::vector<RecordedSpike> mine;
  for (const RecordedSpike& spike : spikes) {
    int owner = static_cast<int>(spike.neuron.value() * 7919 % static_cast<std::uint64_t>(ranks));
    if (owner == 1) owner = 0;
    if (owner == me) mine.push_back(spike);
  }
  std::reverse(mine.begin(), mine.end());
  std::rotate(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(mine.size() / 3),
              mine.end());
  return mine;
}

Expected expected_of(const std::vector<RecordedSpike>& spikes, std::uint64_t first,
                     std::uint64_t size) {
  std::vector<std::pair<std::int64_t, std::uint64_t>> sorted;
  for (const RecordedSpike& spike : spikes) {
    const std::uint64_t neuron = spike.neuron.value();
    if (neuron >= first && neuron < first + size)
      sorted.emplace_back(spike.step.value(), neuron - first);
  }
  std::sort(sorted.begin(), sorted.end());
  Expected expected;
  for (const auto& [step, id] : sorted) {
    expected.times.push_back(static_cast<double>(step + 1) * 0.1);
    expected.ids.push_back(id);
  }
  return expected;
}

void expect_population(const std::string& file, const std::string& name, const Expected& expected) {
  EXPECT_EQ(test::read_all<double>(file, "/spikes/" + name + "/timestamps"), expected.times)
      << name;
  EXPECT_EQ(test::read_all<std::uint64_t>(file, "/spikes/" + name + "/node_ids"), expected.ids)
      << name;
}

SpikeFile make(const std::string& path) {
  const Experiment experiment = three_populations();
  return {path,
          world(),
          NetworkLayout(experiment),
          {{PopulationId(0), "E"}, {PopulationId(1), "none"}, {PopulationId(2), "I"}},
          grid,
          test::some_provenance()};
}

TEST(SpikeFile, HoldsAllSpikesSortedByTimeAndIdWhoeverHandsThemIn) {
  const SharedFolder folder;
  const std::string path = folder.file("spikes.h5");
  std::vector<RecordedSpike> everything;
  SpikeFile file = make(path);
  // Windows of a single step, none at all, few spikes, and several chunks with work for all ranks.
  const std::vector<std::tuple<int, int, int>> windows{
      {0, 1, 5},    {1, 1, 5},     {1, 40, 100},  {50, 60, 1000000},
      {60, 700, 3}, {700, 701, 1}, {900, 950, 40}};
  for (const auto& [from, to, one_in] : windows) {
    const auto spikes = all_spikes(Step(from), Step(to), one_in, static_cast<std::uint64_t>(to));
    everything.insert(everything.end(), spikes.begin(), spikes.end());
    file.append(share(spikes), Step(from), Step(to));
  }
  EXPECT_EQ(file.written(), everything.size());
  EXPECT_GT(everything.size(), 200000U);
  file.close();
  expect_population(path, "E", expected_of(everything, 0, 700));
  expect_population(path, "none", {});
  expect_population(path, "I", expected_of(everything, 750, 250));
}

TEST(SpikeFile, IsReadableAfterEachAppendWithoutClosing) {
  const SharedFolder folder;
  const std::string path = folder.file("spikes.h5");
  SpikeFile file = make(path);
  std::vector<RecordedSpike> everything;
  for (int window = 0; window < 3; ++window) {
    const auto spikes = all_spikes(Step(10 * window), Step(10 * window + 10), 4, 5);
    everything.insert(everything.end(), spikes.begin(), spikes.end());
    file.append(share(spikes), Step(10 * window), Step(10 * window + 10));
    world().barrier();
    if (world().is_root()) {
      // A copy: what a reader finds if the writer is killed here.
      const std::string copy = folder.file("copy.h5");
      std::filesystem::copy_file(path, copy, std::filesystem::copy_options::overwrite_existing);
      expect_population(copy, "E", expected_of(everything, 0, 700));
      expect_population(copy, "I", expected_of(everything, 750, 250));
    }
    world().barrier();
  }
  file.close();
}

TEST(SpikeFile, LeavesOutPopulationsThatWereNotChosen) {
  const SharedFolder folder;
  const std::string path = folder.file("spikes.h5");
  const Experiment experiment = three_populations();
  SpikeFile file(path, world(), NetworkLayout(experiment), {{PopulationId(2), "I"}}, grid,
                 test::some_provenance());
  const auto spikes = all_spikes(Step(0), Step(20), 3, 9);
  file.append(share(spikes), Step(0), Step(20));
  file.close();
  expect_population(path, "I", expected_of(spikes, 750, 250));
  EXPECT_EQ(h5::File::open(path).children("/spikes"), std::vector<std::string>{"I"});
}

TEST(SpikeFile, RefusesOnAllRanksWhatOneRankGotWrong) {
  const SharedFolder folder;
  SpikeFile file = make(folder.file("spikes.h5"));
  std::vector<RecordedSpike> wrong;
  if (world().rank().value() == world().size() - 1) wrong.push_back({Step(7), NeuronId(3)});
  EXPECT_THROW(file.append(wrong, Step(0), Step(5)), FileError);
  file.append({}, Step(5), Step(10));
  EXPECT_THROW(file.append({}, Step(9), Step(12)), FileError);  // overlaps
  file.close();
}

TEST(SpikeFile, SaysOnAllRanksThatTheFileCannotBeCreated) {
  try {
    make("/nowhere/at/all/spikes.h5");
    FAIL() << "no exception";
  } catch (const FileError& error) {
    EXPECT_NE(std::string(error.what()).find("No such file or directory"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace engram
