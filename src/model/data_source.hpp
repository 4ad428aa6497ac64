#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "engram/value.hpp"

namespace engram {

/// A block of rows read from a one- or two-dimensional dataset, row after row.
struct ArrayBlock {
  std::vector<double> values;
  std::uint64_t columns = 1;
};

/// Edges of a SONATA edges file. `weight` and `delay` are empty where the file does not hold them.
struct EdgeBlock {
  std::vector<std::uint64_t> source;  ///< node ids in the source population
  std::vector<std::uint64_t> target;  ///< node ids in the target population
  std::vector<double> weight;         ///< unit of the target's receptor
  std::vector<double> delay;          ///< ms
};

/// Spikes of a SONATA spikes file.
struct SpikeBlock {
  std::vector<double> times;            ///< ms
  std::vector<std::uint64_t> node_ids;  ///< node ids
};

/// Data an experiment refers to by file name. Every call is local: any rank may read any part.
/// All calls throw FileError, with what was found and what is expected.
class DataSource {
 public:
  virtual ~DataSource() = default;

  /// Number of rows of a dataset of numbers with one or two dimensions.
  [[nodiscard]] virtual std::uint64_t rows(const ArrayFile& array) const = 0;
  [[nodiscard]] virtual ArrayBlock read(const ArrayFile& array, IndexRange rows) const = 0;
  /// The same of all rows, but neighbouring columns of them.
  [[nodiscard]] virtual ArrayBlock read_columns(const ArrayFile& array,
                                                IndexRange columns) const = 0;

  /// Number of edges of an edge population ("" stands for the only one in the file).
  [[nodiscard]] virtual std::uint64_t edges(const std::string& file,
                                            const std::string& population) const = 0;
  [[nodiscard]] virtual EdgeBlock read_edges(const std::string& file, const std::string& population,
                                             IndexRange edges) const = 0;

  /// Number of spikes of a population ("" stands for the only one in the file).
  [[nodiscard]] virtual std::uint64_t spikes(const std::string& file,
                                             const std::string& population) const = 0;
  /// Spikes in the order of the file.
  [[nodiscard]] virtual SpikeBlock read_spikes(const std::string& file,
                                               const std::string& population,
                                               IndexRange spikes) const = 0;
};

}  // namespace engram
