#pragma once

namespace engram::cli {

/// True if mpirun or srun started this process as one of several, so that the others run the same
/// command.
[[nodiscard]] bool started_with_others();

}  // namespace engram::cli
