#pragma once

#include <span>

#include "model/catalogue.hpp"

namespace engram {

/// All plastic synapse models, in the order of the docs. (static_synapse lives in network/.)
[[nodiscard]] std::span<const SynapseModelInfo> synapse_models();

}  // namespace engram
