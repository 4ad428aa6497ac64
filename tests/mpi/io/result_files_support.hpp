#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/hdf5/dataset.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/provenance.hpp"
#include "parallel/communicator.hpp"

namespace engram::test {

inline Communicator world() {
  return Communicator(MPI_COMM_WORLD);
}

/// A directory all ranks share, gone when the test ends.
class SharedFolder {
 public:
  explicit SharedFolder(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path())
      : path_(world().broadcast((parent / ("engram_io_" + std::to_string(::getpid()))).string())) {
    if (world().is_root()) std::filesystem::create_directories(path_);
    world().barrier();
  }
  ~SharedFolder() {
    world().barrier();
    std::error_code ignored;
    if (world().is_root()) std::filesystem::remove_all(path_, ignored);
    world().barrier();
  }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline Provenance some_provenance() {
  return {"0.1.0", "abc", "engram run x.yaml", "2024-01-01T00:00:00Z", "here",
          3,       2,     "{\"engram\":1}"};
}

template <class T>
std::vector<T> read_all(const std::string& file, const std::string& dataset) {
  const h5::File opened = h5::File::open(file);
  const h5::Dataset data(opened, dataset);
  return data.read<T>({std::vector<hsize_t>(data.shape().size(), 0), data.shape()});
}

/// Numbers that look random and are the same everywhere.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t n) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 33) % n;
  }

 private:
  std::uint64_t state_;
};

}  // namespace engram::test
