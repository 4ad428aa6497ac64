#include <gmock/gmock.h>
#include <mpi.h>

#include "core/errors.hpp"
#include "io/results/output_directory.hpp"
#include "io/results/spike_file.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using test::Folder;
using test::TestFile;
using testing::AllOf;
using testing::HasSubstr;
namespace fs = std::filesystem;

void write_spikes_of_ours(const std::string& path) {
  SpikeFile file(path, Communicator(MPI_COMM_SELF), NetworkLayout(Experiment{}), {}, TimeGrid(0.1),
                 {"0.1.0", "", "", "", "", 1, 1, ""});
  file.close();
}

TEST(OutputDirectory, IsMadeWithThoseAboveIt) {
  const Folder folder;
  const std::string path = folder.file("a/b/c");
  prepare_output_directory(path, OldResults::refuse);
  EXPECT_TRUE(fs::is_directory(path));
  EXPECT_TRUE(fs::is_empty(path));
  prepare_output_directory(path, OldResults::refuse);
}

TEST(OutputDirectory, IsRefusedWhenItHoldsResults) {
  for (const char* name : {"summary.json", "spikes.h5", "E_V_m.h5"}) {
    const Folder folder;
    test::write_bytes(folder.file("notes.txt"), "mine");
    prepare_output_directory(folder.path(), OldResults::refuse);
    test::write_bytes(folder.file(name), "old");
    EXPECT_THAT(test::message_of<FileError>(
                    [&] { prepare_output_directory(folder.path(), OldResults::refuse); }),
                AllOf(HasSubstr(folder.path()), HasSubstr(name), HasSubstr("--overwrite")));
    EXPECT_EQ(test::read_bytes(folder.file(name)), "old");
  }
}

TEST(OutputDirectory, LosesOnlyOurFilesWhenOverwritten) {
  const Folder folder;
  write_spikes_of_ours(folder.file("spikes.h5"));
  write_spikes_of_ours(folder.file("E_V_m.h5"));
  test::write_bytes(folder.file("summary.json"), "{}");
  TestFile(folder.file("input.h5")).add<double>("/weights", {1.0});
  test::write_bytes(folder.file("broken.h5"), "x");
  test::write_bytes(folder.file("experiment.yaml"), "engram: 1");
  fs::create_directory(folder.file("checkpoints"));
  prepare_output_directory(folder.path(), OldResults::overwrite);
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    left.push_back(entry.path().filename());
  EXPECT_THAT(left, testing::UnorderedElementsAre("input.h5", "broken.h5", "experiment.yaml",
                                                  "checkpoints"));
}

TEST(OutputDirectory, MustBeADirectoryThatCanBeWritten) {
  const Folder folder;
  test::write_bytes(folder.file("file"), "x");
  const auto error = [](const std::string& path) {
    return test::message_of<FileError>(
        [&] { prepare_output_directory(path, OldResults::overwrite); });
  };
  EXPECT_THAT(error(folder.file("file")), HasSubstr("is not a directory"));
  EXPECT_THAT(error(folder.file("file/below")), HasSubstr("cannot be made"));
  EXPECT_NE(error("/proc/engram"), "no error");
  EXPECT_NE(error("/sys/kernel"), "no error");
}

}  // namespace
}  // namespace engram
