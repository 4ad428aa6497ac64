#include <gtest/gtest.h>

#include <cstdint>

#include "core/errors.hpp"
#include "io/results/file_info.hpp"
#include "io/sources/hdf5_source.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using test::Folder;
using test::TestFile;

void write_network(const std::string& path) {
  std::vector<std::uint64_t> ids(300);
  std::vector<double> values(300);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i] = i % 17;
    values[i] = 0.1 * static_cast<double>(i);
  }
  TestFile(path)
      .add("/edges/e/source_node_id", ids)
      .add("/edges/e/target_node_id", ids)
      .add("/edges/e/0/syn_weight", values)
      .add("/edges/e/0/delay", values)
      .add("/spikes/E/timestamps", values)
      .add("/spikes/E/node_ids", ids)
      .attribute("/spikes/E", "sorting", "by_time");
}

// Reads everything there is; only FileError may come out. Returns true if all could be read.
bool survives(const std::string& path) {
  bool all_read = true;
  const Hdf5Source source;
  const auto attempt = [&](const auto& call) {
    try {
      call();
    } catch (const FileError&) {
      all_read = false;
    }
  };
  attempt([&] { (void)source.read({path, "/edges/e/0/delay"}, {0, 300}); });
  attempt([&] { (void)source.read_edges(path, "", {0, source.edges(path, "")}); });
  attempt([&] { (void)source.read_spikes(path, "", {0, source.spikes(path, "")}); });
  attempt([&] { (void)describe_file(path); });
  return all_read;
}

class Noise {
 public:
  std::uint64_t below(std::uint64_t n) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 33) % n;
  }

 private:
  std::uint64_t state_ = 12345;
};

TEST(DamagedFiles, TruncatedAnywhereGiveAnErrorOrWhatIsLeft) {
  const Folder folder;
  const std::string path = folder.file("network.h5");
  write_network(path);
  const std::string whole = test::read_bytes(path);
  EXPECT_TRUE(survives(path));
  for (std::size_t length = 0; length < whole.size(); length += 61) {
    const std::string cut = folder.file("cut" + std::to_string(length) + ".h5");
    test::write_bytes(cut, whole.substr(0, length));
    EXPECT_FALSE(survives(cut)) << length;
  }
}

TEST(DamagedFiles, WithWrongBytesDoNotCrash) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "HDF5 1.10 itself reads a few bytes too far in damaged attributes";
#endif
  const Folder folder;
  const std::string path = folder.file("network.h5");
  write_network(path);
  const std::string whole = test::read_bytes(path);
  Noise noise;
  int refused = 0;
  for (int trial = 0; trial < 400; ++trial) {
    std::string bytes = whole;
    const std::uint64_t changes = 1 + noise.below(20);
    for (std::uint64_t i = 0; i < changes; ++i) {
      // Metadata is what readers trust; it lies mostly at the beginning.
      const std::uint64_t place = noise.below(i % 2 == 0 ? 2048 : bytes.size());
      bytes[place] = static_cast<char>(noise.below(256));
    }
    const std::string damaged = folder.file("damaged" + std::to_string(trial) + ".h5");
    test::write_bytes(damaged, bytes);
    refused += survives(damaged) ? 0 : 1;
    std::filesystem::remove(damaged);
  }
  EXPECT_GT(refused, 100);
}

TEST(DamagedFiles, OfRandomBytesAreRefused) {
  const Folder folder;
  Noise noise;
  for (int trial = 0; trial < 50; ++trial) {
    std::string bytes(noise.below(5000), '\0');
    for (char& byte : bytes) byte = static_cast<char>(noise.below(256));
    // Some with the signature of HDF5.
    if (trial % 2 == 0) bytes = "\x89HDF\r\n\x1a\n" + bytes;
    const std::string path = folder.file("random" + std::to_string(trial) + ".h5");
    test::write_bytes(path, bytes);
    EXPECT_FALSE(survives(path));
  }
}

TEST(DamagedFiles, ThatClaimImpossibleSizesAreRefusedBeforeMemoryIsTaken) {
  const Folder folder;
  const std::string path = folder.file("huge.h5");
  {
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t create = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk = 1024;
    H5Pset_chunk(create, 1, &chunk);
    const hsize_t size = std::uint64_t{1} << 50;
    const hid_t space = H5Screate_simple(1, &size, nullptr);
    H5Dclose(H5Dcreate2(file, "/v", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, create, H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(create);
    H5Fclose(file);
  }
  const Hdf5Source source;
  EXPECT_EQ(source.rows({path, "/v"}), std::uint64_t{1} << 50);
  EXPECT_THROW((void)source.read({path, "/v"}, {0, std::uint64_t{1} << 50}), FileError);
  EXPECT_EQ(source.read({path, "/v"}, {5, 8}).values.size(), 3U);
}

}  // namespace
}  // namespace engram
