#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/time_grid.hpp"
#include "io/results/provenance.hpp"

namespace engram {

namespace h5 {
class File;
}

/// Something that must be the same in the run that saves and in the one that goes on from there,
/// such as {"network", "0x81f3..."}, {"dt", "0.1"}, {"seed", "1"}.
struct Fixture {
  std::string name;
  std::string value;

  bool operator==(const Fixture&) const = default;
};

/// What a checkpoint says of itself.
struct CheckpointHead {
  Step step{0};           ///< the first step that has not been computed
  double time_ms = 0.0;   ///< its time
  Provenance provenance;  ///< with the experiment, all defaults filled in, as JSON text
  std::vector<Fixture> fixed;
};

/// The format that this program writes, and the newest it reads.
inline constexpr std::int64_t checkpoint_version = 1;

/// True if the file says that it is a checkpoint.
[[nodiscard]] bool is_checkpoint(const h5::File& file);

void write_head(h5::File& file, const CheckpointHead& head);
/// The last thing written: says that all tables are there.
void mark_complete(h5::File& file);

/// Throws FileError if the file is no checkpoint, is not complete, or has a newer format.
[[nodiscard]] CheckpointHead read_head(const h5::File& file);

}  // namespace engram
