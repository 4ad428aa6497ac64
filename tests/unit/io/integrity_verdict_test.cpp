#include "io/integrity/verdict.hpp"

#include <gmock/gmock.h>

#include "io/hdf5/dataset.hpp"
#include "io/integrity/sealing.hpp"
#include "unit/io/checkpoint_test_state.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using namespace test;
using testing::HasSubstr;

FileState state_of(const std::string& path) {
  const auto verdicts = verify(path);
  EXPECT_EQ(verdicts.size(), 1U);
  return verdicts.front().state;
}

/// A file of results of more than two blocks, without checksums.
std::string plain(const Folder& folder, const std::string& name = "plain.h5") {
  std::vector<double> values(300000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.25 * static_cast<double>(i);
  TestFile(folder.file(name)).add("/spikes/E/timestamps", values);
  return folder.file(name);
}

TEST(Verdict, IsIntactForAFileWithItsChecksums) {
  const Folder folder;
  const std::string path = plain(folder);
  const std::string before = content(path);
  EXPECT_EQ(state_of(path), FileState::unknown);
  seal_together(alone(), path);
  EXPECT_EQ(state_of(path), FileState::intact);
  EXPECT_NO_THROW(require_intact(path));
  EXPECT_EQ(content(path).substr(0, before.size()), before);
  // Readers see what they saw.
  const h5::File file = h5::File::open(path);
  EXPECT_EQ(h5::Dataset(file, "/spikes/E/timestamps").read<double>({{299999}, {1}}).front(),
            0.25 * 299999);
  EXPECT_EQ(file.children("/"), std::vector<std::string>{"spikes"});
}

TEST(Verdict, IsDamagedForAnyChange) {
  const Folder folder;
  const std::string path = plain(folder);
  const std::size_t end = content(path).size();
  seal_together(alone(), path);
  const std::string good = content(path);
  for (std::size_t place = 0; place < good.size(); place += place < end ? 9973 : 1) {
    std::string bad = good;
    bad[place] = static_cast<char>(bad[place] ^ 0x01);
    set_content(path, bad);
    EXPECT_EQ(state_of(path), FileState::damaged) << place;
  }
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, end / 2, end - 1, end + 1,
                                   good.size() - 20, good.size() - 1}) {
    set_content(path, good.substr(0, length));
    EXPECT_EQ(state_of(path), FileState::damaged) << length;
  }
  // Without any checksums it is a file like others.
  set_content(path, good.substr(0, end));
  EXPECT_EQ(state_of(path), FileState::unknown);
}

TEST(Verdict, HoldsForAFileThatIsSealedAgain) {
  const Folder folder;
  const std::string path = plain(folder);
  seal_together(alone(), path);
  const std::string once = content(path);
  seal_together(alone(), path);
  EXPECT_TRUE(content(path) == once);
  {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    H5Gclose(H5Gcreate2(file, "/more", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Fclose(file);
  }
  EXPECT_NE(state_of(path), FileState::intact);
  seal_together(alone(), path);
  EXPECT_EQ(state_of(path), FileState::intact);
  EXPECT_TRUE(h5::File::open(path).is_group("/more"));
}

TEST(Seal, CanBeTakenAway) {
  const Folder folder;
  const std::string path = plain(folder);
  const std::string before = content(path);
  remove_seal(path);
  EXPECT_TRUE(content(path) == before);
  seal_together(alone(), path);
  remove_seal(path);
  EXPECT_TRUE(content(path) == before);
}

TEST(Seal, DoesNotBelieveADamagedLength) {
  const Folder folder;
  const std::string path = plain(folder);
  seal_together(alone(), path);
  const std::string good = content(path);
  // The length of the seal, in the last 24 bytes.
  for (std::size_t byte = 0; byte < 8; ++byte) {
    for (const char value : {'\x01', '\x7F', '\xFF'}) {
      std::string bad = good;
      if (bad[good.size() - 24 + byte] == value) continue;
      bad[good.size() - 24 + byte] = value;
      set_content(path, bad);
      EXPECT_THROW(require_intact(path), FileError);
    }
  }
}

TEST(Verdict, IsGivenForAllFilesOfADirectoryAndItsCheckpoints) {
  const Folder folder;
  EXPECT_THROW((void)verify(folder.path()), FileError);
  EXPECT_THROW((void)verify(folder.file("missing")), FileError);
  plain(folder, "a.h5");
  seal_together(alone(), plain(folder, "b.h5"));
  set_content(folder.file("note.txt"), "x");
  const std::string first = save(folder.file("checkpoints"), 1, some_state());
  const std::string second = save(folder.file("checkpoints"), 2, some_state());
  std::string bad = content(second);
  bad.pop_back();
  set_content(second, bad);
  const auto verdicts = verify(folder.path());
  ASSERT_EQ(verdicts.size(), 4U);
  EXPECT_EQ(verdicts[0].state, FileState::unknown);
  EXPECT_EQ(verdicts[1].state, FileState::intact);
  EXPECT_EQ(verdicts[2].path, first);
  EXPECT_EQ(verdicts[2].state, FileState::intact);
  EXPECT_EQ(verdicts[3].path, second);
  EXPECT_EQ(verdicts[3].state, FileState::damaged);
  EXPECT_THAT(verdicts[3].text, HasSubstr("not complete"));
}

}  // namespace
}  // namespace engram
