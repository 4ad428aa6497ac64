#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/recording_times.hpp"
#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "io/results/ledger_file.hpp"
#include "model/catalogue.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Writes ledger.h5: what the energy ledger has counted at regular times, and how sparse the spikes
/// of each window were. Every call is collective, but for next(), add() and waiting().
class LedgerRecorder {
 public:
  /// The recorded time begins at step `begin`. With `saved`, the file of an earlier run is
  /// continued.
  LedgerRecorder(const std::string& path, const Communicator& communicator,
                 const Experiment& experiment, const Catalogue& catalogue,
                 const Provenance& provenance, Step begin, StateArchive* saved);

  /// The next step, not before `now`, at whose beginning record() has to be called.
  [[nodiscard]] Step next(Step now) const { return times_.next(now); }
  void record(const Simulator& simulator);
  /// Adds windows, the same on all ranks.
  void add(std::vector<SparsenessRow> rows);

  /// Numbers kept on this rank.
  [[nodiscard]] std::uint64_t waiting() const;
  void flush();
  void save(StateArchive& archive) { file_.save(archive); }
  void close() { file_.close(); }

 private:
  const Communicator& communicator_;
  TimeGrid grid_;
  RecordingTimes times_;
  std::size_t populations_;
  LedgerFile file_;
  std::vector<EnergyRow> energy_;          // that have not been written yet
  std::vector<SparsenessRow> sparseness_;  // likewise
};

}  // namespace engram
