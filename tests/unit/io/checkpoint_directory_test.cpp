#include "io/checkpoint/checkpoint_directory.hpp"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>

#include "unit/io/checkpoint_test_state.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using namespace test;

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::int64_t> steps_in(const std::string& folder) {
  std::vector<std::int64_t> steps;
  for (const FoundCheckpoint& each : find_checkpoints(folder)) steps.push_back(each.step.value());
  return steps;
}

TEST(CheckpointDirectory, FindsTheNewestFirstAndNothingElse) {
  const Folder folder;
  EXPECT_TRUE(find_checkpoints(folder.file("missing")).empty());
  for (const char* name :
       {"checkpoint-000000000500.h5", "checkpoint-000000012000.h5", "checkpoint-1234567890123.h5",
        ".checkpoint-000000000600.h5.tmp", "checkpoint-000000000700.h5.tmp", "checkpoint-700.h5",
        "checkpoint-00000000070x.h5", "spikes.h5", "checkpoint-00000000-700.h5"}) {
    set_content(folder.file(name), "x");
  }
  EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{1234567890123, 12000, 500}));
}

TEST(CheckpointDirectory, KeepsTheLastOnes) {
  const Folder folder;
  for (const std::int64_t step : {100, 200, 300, 400}) save(folder.path(), step, some_state());
  EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{400, 300}));
  save(folder.path(), 500, some_state(), 3);
  EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{500, 400, 300}));
  save(folder.path(), 600, some_state(), 1);
  EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{600}));
}

TEST(CheckpointDirectory, KeepsTheNewOneAlsoWhereLaterOnesLie) {
  const Folder folder;
  for (const std::int64_t step : {100, 5000, 6000}) save(folder.path(), step, some_state());
  save(folder.path(), 200, some_state());
  EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{6000, 5000, 200}));
}

TEST(CheckpointDirectory, ReplacesTheOneOfTheSameStep) {
  const Folder folder;
  save(folder.path(), 100, some_state(1));
  const std::string path = save(folder.path(), 100, some_state(2));
  EXPECT_TRUE(load(path) == some_state(2));
  EXPECT_EQ(names_in(folder.path()).size(), 1U);
}

TEST(CheckpointDirectory, IsClearedOfWhatKilledRunsLeft) {
  const Folder folder;
  set_content(folder.file(".checkpoint-000000000100.h5.tmp"), "half");
  set_content(folder.file("mine.tmp"), "x");
  save(folder.path(), 200, some_state());
  EXPECT_EQ(names_in(folder.path()),
            (std::vector<std::string>{"checkpoint-000000000200.h5", "mine.tmp"}));
}

TEST(CheckpointDirectory, ShowsNothingOfACheckpointThatIsNotComplete) {
  const Folder folder;
  const std::string before = save(folder.path(), 100, some_state(1));
  {
    CheckpointWriter writer(alone(), folder.path(), head_at(200));
    SmallState state = some_state(2);
    state.pass(writer);
    EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{100}));
  }
  EXPECT_EQ(names_in(folder.path()).size(), 1U);
  EXPECT_TRUE(load(before) == some_state(1));
}

TEST(CheckpointDirectory, ShowsACheckpointWhenItIsOnTheDisk) {
  const Folder folder;
  save(folder.path(), 100, some_state(1));
  const std::string before = save(folder.path(), 200, some_state(2));
  CheckpointWriter writer(alone(), folder.path(), head_at(300));
  SmallState state = some_state(3);
  state.pass(writer);
  const std::unique_ptr<PendingCheckpoint> pending = writer.close(2);
  EXPECT_THROW((void)writer.close(2), FileError);
  // Its name comes with the third step, and the oldest goes with it.
  EXPECT_FALSE(pending->advance());
  EXPECT_FALSE(pending->advance());
  EXPECT_TRUE(load(before) == some_state(2));
  EXPECT_TRUE(pending->advance());
  EXPECT_TRUE(pending->ready());
  EXPECT_TRUE(pending->advance());
  EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{300, 200}));
  EXPECT_EQ(names_in(folder.path()).size(), 2U);
  EXPECT_TRUE(load(writer.path()) == some_state(3));
}

TEST(CheckpointDirectory, ForgetsACheckpointThatNobodyWaitsFor) {
  const Folder folder;
  const std::string before = save(folder.path(), 100, some_state(1));
  {
    CheckpointWriter writer(alone(), folder.path(), head_at(200));
    SmallState state = some_state(2);
    state.pass(writer);
    const auto pending = writer.close(1);
    EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{100}));
  }
  EXPECT_EQ(names_in(folder.path()).size(), 1U);
  EXPECT_TRUE(load(before) == some_state(1));
}

TEST(CheckpointDirectory, IsAsBeforeWhenTheNameCannotBeGiven) {
  const Folder folder;
  save(folder.path(), 100, some_state(1));
  CheckpointWriter writer(alone(), folder.path(), head_at(200));
  SmallState state = some_state(2);
  state.pass(writer);
  auto pending = writer.close(1);
  // A directory that is not empty is in the way.
  std::filesystem::create_directories(writer.path() + "/x");
  EXPECT_THROW(pending->finish(), FileError);
  pending.reset();
  std::filesystem::remove_all(writer.path());
  EXPECT_EQ(steps_in(folder.path()), (std::vector<std::int64_t>{100}));
  EXPECT_EQ(names_in(folder.path()).size(), 1U);
}

TEST(CheckpointDirectory, IsMadeIfNeedBe) {
  const Folder folder;
  EXPECT_TRUE(load(save(folder.file("a/b"), 1, some_state())) == some_state());
  set_content(folder.file("file"), "x");
  EXPECT_THROW(save(folder.file("file/c"), 1, some_state()), FileError);
}

/// A state of 3 MiB.
void save_much(const std::string& folder, std::int64_t step) {
  CheckpointWriter writer(alone(), folder, head_at(step));
  std::vector<double> values(3 << 17, 1.5);
  writer.table<double>("much", values.size(), 1, std::vector<ValueRun>{{0, values.size()}}, values);
  writer.commit();
}

TEST(CheckpointDirectory, IsAsBeforeWhenTheDiskIsFull) {
  const Folder folder;
  const std::string disk = folder.file("disk");
  std::filesystem::create_directories(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=5m") != 0) {
    GTEST_SKIP() << "file systems cannot be mounted here";
  }
  const std::string before = save(disk, 100, some_state());
  save_much(disk, 200);
  try {
    save_much(disk, 300);
    ADD_FAILURE() << "no exception";
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("No space left on device"));
  }
  EXPECT_EQ(names_in(disk).size(), 2U);
  EXPECT_TRUE(load(before) == some_state());
  EXPECT_NO_THROW(CheckpointReader(alone(), checkpoint_path(disk, Step(200))));
  ::umount2(disk.c_str(), MNT_DETACH);
}

TEST(CheckpointDirectory, IsAsBeforeWhenAFileMayNotGrow) {
  const Folder folder;
  const std::string before = save(folder.path(), 100, some_state());
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  ::getrlimit(RLIMIT_FSIZE, &unlimited);
  rlimit limit = unlimited;
  bool saved = false;
  // Wherever it comes: at the beginning, in the table, at the end, in the seal.
  for (std::uint64_t kibibytes = 0; !saved; kibibytes += kibibytes < 3000 ? 250 : 8) {
    limit.rlim_cur = kibibytes * 1024;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      save_much(folder.path(), 300);
      saved = true;
    } catch (const FileError&) {
    }
    ::setrlimit(RLIMIT_FSIZE, &unlimited);
    if (saved) break;
    EXPECT_EQ(names_in(folder.path()).size(), 1U) << kibibytes;
    EXPECT_TRUE(load(before) == some_state());
    ASSERT_LT(kibibytes, 10000U);
  }
  std::signal(SIGXFSZ, handler);
  EXPECT_NO_THROW(CheckpointReader(alone(), checkpoint_path(folder.path(), Step(300))));
}

}  // namespace
}  // namespace engram
