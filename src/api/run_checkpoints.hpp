#pragma once

#include <string>
#include <vector>

#include "api/checkpoint_clock.hpp"
#include "api/result_files.hpp"
#include "engine/simulator.hpp"
#include "engram/simulation.hpp"
#include "io/checkpoint/checkpoint_head.hpp"
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
  RunCheckpoints(const RunOptions& options, const Communicator& communicator, const TimeGrid& grid,
                 std::vector<Fixture> fixed);

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
  /// `longest_piece`: seconds.
  [[nodiscard]] Wish wish(Step now, double longest_piece) const;
  /// Whether a run that is stopped is to be saved.
  [[nodiscard]] bool wanted() const { return options_.checkpoints.wanted(); }

  /// Saves the state as of now, unless that has been done at this step. `files`: null where there
  /// are none; everything must have been written to them. Throws FileError; earlier checkpoints are
  /// as they were then.
  void save(Simulator& simulator, ResultFiles* files, RunRecord record,
            const Provenance& provenance);

  [[nodiscard]] const std::vector<Fixture>& fixed() const { return fixed_; }
  /// Spent on it so far.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  [[nodiscard]] Wish own_wish(double longest_piece) const;

  const RunOptions& options_;
  const Communicator& communicator_;
  TimeGrid grid_;
  std::vector<Fixture> fixed_;
  CheckpointClock clock_;
  Step saved_at_{-1};
  double seconds_ = 0.0;
};

}  // namespace engram
