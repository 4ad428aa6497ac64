#pragma once

#include "engine/simulator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Collective: moves the state of all plastic projections between their rows and an archive: what
/// synapses of a source share by source, and synapses in the order of target, source and place in
/// the source's row.
void transfer_plastic(Simulator& simulator, StateArchive& archive);

}  // namespace engram
