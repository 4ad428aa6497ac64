#pragma once

#include "core/errors.hpp"
#include "engine/simulator.hpp"
#include "parallel/shared_chunks.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// A number of a synapse that was to be saved is not finite. Thrown on all ranks.
class NonFiniteSynapse : public RunError {
 public:
  NonFiniteSynapse() : RunError("a synapse that is no longer finite cannot be saved") {}
};

/// Collective: moves the state of all plastic projections between their rows and an archive: what
/// synapses of a source share by source, and synapses in the order of target, source and place in
/// the source's row. `chunks`: memory to save from. Throws NonFiniteSynapse.
void transfer_plastic(Simulator& simulator, StateArchive& archive, SharedChunks& chunks);

}  // namespace engram
