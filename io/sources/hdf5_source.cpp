#include "io/sources/hdf5_source.hpp"

#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "io/hdf5/file.hpp"
#include "io/sources/numbers.hpp"
#include "io/sources/sonata_edges.hpp"
#include "io/sources/sonata_spikes.hpp"

namespace engram {

/// The file used last, with what has been opened in it: neurons are read in many short runs.
class Hdf5Source::OpenFile {
 public:
  explicit OpenFile(const std::string& path) : file_(h5::File::open(path)) {}

  [[nodiscard]] const h5::File& file() const { return file_; }

  [[nodiscard]] const h5::Dataset& array(const std::string& path) {
    const auto known = arrays_.find(path);
    if (known != arrays_.end()) return known->second;
    return arrays_.emplace(path, open_numbers(file_, path, Dimensions::one_or_two)).first->second;
  }

  [[nodiscard]] const SonataEdges& edges(const std::string& population) {
    const auto known = edges_.find(population);
    if (known != edges_.end()) return known->second;
    return edges_.try_emplace(population, file_, population).first->second;
  }

  [[nodiscard]] const SonataSpikes& spikes(const std::string& population) {
    const auto known = spikes_.find(population);
    if (known != spikes_.end()) return known->second;
    return spikes_.try_emplace(population, file_, population).first->second;
  }

 private:
  h5::File file_;
  std::map<std::string, h5::Dataset> arrays_;
  std::map<std::string, SonataEdges> edges_;
  std::map<std::string, SonataSpikes> spikes_;
};

Hdf5Source::Hdf5Source(std::string folder) : folder_(std::move(folder)) {}
Hdf5Source::~Hdf5Source() = default;

Hdf5Source::OpenFile& Hdf5Source::open(const std::string& path) const {
  const std::string full = (std::filesystem::path(folder_) / path).string();
  if (last_ == nullptr || last_->file().path() != full) {
    last_.reset();
    last_ = std::make_unique<OpenFile>(full);
  }
  return *last_;
}

std::uint64_t Hdf5Source::rows(const ArrayFile& array) const {
  const std::lock_guard lock(mutex_);
  return open(array.file).array(array.dataset).shape()[0];
}

ArrayBlock Hdf5Source::read(const ArrayFile& array, IndexRange rows) const {
  const std::lock_guard lock(mutex_);
  OpenFile& file = open(array.file);
  const h5::Dataset& dataset = file.array(array.dataset);
  require_rows(file.file().path(), dataset, rows);
  ArrayBlock block;
  h5::Slab slab{{rows.begin}, {rows.size()}};
  if (dataset.shape().size() == 2) {
    block.columns = dataset.shape()[1];
    slab.offset.push_back(0);
    slab.count.push_back(block.columns);
  }
  block.values = dataset.read<double>(slab);
  require_finite(file.file().path(), dataset, block.values, rows.begin, block.columns);
  return block;
}

ArrayBlock Hdf5Source::read_columns(const ArrayFile& array, IndexRange columns) const {
  const std::lock_guard lock(mutex_);
  OpenFile& file = open(array.file);
  const h5::Dataset& dataset = file.array(array.dataset);
  const std::vector<hsize_t>& shape = dataset.shape();
  const std::uint64_t present = shape.size() == 2 ? shape[1] : 1;
  if (columns.end > present) {
    throw FileError(file.file().path(),
                    fmt::format("columns {} to {} of '{}' were asked for; it has {}", columns.begin,
                                columns.end, dataset.path(), present));
  }
  ArrayBlock block{{}, columns.size()};
  if (columns.size() == 0) return block;
  h5::Slab slab{{0}, {shape[0]}};
  if (shape.size() == 2) {
    slab.offset.push_back(columns.begin);
    slab.count.push_back(columns.size());
  }
  block.values = dataset.read<double>(slab);
  require_finite(file.file().path(), dataset, block.values, 0, block.columns);
  return block;
}

std::uint64_t Hdf5Source::edges(const std::string& file, const std::string& population) const {
  const std::lock_guard lock(mutex_);
  return open(file).edges(population).size();
}

EdgeBlock Hdf5Source::read_edges(const std::string& file, const std::string& population,
                                 IndexRange edges) const {
  const std::lock_guard lock(mutex_);
  return open(file).edges(population).read(edges);
}

std::uint64_t Hdf5Source::spikes(const std::string& file, const std::string& population) const {
  const std::lock_guard lock(mutex_);
  return open(file).spikes(population).size();
}

SpikeBlock Hdf5Source::read_spikes(const std::string& file, const std::string& population,
                                   IndexRange spikes) const {
  const std::lock_guard lock(mutex_);
  return open(file).spikes(population).read(spikes);
}

}  // namespace engram
