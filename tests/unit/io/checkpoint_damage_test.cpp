#include <gmock/gmock.h>

#include <hdf5.h>

#include "io/checkpoint/checkpoint_directory.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/integrity/seal.hpp"
#include "io/integrity/sealing.hpp"
#include "unit/io/checkpoint_test_state.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using namespace test;

/// A checkpoint, and what it becomes when its bytes are changed.
class CheckpointDamage : public testing::Test {
 protected:
  [[nodiscard]] std::string refusal_of(const std::string& bytes) const {
    set_content(path_, bytes);
    return refusal(path_);
  }

  Folder folder_;
  std::string path_ = save(folder_.path(), 1000, some_state());
  std::string bytes_ = content(path_);
};

TEST_F(CheckpointDamage, IsSeenInEveryDataset) {
  std::vector<std::pair<std::string, std::uint64_t>> places;
  {
    const h5::File file = h5::File::open(path_);
    for (const std::string& path : file.datasets()) {
      const h5::Dataset dataset(file, path);
      const auto address = H5Dget_offset(dataset.id());
      if (address != HADDR_UNDEF) places.emplace_back(path, address + dataset.stored_bytes() / 2);
    }
  }
  ASSERT_EQ(places.size(), 12U);
  for (const auto& [path, place] : places) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = bytes_;
      damaged[place] = static_cast<char>(damaged[place] ^ (1 << bit));
      const std::string said = refusal_of(damaged);
      EXPECT_THAT(said, testing::HasSubstr("damaged: bytes")) << path;
      if (path == "/provenance/experiment") continue;
      EXPECT_THAT(said, testing::HasSubstr("'" + path + "'"));
    }
  }
}

TEST_F(CheckpointDamage, IsSeenAtAnyPlace) {
  std::uint64_t state = 99;
  const auto below = [&state](std::uint64_t n) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % n;
  };
  for (int trial = 0; trial < 600; ++trial) {
    std::string damaged = bytes_;
    const std::uint64_t flips = 1 + below(4);
    for (std::uint64_t i = 0; i < flips; ++i) {
      char& byte = damaged[below(damaged.size())];
      byte = static_cast<char>(byte ^ static_cast<char>(1 + below(255)));
    }
    if (damaged == bytes_) continue;
    EXPECT_NE(refusal_of(damaged), "") << "trial " << trial;
  }
}

TEST_F(CheckpointDamage, IsSeenInEveryByteOfTheSeal) {
  const RawFile file(path_, RawFile::Access::read);
  const std::uint64_t end = Seal::read(file)->content_bytes();
  ASSERT_LT(end, bytes_.size());
  for (std::uint64_t place = end; place < bytes_.size(); ++place) {
    std::string damaged = bytes_;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
    EXPECT_NE(refusal_of(damaged), "") << place;
  }
}

TEST_F(CheckpointDamage, IsSeenInAFileCutShortAnywhere) {
  for (std::size_t length = 0; length < bytes_.size(); length += length < 200 ? 1 : 37) {
    EXPECT_NE(refusal_of(bytes_.substr(0, length)), "") << length;
  }
  for (std::size_t less = 1; less < 100; ++less) {
    EXPECT_NE(refusal_of(bytes_.substr(0, bytes_.size() - less)), "") << less;
  }
}

TEST_F(CheckpointDamage, IsSeenInMissingMovedAndAddedBytes) {
  EXPECT_NE(refusal_of(bytes_ + std::string(1, '\0')), "");
  EXPECT_NE(refusal_of(bytes_ + bytes_), "");
  EXPECT_NE(refusal_of(std::string(512, '\0') + bytes_), "");
  EXPECT_NE(refusal_of(bytes_.substr(0, 1000) + bytes_.substr(1001)), "");
  std::string zeros = bytes_;
  std::fill(zeros.begin() + 2048, zeros.begin() + 4096, '\0');
  EXPECT_NE(refusal_of(zeros), "");
}

TEST_F(CheckpointDamage, IsToldFromOtherFiles) {
  EXPECT_THAT(refusal_of("not HDF5 at all"), testing::HasSubstr("carries no checksums"));
  EXPECT_THAT(refusal_of(""), testing::HasSubstr("carries no checksums"));
  TestFile(path_).add("/x", std::vector<double>(3));
  EXPECT_THAT(refusal(path_), testing::HasSubstr("carries no checksums"));
  seal_together(alone(), path_);
  EXPECT_THAT(refusal(path_), testing::HasSubstr("is not a checkpoint"));
}

TEST_F(CheckpointDamage, DoesNotHideANewerVersion) {
  {
    const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t attribute = H5Aopen(file, "version", H5P_DEFAULT);
    const std::int64_t version = 2;
    H5Awrite(attribute, H5T_NATIVE_INT64, &version);
    H5Aclose(attribute);
    H5Fclose(file);
  }
  seal_together(alone(), path_);
  EXPECT_THAT(refusal(path_), testing::AllOf(testing::HasSubstr("format version 2"),
                                             testing::HasSubstr("reads versions up to 1")));
}

TEST_F(CheckpointDamage, OfAnIncompleteFileIsSeenThoughItsChecksumsAreRight) {
  const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  H5Adelete(file, "complete");
  H5Fclose(file);
  seal_together(alone(), path_);
  EXPECT_THAT(refusal(path_), testing::HasSubstr("was not written to its end"));
}

TEST_F(CheckpointDamage, MakesTheOneBeforeBeTaken) {
  const std::string newer = save(folder_.path(), 2000, some_state(2));
  std::string damaged = content(newer);
  damaged[damaged.size() / 3] = static_cast<char>(damaged[damaged.size() / 3] ^ 1);
  set_content(newer, damaged);
  const ChosenCheckpoint chosen = open_newest_intact(alone(), folder_.path());
  ASSERT_NE(chosen.reader, nullptr);
  EXPECT_EQ(chosen.reader->path(), path_);
  ASSERT_EQ(chosen.refused.size(), 1U);
  EXPECT_EQ(chosen.refused[0].path, newer);
  EXPECT_THAT(chosen.refused[0].reason, testing::HasSubstr("damaged"));
  set_content(path_, "");
  const ChosenCheckpoint none = open_newest_intact(alone(), folder_.path());
  EXPECT_EQ(none.reader, nullptr);
  EXPECT_EQ(none.refused.size(), 2U);
}

}  // namespace
}  // namespace engram
