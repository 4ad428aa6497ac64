#pragma once

#include "model/catalogue.hpp"

namespace engram {

// A spike of the source at time t adds the weight w to the receptor of the target at t + d:
//
//   input(t + d) += w
//
// The weight keeps its value. It is stored in single precision on the grid of the target's receptor
// (network/exact_grid.hpp).

/// Description of the synapse whose weight does not change.
[[nodiscard]] inline SynapseModelInfo static_synapse_info() {
  SynapseModelInfo info;
  info.name = "static_synapse";
  info.summary = "A synapse whose weight does not change.";
  info.equations = "input(t + delay) += weight for every spike of the source at time t";
  info.reference = "NEST's static_synapse";
  info.bytes_per_synapse = 6.2;
  info.constant_weight = true;
  return info;
}

}  // namespace engram
