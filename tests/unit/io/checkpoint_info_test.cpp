#include "io/checkpoint/checkpoint_info.hpp"

#include <gmock/gmock.h>

#include "io/results/file_info.hpp"
#include "unit/io/checkpoint_test_state.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using namespace test;
using testing::HasSubstr;

TEST(CheckpointInfo, TellsWhatACheckpointHolds) {
  const Folder folder;
  const std::string path = save(folder.path(), 1000, some_state());
  const std::string text = describe_file(path);
  for (const char* part :
       {": checkpoint\n", "format version 1, step 1000, model time 100 ms", "experiment: small",
        "seed: 7", "tables: 12 with",
        "/synapses/E_to_I/weight  float32  1000 rows of 2, 8000 bytes", "0 rows of 3, 0 bytes"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(CheckpointInfo, IsPartOfADirectorys) {
  const Folder folder;
  save(folder.file("checkpoints"), 1000, some_state());
  set_content(save(folder.file("checkpoints"), 2000, some_state()), "cut");
  TestFile(folder.file("other.h5")).add("/x", std::vector<double>(3));
  const std::string text = describe_file(folder.path());
  EXPECT_THAT(text, HasSubstr("step 1000, model time 100 ms"));
  EXPECT_THAT(text, HasSubstr("checkpoint-000000002000.h5: is not an HDF5 file"));
  EXPECT_EQ(text.find("tables:"), std::string::npos);
}

TEST(CheckpointInfo, IsNotGivenOfAFileWhoseFrameIsDamaged) {
  const Folder folder;
  const std::string path = save(folder.path(), 1000, some_state());
  const std::string good = content(path);
  int refused = 0;
  for (std::size_t place = 0; place < good.size(); place += 13) {
    std::string bad = good;
    bad[place] = static_cast<char>(bad[place] ^ 0x20);
    set_content(path, bad);
    try {
      const std::string text = describe_file(path);
      // A value of a table, at most.
      EXPECT_THAT(text, HasSubstr("step 1000, model time 100 ms")) << place;
    } catch (const FileError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 10);
}

}  // namespace
}  // namespace engram
