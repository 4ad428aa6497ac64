#pragma once

#include <cstddef>
#include <string>

namespace engram {

/// When and where the state of a run is saved, and from which saved state it begins. Saving often,
/// seldom or never changes nothing about the results.
struct CheckpointOptions {
  std::string directory{};          ///< empty: "checkpoints" in the directory of results
  double every_model_ms = 0.0;      ///< at all multiples of it, warm-up included; 0: not
  double every_wall_seconds = 0.0;  ///< this long after the last one; 0: not
  bool at_end = false;              ///< also when the run is complete
  std::size_t keep = 2;             ///< how many of the newest to keep, at least 1
  /// Seconds of wall-clock time after which the run has to have saved its state and stopped,
  /// counted from when the Simulation was made; 0: any.
  double time_limit_seconds = 0.0;
  /// Go on from the newest intact checkpoint in the directory; from the beginning, or from `from`,
  /// if there is none.
  bool resume = false;
  /// A checkpoint, or a directory of them, of a run of the same network, from whose state this one
  /// branches off with results of its own; empty: none.
  std::string from{};

  /// Whether the state is to be saved without anybody asking for it.
  [[nodiscard]] bool wanted() const {
    return every_model_ms > 0.0 || every_wall_seconds > 0.0 || at_end || time_limit_seconds > 0.0;
  }
};

}  // namespace engram
