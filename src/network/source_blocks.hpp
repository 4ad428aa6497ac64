#pragma once

#include <cstdint>
#include <vector>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/layout.hpp"

namespace engram {

/// Number of sources per block, for each source population: a power of two that follows from the
/// experiment alone. Large enough that a target of the densest projection has a handful of synapses
/// per block, so that visiting a block pays; at least 1024.
[[nodiscard]] std::vector<std::uint32_t> source_block_sizes(const Experiment& experiment,
                                                            const Catalogue& catalogue,
                                                            const NetworkLayout& layout);

}  // namespace engram
