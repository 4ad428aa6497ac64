#include <gtest/gtest.h>

#include <cstdlib>

#include "io/results/spike_file.hpp"
#include "io/results/state_file.hpp"
#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::SharedFolder;
using test::world;

// Population E: neuron n fires in every step that 7 + n divides; I never does.
void write_spikes(const std::string& path) {
  Experiment experiment;
  experiment.populations.resize(2);
  experiment.populations[0].name = "E";
  experiment.populations[0].size = 20;
  experiment.populations[1].name = "I";
  experiment.populations[1].size = 5;
  const TimeGrid grid(0.1);
  SpikeFile file(path, world(), NetworkLayout(experiment),
                 {{PopulationId(0), "E"}, {PopulationId(1), "I"}}, grid, test::some_provenance());
  for (std::int64_t from = 0; from < 1000; from += 250) {
    std::vector<RecordedSpike> mine;
    for (auto n = static_cast<std::uint64_t>(world().rank().value()); n < 20;
         n += static_cast<std::uint64_t>(world().size())) {
      for (std::int64_t step = from; step < from + 250; ++step) {
        if (step % (7 + static_cast<std::int64_t>(n)) == 0)
          mine.push_back({Step(step), NeuronId(n)});
      }
    }
    file.append(mine, Step(from), Step(from + 250));
  }
  file.close();
}

// Neuron 2 i has the value -65 + i + row / 8.
void write_report(const std::string& path) {
  constexpr std::uint64_t cells = 10;
  StateReport report{"E", "V_m", "mV", {}, 10.0, 0.5};
  for (std::uint64_t i = 0; i < cells; ++i) report.node_ids.push_back(2 * i);
  StateFile file(path, world(), report, test::some_provenance());
  std::vector<std::uint64_t> columns;
  for (auto i = static_cast<std::uint64_t>(world().rank().value()); i < cells;
       i += static_cast<std::uint64_t>(world().size())) {
    columns.push_back(i);
  }
  for (std::uint64_t row = 0; row < 100; row += 20) {
    std::vector<float> values;
    for (std::uint64_t r = row; r < row + 20; ++r) {
      for (const std::uint64_t i : columns) {
        values.push_back(-65.0F + static_cast<float>(i) + static_cast<float>(r) / 8.0F);
      }
    }
    file.append(row, 20, columns, values);
  }
  file.close();
}

// Also the files that tests/python/test_sonata_files.py reads: it names the folder.
TEST(SampleFiles, HaveKnownContents) {
  const SharedFolder own;
  const char* asked = std::getenv("ENGRAM_SAMPLE_FOLDER");
  const std::string folder = asked != nullptr ? asked : own.file("");
  write_spikes(folder + "/spikes.h5");
  write_report(folder + "/E_V_m.h5");
  std::vector<double> times;
  for (int step = 0; step < 1000; ++step) {
    for (int n = 0; n < 20; ++n) {
      if (step % (7 + n) == 0) times.push_back((step + 1) * 0.1);
    }
  }
  EXPECT_EQ(test::read_all<double>(folder + "/spikes.h5", "/spikes/E/timestamps"), times);
  EXPECT_EQ(test::read_all<float>(folder + "/E_V_m.h5", "/report/E/data").back(),
            -65 + 9 + 99 / 8.0F);
}

}  // namespace
}  // namespace engram
