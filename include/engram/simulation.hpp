#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engram/checkpoint_options.hpp"
#include "engram/errors.hpp"
#include "engram/experiment.hpp"
#include "engram/ledger.hpp"
#include "engram/sweep_point.hpp"

namespace engram {

/// How far a simulation has come; for messages to people.
struct Progress {
  enum class Stage { building, running, finished };
  Stage stage = Stage::building;
  double fraction = 0.0;          ///< of the stage, 0 to 1
  double model_ms = 0.0;          ///< model time reached
  double duration_ms = 0.0;       ///< model time of the whole run, warm-up included
  double real_time_factor = 0.0;  ///< wall-clock time over model time, of the last seconds
  double rate_hz = 0.0;           ///< mean rate of all neurons since recording began
  double seconds_left = 0.0;      ///< wall-clock time to the end of the stage
  double resident_bytes = 0.0;    ///< of all ranks
  double synapses = 0.0;          ///< built so far, all ranks
};

/// How an experiment is run.
struct RunOptions {
  int threads = 0;         ///< per rank; 0: OMP_NUM_THREADS, else the rank's share of the cores
  std::string output{};    ///< directory for results; empty: nothing is written
  bool overwrite = false;  ///< results of an earlier run in that directory may go
  std::string command{};   ///< how the program was called, for the files' provenance
  std::optional<SweepPoint> point{};  ///< which point of a sweep this is, for summary.json
  /// Seconds to wait for another rank before it is taken for lost and the run ends with a LostRank;
  /// 0: for ever. The same on all ranks.
  double patience = 600.0;
  /// Called on rank 0, several times per second.
  std::function<void(const Progress&)> on_progress{};
  /// Asked on every rank, several times per second; once any says true, the run ends after the
  /// current piece with readable files. While the network is built any thread asks, and often: the
  /// answer must be quick.
  std::function<bool()> should_stop{};
  CheckpointOptions checkpoints{};
  /// Asked like `should_stop` while the network runs; once any says true, the state is saved and
  /// the run ends, to be continued.
  std::function<bool()> should_pause{};
  /// Told on rank 0, in a sentence, what the user has to know about where the run begins.
  std::function<void(const std::string&)> on_notice{};
};

/// What has become of the weights of a plastic projection.
struct PlasticProjection {
  std::uint32_t projection = 0;  ///< position in Experiment::projections
  std::uint64_t synapses = 0;
  double mean_weight = 0.0;    ///< at the end, in the unit of the target's model
  double std_weight = 0.0;     ///< standard deviation over the synapses, likewise
  double weight_change = 0.0;  ///< sum of the magnitudes of all changes, warm-up included
};

/// Figures of a run, the same on all ranks.
struct RunResult {
  bool interrupted = false;
  bool paused = false;  ///< interrupted, with its state saved, and to be continued
  int ranks = 1;
  int threads = 1;  ///< per rank
  std::uint64_t neurons = 0;
  std::uint64_t synapses = 0;
  double bytes_per_synapse = 0.0;  ///< synapses with their index, over synapses
  double build_seconds = 0.0;
  double simulate_seconds = 0.0;      ///< of the recorded time, over all sessions of the run
  double model_seconds = 0.0;         ///< recorded time
  double real_time_factor = 0.0;      ///< simulate_seconds / model_seconds
  std::uint64_t synaptic_events = 0;  ///< in the recorded time
  double nanoseconds_per_event_per_core = 0.0;
  std::uint64_t peak_rss_bytes_max = 0;  ///< of one rank
  std::uint64_t peak_rss_bytes_sum = 0;  ///< of all ranks
  std::vector<double> rates_hz;          ///< per population, in the recorded time
  std::uint64_t spike_count = 0;         ///< in the recorded time
  std::uint64_t spike_hash = 0;          ///< of all (time, population, id)
  std::uint64_t state_hash = 0;          ///< of neurons, plastic synapses, modulators at the end
  std::vector<PlasticProjection> plasticity;     ///< of projections whose synapses change
  std::vector<PopulationEnergy> energy;          ///< per population, in the recorded time
  std::vector<PopulationSparseness> sparseness;  ///< per population, in the recorded time
};

/// An experiment on the ranks of an MPI communicator.
///
/// All calls are collective: every rank makes them in the same order with the same experiment. MPI
/// must have been initialised with at least MPI_THREAD_FUNNELED.
class Simulation {
 public:
  /// Checks everything that can be checked before memory is taken and before a file is written.
  /// Throws BadInput with all problems found, FileError for files that cannot be read.
  /// `communicator`: a Fortran handle (MPI_Comm_c2f), so that this header needs no MPI; the default
  /// is MPI_COMM_WORLD.
  Simulation(Experiment experiment, RunOptions options, const int* communicator = nullptr);
  ~Simulation();
  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;

  /// Finds out from what saved state the run begins, if any, makes the directories for results and
  /// checkpoints, and builds the network. Throws BadInput if they cannot be written to, if that
  /// state is of another experiment, or if a file the network needs is not as it should be;
  /// Interrupted if `should_stop` said so.
  void build();

  /// Runs warm-up and recorded time, or what is left of them, and writes the results. Builds first
  /// if that has not been done. Throws BadInput if the files of a run that is resumed are gone,
  /// FileError if results or checkpoints cannot be written, RunError if a neuron's state is no
  /// longer finite.
  RunResult run();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

/// The library's version, for instance "0.1.0".
[[nodiscard]] std::string version();

}  // namespace engram
