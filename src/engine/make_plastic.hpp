#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/plastic_rows.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/layout.hpp"
#include "network/shard_layout.hpp"
#include "network/weight_grids.hpp"

namespace engram {

/// What the plastic rows of a rank are made from.
struct PlasticContext {
  const Experiment& experiment;
  const Catalogue& catalogue;
  const NetworkLayout& layout;
  const WeightGrids& grids;
  std::span<const NeuronId> sources;    ///< by slot
  const FieldSystem* fields = nullptr;  ///< null where the experiment has no modulators
  std::int64_t catch_up_interval = 0;   ///< steps
};

/// What a group keeps for the synapses onto it; plastic rows add what they need.
struct PlasticHooks {
  std::vector<std::unique_ptr<SpikeHistory>>& histories;
  std::vector<std::unique_ptr<NeuronObserver>>& observers;
};

/// Bytes per synapse of every projection that is plastic, 0 for the others.
[[nodiscard]] std::vector<std::uint32_t> plastic_widths(const Experiment& experiment,
                                                        const Catalogue& catalogue);

/// Steps between two times at which all plastic synapses are brought up to date; 0 where there are
/// none. Follows from the experiment alone, so that no rounding depends on the partition.
[[nodiscard]] std::int64_t catch_up_interval(const Experiment& experiment,
                                             const Catalogue& catalogue, const FieldSystem* fields);

/// Makes the rows of `store`, whose targets are `group`.
[[nodiscard]] std::unique_ptr<PlasticRows> make_plastic(const PlasticContext& context,
                                                        PlasticStore store,
                                                        const GroupLayout& group,
                                                        const PlasticHooks& hooks);

}  // namespace engram
