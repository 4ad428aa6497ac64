#pragma once

#include <cstdint>
#include <vector>

#include "engine/build_network.hpp"
#include "network/plastic_store.hpp"
#include "network/shard_layout.hpp"
#include "network/weight_grids.hpp"

namespace engram {

/// Delay of the synapses that structural plasticity makes, in steps.
[[nodiscard]] std::uint32_t structural_delay(const Experiment& experiment,
                                             const StructuralPlasticity& structural);

/// The sources of structural plasticity whose targets include some of these neurons, one list per
/// entry. All of its sources need a slot from the start: which of them will have synapses here is
/// not known.
[[nodiscard]] std::vector<std::vector<PlasticRowStart>> structural_sources(
    const Experiment& experiment, const NetworkLayout& layout,
    const std::vector<PopulationRange>& mine);

/// Local: gives the shards of `network` elements and empty rows, and the simulator the updates.
/// `sources`: by slot.
void attach_structural(const BuildInput& input, const WeightGrids& grids,
                       std::span<const NeuronId> sources, RankNetwork& network);

}  // namespace engram
