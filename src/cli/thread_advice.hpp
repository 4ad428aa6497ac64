#pragma once

#include <string>

namespace engram::cli {

/// Where a rank's threads run.
struct ThreadPlace {
  int threads = 1;     ///< of the rank
  int cores = 1;       ///< the rank may use
  int all_cores = 1;   ///< of the machine
  int ranks_here = 1;  ///< ranks on the machine
};

/// A warning if threads will have to share cores, with what to do about it; empty if all is well.
[[nodiscard]] std::string thread_advice(const ThreadPlace& place);

}  // namespace engram::cli
