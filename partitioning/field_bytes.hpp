#pragma once

#include "engram/experiment.hpp"

namespace engram {

/// Memory of the modulators' fields on a rank: every rank has all voxels of every field, whatever
/// the number of ranks. Bytes; an upper bound for integrals that third factors share.
[[nodiscard]] double field_bytes(const Experiment& experiment);

}  // namespace engram
