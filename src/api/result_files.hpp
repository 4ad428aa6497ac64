#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/field_recorder.hpp"
#include "api/ledger_recorder.hpp"
#include "api/weight_recorder.hpp"
#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "io/results/field_file.hpp"
#include "io/results/provenance.hpp"
#include "io/results/spike_file.hpp"
#include "io/results/state_file.hpp"
#include "io/results/weight_file.hpp"
#include "model/catalogue.hpp"
#include "model/layout.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// The files a run writes while it runs. Every call is collective; errors reach all ranks.
class ResultFiles {
 public:
  /// Opens ledger.h5, spikes.h5, one report per recorded population and variable, weights.h5 and
  /// fields.h5 in `directory`, as far as they are asked for. They begin at step `begin`. With
  /// `saved`, those of an earlier run are made what they were when that state was saved, and are
  /// continued.
  ///
  /// `simulator` must outlive this object and hold the network as it was built: which synapses are
  /// recorded does not depend on what they have learnt, but follows from that.
  ResultFiles(const std::string& directory, const Communicator& communicator,
              const Experiment& experiment, const Catalogue& catalogue, Simulator& simulator,
              const Provenance& provenance, Step begin, StateArchive* saved);

  /// The next step, not before `now`, at whose beginning weights or fields are recorded: the
  /// simulator has to stop there and record() be called. `no_recording` if there is none.
  [[nodiscard]] Step next_recording(Step now) const;
  /// Records the weights and fields that are due at the simulator's present step.
  void record(const Simulator& simulator);

  /// Adds windows of spike counts, the same on all ranks.
  void add(std::vector<SparsenessRow> windows) { ledger_->add(std::move(windows)); }

  /// Takes what has been recorded up to the simulator's present step. Writes it to disk when enough
  /// has come together, or at once if `now` says so.
  enum class When { if_much, now };
  void take(Simulator& simulator, When when);

  /// Saves what is needed to go on from here. Everything must have been taken, and written.
  void save(StateArchive& archive);

  void close();

 private:
  struct Report {
    std::int64_t interval = 1;  // steps
    std::int64_t first_sample = 0;
    StateFile file;
  };

  void open_spikes(const std::string& directory, const Experiment& experiment,
                   const Provenance& provenance, StateArchive* saved);
  void open_states(const std::string& directory, const Experiment& experiment,
                   const Provenance& provenance, StateArchive* saved);
  void open_weights(const std::string& directory, const Experiment& experiment,
                    const Catalogue& catalogue, Simulator& simulator, const Provenance& provenance,
                    StateArchive* saved);
  void open_fields(const std::string& directory, const Experiment& experiment,
                   const Simulator& simulator, const Provenance& provenance, StateArchive* saved);
  void transfer_place(StateArchive& archive);
  [[nodiscard]] std::uint64_t waiting(const Simulator& simulator) const;
  void write_spikes(Step to);
  void write_states(Simulator& simulator, Step to);

  const Communicator& communicator_;
  NetworkLayout layout_;
  TimeGrid grid_;
  std::optional<SpikeFile> spikes_;
  std::vector<Report> reports_;
  std::vector<std::unique_ptr<WeightRecorder>> weight_recorders_;
  std::optional<WeightFile> weights_;
  std::vector<std::unique_ptr<FieldRecorder>> field_recorders_;
  std::optional<FieldFile> fields_;
  std::optional<LedgerRecorder> ledger_;
  std::vector<RecordedSpike> waiting_;
  Step written_to_{0};
};

}  // namespace engram
