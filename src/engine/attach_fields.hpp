#pragma once

#include "engine/field_system.hpp"
#include "engine/shard.hpp"
#include "engram/experiment.hpp"

namespace engram {

/// Tells the groups of a shard which modulators they release, which neurons' spikes are rewarded,
/// and what acts on their excitability; `fields` may be null.
void attach_fields(const Experiment& experiment, const FieldSystem* fields, Shard& shard);

}  // namespace engram
