#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>
#include <cstring>

#include "core/errors.hpp"
#include "io/results/spike_file.hpp"
#include "io/results/state_file.hpp"
#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::SharedFolder;
using test::world;

/// A disk of 5 MiB, where the tests may mount one.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& folder) : folder_(folder) {
    if (world().is_root()) {
      std::filesystem::create_directories(folder_);
      mounted_here_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=5m") == 0;
    }
    mounted_ = world().max(std::uint64_t{mounted_here_}) == 1;
  }
  ~SmallDisk() {
    world().barrier();
    if (mounted_here_) ::umount2(folder_.c_str(), MNT_DETACH);
    world().barrier();
  }
  [[nodiscard]] bool mounted() const { return mounted_; }

 private:
  std::string folder_;
  bool mounted_here_ = false;
  bool mounted_ = false;
};

/// Keeps this process from writing beyond a size of any file, as a quota would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

Experiment one_population() {
  Experiment experiment;
  experiment.populations.resize(1);
  experiment.populations[0].name = "E";
  experiment.populations[0].size = 1000;
  return experiment;
}

SpikeFile make(const std::string& path) {
  return {path,
          world(),
          NetworkLayout(one_population()),
          {{PopulationId(0), "E"}},
          TimeGrid(0.1),
          test::some_provenance()};
}

// Every neuron fires in every step: 100,000 spikes in 100 steps, 1.6 MB.
void append_window(SpikeFile& file, int window) {
  const auto ranks = static_cast<std::uint64_t>(world().size());
  std::vector<RecordedSpike> mine;
  const Step from(100 * window);
  for (Step step = from; step < from + 100; ++step) {
    for (auto n = static_cast<std::uint64_t>(world().rank().value()); n < 1000; n += ranks) {
      mine.push_back({step, NeuronId(n)});
    }
  }
  file.append(mine, from, from + 100);
}

// Appends until it fails; returns the number of windows that went well.
int append_until_failure(SpikeFile& file, std::string& message) {
  for (int window = 0; window < 20; ++window) {
    try {
      append_window(file, window);
    } catch (const FileError& error) {
      message = error.what();
      return window;
    }
  }
  return 20;
}

void expect_same_everywhere(const std::string& message) {
  EXPECT_EQ(world().broadcast(message), message);
}

TEST(FullDisk, StopsAllRanksWithAMessageAndKeepsWhatWasWritten) {
  const SharedFolder folder;
  const SmallDisk disk(folder.file("disk"));
  if (!disk.mounted()) GTEST_SKIP() << "this user cannot mount a small disk";
  const std::string path = folder.file("disk/spikes.h5");
  std::string message;
  int windows = 0;
  {
    SpikeFile file = make(path);
    windows = append_until_failure(file, message);
    EXPECT_THROW(append_window(file, 50), FileError);
    file.close();
  }
  EXPECT_NE(message.find("No space left on device"), std::string::npos) << message;
  expect_same_everywhere(message);
  EXPECT_EQ(windows, 2);
  const auto times = test::read_all<double>(path, "/spikes/E/timestamps");
  ASSERT_EQ(times.size(), 200000U);
  EXPECT_EQ(times.back(), 200 * 0.1);
}

TEST(FullDisk, StopsReportsToo) {
  const SharedFolder folder;
  const SmallDisk disk(folder.file("disk"));
  if (!disk.mounted()) GTEST_SKIP() << "this user cannot mount a small disk";
  StateReport report{"E", "V_m", "mV", {}, 0.0, 1.0};
  for (std::uint64_t i = 0; i < 1000; ++i) report.node_ids.push_back(i);
  StateFile file(folder.file("disk/E_V_m.h5"), world(), report, test::some_provenance());
  std::vector<std::uint64_t> mine;
  if (world().is_root()) mine = report.node_ids;
  std::uint64_t rows = 0;
  EXPECT_THROW(
      for (; rows < 100000; rows += 200) {
        file.append(rows, 200, mine, std::vector<float>(mine.size() * 200, 1.0F));
      },
      FileError);
  EXPECT_GE(rows, 200U);
  EXPECT_LE(rows, 5U * 1024 * 1024 / 4000);
}

class WriteFailure : public testing::TestWithParam<int> {};

TEST_P(WriteFailure, OnOneRankReachesAllWithoutAHang) {
  const SharedFolder folder;
  // -1: on every rank.
  const int failing = GetParam() == 1 ? world().size() - 1 : GetParam();
  std::string message;
  {
    SpikeFile file = make(folder.file("spikes.h5"));
    append_window(file, 0);
    const bool limited = failing < 0 || world().rank().value() == failing;
    const FileSizeLimit limit(limited ? 2'000'000 : RLIM_INFINITY);
    try {
      for (int window = 1; window < 5; ++window) append_window(file, window);
    } catch (const FileError& error) {
      message = error.what();
    }
    EXPECT_NE(message, "");
    EXPECT_THROW(append_window(file, 10), FileError);
  }
  expect_same_everywhere(message);
  world().barrier();
  const auto times = test::read_all<double>(folder.file("spikes.h5"), "/spikes/E/timestamps");
  ASSERT_EQ(times.size(), 100000U);
  for (std::size_t i = 0; i < times.size(); i += 997) {
    EXPECT_EQ(times[i], static_cast<double>(i / 1000 + 1) * 0.1);
  }
}

INSTANTIATE_TEST_SUITE_P(Ranks, WriteFailure, testing::Values(-1, 0, 1));

}  // namespace
}  // namespace engram
