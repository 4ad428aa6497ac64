#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "model/data_source.hpp"

namespace engram {

/// Reads arrays, SONATA edges and SONATA spikes from HDF5 files (docs/file_formats.md). Every call
/// is local and opens files for reading only; the file used last is kept open. Threads may call at
/// once and take turns: HDF5 serves one at a time.
class Hdf5Source : public DataSource {
 public:
  /// Relative paths start from `folder`; empty: from the current directory.
  explicit Hdf5Source(std::string folder = {});
  ~Hdf5Source() override;

  [[nodiscard]] std::uint64_t rows(const ArrayFile& array) const override;
  [[nodiscard]] ArrayBlock read(const ArrayFile& array, IndexRange rows) const override;
  [[nodiscard]] ArrayBlock read_columns(const ArrayFile& array, IndexRange columns) const override;
  [[nodiscard]] std::uint64_t edges(const std::string& file,
                                    const std::string& population) const override;
  [[nodiscard]] EdgeBlock read_edges(const std::string& file, const std::string& population,
                                     IndexRange edges) const override;
  [[nodiscard]] std::uint64_t spikes(const std::string& file,
                                     const std::string& population) const override;
  [[nodiscard]] SpikeBlock read_spikes(const std::string& file, const std::string& population,
                                       IndexRange spikes) const override;

 private:
  class OpenFile;
  OpenFile& open(const std::string& path) const;

  std::string folder_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<OpenFile> last_;
};

}  // namespace engram
