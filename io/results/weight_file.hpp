#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/results/provenance.hpp"
#include "parallel/communicator.hpp"
#include "parallel/scattered_values.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// What is recorded of the plastic synapses from one population to another. The same on all ranks.
struct WeightGroup {
  std::string source;
  std::string target;
  std::vector<std::uint32_t> projections;  ///< positions in the experiment
  std::vector<std::string> models;         ///< of their synapses, one per projection
  std::string unit;                        ///< of the weights
  std::uint64_t synapses = 0;              ///< in all
  std::uint64_t snapshots = 0;             ///< number of snapshots that will come; 0: none
  std::uint64_t traced = 0;                ///< synapses whose weights are traced; 0: none
  bool eligibility = false;                ///< whether they have eligibility traces
  std::vector<double> edges;               ///< of the histogram's bins; empty: none
};

/// Which synapses a list describes.
enum class SynapseList { all, traced };

/// What identifies a synapse, and its delay. `ordinal` counts the synapses with the same
/// projection, source and target.
enum class SynapseColumn { source, target, projection, ordinal, delay };

/// Writes weights of plastic synapses (docs/file_formats.md) from all ranks together. Every list is
/// in the order of (target, projection, source, delay, drawing), so that the datasets depend
/// neither on ranks nor on the partition.
///
/// Every call is collective and throws FileError on all ranks if it fails on one. After each the
/// file is complete and readable, also if the program is killed before the next one begins.
class WeightFile {
 public:
  /// The values of a list come piece by piece: each call returns this rank's next ones, with their
  /// places in the list, until it returns none. Over the ranks every place comes once.
  using Pieces = std::function<ScatteredValues()>;

  /// With `saved`, the file of an earlier run is continued from where it was when it was saved.
  WeightFile(const std::string& path, const Communicator& communicator,
             std::vector<WeightGroup> groups, const Provenance& provenance,
             StateArchive* saved = nullptr);
  ~WeightFile();
  WeightFile(WeightFile&&) noexcept;
  WeightFile& operator=(WeightFile&&) noexcept;

  /// Bytes of a value of a column: source and target are std::uint64_t, projection and ordinal
  /// std::uint32_t, delay (ms) is float.
  [[nodiscard]] static std::size_t value_bytes(SynapseColumn column);

  /// Writes a column of a list, once.
  void write_column(std::size_t group, SynapseList list, SynapseColumn column,
                    const Pieces& pieces);
  /// Appends the weights (float) of all synapses at a time, ms.
  void append_snapshot(std::size_t group, double time, const Pieces& pieces);
  /// Appends the weights of the traced synapses at some times, ms, the same on all ranks.
  /// `my_columns` are places in their list; `weights` and `eligibilities`, where they have them,
  /// hold a row of as many values per time.
  void append_traces(std::size_t group, std::span<const double> times,
                     std::span<const std::uint64_t> my_columns, std::span<const float> weights,
                     std::span<const float> eligibilities);
  /// Appends histograms at some times: a row of counts per time and the number of weights outside
  /// of all bins. The numbers count on rank 0.
  void append_histograms(std::size_t group, std::span<const double> times,
                         std::span<const std::uint64_t> counts,
                         std::span<const std::uint64_t> outside);

  /// Saves what is needed to come back to the file as it is now.
  void save(StateArchive& archive);

  /// Ends the file. Without it the file keeps what was appended last.
  void close();

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace engram
