#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time_grid.hpp"
#include "io/results/provenance.hpp"
#include "model/layout.hpp"
#include "model/recorded_spike.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// A population whose spikes are written.
struct SpikePopulation {
  PopulationId id;
  std::string name;
};

/// Writes spikes to a SONATA file (docs/file_formats.md) from all ranks together. Within each
/// population they are sorted by (time, node id): the datasets do not depend on ranks or partition.
///
/// Every call is collective and throws FileError on all ranks if it fails on one. After each append
/// the file is complete and readable, also if the program is killed before the next one begins.
class SpikeFile {
 public:
  /// `populations`, `layout` and `grid` are the same on every rank; `provenance` counts on rank 0.
  /// With `saved`, the file of an earlier run is continued from where it was when it was saved.
  SpikeFile(const std::string& path, const Communicator& communicator, const NetworkLayout& layout,
            std::vector<SpikePopulation> populations, TimeGrid grid, const Provenance& provenance,
            StateArchive* saved = nullptr);
  ~SpikeFile();
  SpikeFile(SpikeFile&&) noexcept;
  SpikeFile& operator=(SpikeFile&&) noexcept;

  /// Appends the spikes of the steps [from, to), which must not begin before the end of the last
  /// window. `spikes` are this rank's, in any order; spikes of populations that are not written are
  /// left out.
  void append(std::span<const RecordedSpike> spikes, Step from, Step to);

  /// Spikes written so far, over all populations; the same on every rank.
  [[nodiscard]] std::uint64_t written() const;

  /// Saves what is needed to come back to the file as it is now.
  void save(StateArchive& archive);

  /// Ends the file. Without it the file keeps what the last append left.
  void close();

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace engram
