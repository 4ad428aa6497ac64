#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/time_grid.hpp"

namespace engram {

/// A checkpoint found by its name.
struct FoundCheckpoint {
  std::string path;
  Step step{0};
};

/// "<directory>/checkpoint-<step, 12 digits>.h5".
[[nodiscard]] std::string checkpoint_path(const std::string& directory, Step step);

/// The name under which a checkpoint is written, "<directory>/.checkpoint-<step>.h5", to which
/// h5::File adds ".tmp" until it is complete.
[[nodiscard]] std::string hidden_checkpoint_path(const std::string& directory, Step step);

/// The checkpoints in a directory, newest first; none if there is no such directory. What is in
/// them is not looked at. Throws FileError if the directory cannot be listed.
[[nodiscard]] std::vector<FoundCheckpoint> find_checkpoints(const std::string& directory);

/// Removes what runs that were killed while they wrote a checkpoint have left behind.
void remove_unfinished_checkpoints(const std::string& directory);

/// Makes `link` lead to a directory of checkpoints that lies elsewhere, in place of another link.
/// Does nothing if something else is there. Throws FileError.
void link_checkpoints(const std::string& link, const std::string& directory);

/// Throws FileError if this is a link that leads nowhere: checkpoints may lie where it led.
void require_no_lost_link(const std::string& directory);

/// Removes all checkpoints. Throws FileError if one cannot be removed.
void remove_checkpoints(const std::string& directory);

/// Removes checkpoints before `newest`, but for the `keep` - 1 last of them.
void remove_old_checkpoints(const std::string& directory, Step newest, std::size_t keep) noexcept;

}  // namespace engram
