#pragma once

#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// What a modulator's field takes, in bytes (voxels are neurons where it is a learning signal); an
/// upper bound for integrals that third factors share.
struct FieldLoad {
  double voxels = 1.0;
  bool divided = false;          ///< among the ranks
  double bytes_per_own = 0.0;    ///< per voxel that a rank moves
  double bytes_per_known = 0.0;  ///< per voxel that a rank knows the concentration of
};

/// Of each of an experiment's modulators.
[[nodiscard]] std::vector<FieldLoad> field_loads(const Experiment& experiment);

/// Memory of fields on one of `ranks` ranks, with so many neurons: whole fields are there with all
/// voxels, of divided ones a share and no more voxels than neurons. Bytes.
[[nodiscard]] double field_bytes(const std::vector<FieldLoad>& fields, double ranks,
                                 double neurons);

}  // namespace engram
