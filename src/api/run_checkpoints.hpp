#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/checkpoint_clock.hpp"
#include "api/result_files.hpp"
#include "api/sparseness_meter.hpp"
#include "engine/simulator.hpp"
#include "engram/simulation.hpp"
#include "io/checkpoint/checkpoint_head.hpp"
#include "io/checkpoint/pending_checkpoint.hpp"
#include "io/results/provenance.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// What a run keeps beside the simulator's state and the places in its files, over all sessions.
struct RunRecord {
  Step begin{0};                  ///< first step of the results
  double simulate_seconds = 0.0;  ///< of recorded time, in earlier sessions

  void transfer_state(StateArchive& archive);
};

/// Saves the state of a run while it runs. Every call is collective.
class RunCheckpoints {
 public:
  /// `threads`: of this rank, that share its part of the writing.
  RunCheckpoints(const RunOptions& options, const Communicator& communicator, const TimeGrid& grid,
                 std::vector<Fixture> fixed, int threads);

  /// The next step at which the run has to stop to be saved.
  [[nodiscard]] Step next(Step now) const { return clock_.next(now); }

  /// What has to happen between two pieces of a run, the same on all ranks; later ones include
  /// those before.
  enum class Wish {
    nothing,
    save,   ///< and go on
    pause,  ///< save and end, to be continued
    stop    ///< end, as the user wishes; save if states are saved at all
  };
  /// `longest_piece`: seconds. Also takes care of a state that is on its way to the disk.
  [[nodiscard]] Wish wish(Step now, double longest_piece);
  /// Whether a run that is stopped is to be saved.
  [[nodiscard]] bool wanted() const { return options_.checkpoints.wanted(); }

  /// Saves the state as of now, unless that has been done at this step, as far as the run has to
  /// wait for that: it is on the disk, and counts, when finish() has returned, or wish() some time
  /// later. `files`: null where there are none; everything must have been written to them. Throws
  /// FileError, as do those two; earlier checkpoints are as they were then. Throws
  /// NonFiniteSynapse.
  void save(Simulator& simulator, ResultFiles* files, RunRecord record, SparsenessMeter& sparseness,
            const Provenance& provenance);

  /// Waits until what has been saved is on the disk.
  void finish();

  [[nodiscard]] const std::vector<Fixture>& fixed() const { return fixed_; }
  /// That the run has waited for it so far.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  [[nodiscard]] Wish own_wish(double longest_piece) const;
  void advance();

  const RunOptions& options_;
  const Communicator& communicator_;
  TimeGrid grid_;
  std::vector<Fixture> fixed_;
  int threads_;
  CheckpointClock clock_;
  Step saved_at_{-1};
  std::unique_ptr<PendingCheckpoint>
      pending_;                   // null: nothing is on its way; the same on all ranks
  double pending_seconds_ = 0.0;  // that the run has waited for it
  double seconds_ = 0.0;
};

}  // namespace engram
