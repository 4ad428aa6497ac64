#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engram/experiment.hpp"
#include "engram/simulation.hpp"
#include "io/checkpoint/checkpoint_head.hpp"
#include "io/checkpoint/checkpoint_reader.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// From what a run begins.
struct RunBeginning {
  enum class Kind {
    fresh,     ///< the experiment's initial state
    resumed,   ///< its own state, saved by an earlier session
    branched,  ///< the state of another run, with results of its own
  };
  Kind kind = Kind::fresh;
  std::unique_ptr<CheckpointReader> reader;  ///< of the state that was saved; null: there is none
};

/// Where a run keeps its checkpoints; empty if it has no directory for anything.
[[nodiscard]] std::string checkpoint_directory(const RunOptions& options);

/// Collective: finds out from what the run is to begin, and prepares the directories for results
/// and checkpoints: tests that they can be written to, and removes what is to be overwritten.
/// Throws BadInput if that cannot be done, or if what was saved is not of this experiment; nothing
/// has been changed then. `fixed`: the experiment's fixed_parts.
[[nodiscard]] RunBeginning prepare_beginning(const RunOptions& options,
                                             const Communicator& communicator,
                                             const Experiment& experiment,
                                             const std::vector<Fixture>& fixed);

}  // namespace engram
