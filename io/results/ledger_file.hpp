#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engram/ledger.hpp"
#include "io/results/provenance.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// What ledger.h5 says besides its rows. The same on all ranks.
struct LedgerHead {
  std::vector<std::pair<std::string, std::uint64_t>> populations;  ///< name and neurons
  double begin = 0.0;                                              ///< of the recorded time, ms
  double window = 0.0;    ///< in which spikes are counted for measures of sparseness, ms
  std::string constants;  ///< name of the set of energy constants
  std::string source;     ///< where it comes from
  std::vector<std::pair<std::string, double>> values;  ///< of the constants, by name
};

/// Counts since the recorded time began.
struct EnergyRow {
  double time = 0.0;  ///< ms
  std::vector<std::uint64_t> spikes;
  std::vector<std::uint64_t> synaptic_events;  ///< by the population of the source
};

/// A window of spike counts.
struct SparsenessRow {
  double end = 0.0;                   ///< ms
  std::vector<Sparseness> measures;   ///< per population, over its neurons
  std::vector<std::uint64_t> active;  ///< neurons that spiked
  std::vector<std::uint64_t> spikes;
};

/// Writes counts of the energy ledger and measures of sparseness over time (docs/file_formats.md).
/// All numbers come from rank 0.
///
/// Every call is collective and throws FileError on all ranks if it fails on one. After each the
/// file is complete and readable, also if the program is killed before the next one begins.
class LedgerFile {
 public:
  /// With `saved`, the file of an earlier run is continued from where it was when it was saved.
  LedgerFile(const std::string& path, const Communicator& communicator, const LedgerHead& head,
             const Provenance& provenance, StateArchive* saved = nullptr);
  ~LedgerFile();
  LedgerFile(LedgerFile&&) noexcept;
  LedgerFile& operator=(LedgerFile&&) noexcept;

  /// Appends rows, as many on all ranks.
  void append(std::span<const EnergyRow> rows);
  void append(std::span<const SparsenessRow> rows);

  /// Saves what is needed to come back to the file as it is now.
  void save(StateArchive& archive);

  /// Ends the file. Without it the file keeps what was appended last.
  void close();

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace engram
