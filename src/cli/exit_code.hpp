#pragma once

namespace engram::cli {

/// What the program returns to the shell or the batch system.
enum class ExitCode : int {
  done = 0,
  bad_input = 2,
  failed = 3,    ///< also: ended by Ctrl-C or SIGTERM before the end, so that a job chain stops
  requeue = 85,  ///< checkpointed and asking to be started again
};

}  // namespace engram::cli
