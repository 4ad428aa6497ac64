#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/exchange_spikes.hpp"
#include "engine/shard.hpp"
#include "engram/experiment.hpp"
#include "model/data_source.hpp"
#include "model/layout.hpp"
#include "model/selection.hpp"
#include "network/exact_grid.hpp"
#include "network/shard_layout.hpp"
#include "network/weight_grids.hpp"

namespace engram {

/// What the parts of a shard are made from, the same for all shards of a run.
struct GroupContext {
  const Experiment& experiment;
  const NetworkLayout& layout;
  const DataSource& data;
  const WeightGrids& grids;
  /// Chosen targets per stimulus and entry of its target list, made once by choose_all().
  std::vector<std::vector<ChosenNeurons>> stimulus_targets;
  /// Whose spikes are recorded, one per population; empty optional: none.
  std::vector<std::optional<ChosenNeurons>> recorded;
  /// Spikes of spike_times stimuli read from files.
  SpikesFromFiles spikes;
};

/// Evaluates selections.
[[nodiscard]] GroupContext make_group_context(const Experiment& experiment,
                                              const NetworkLayout& layout, const DataSource& data,
                                              const WeightGrids& grids, SpikesFromFiles spikes);

/// Makes the neurons and stimuli of one shard.
[[nodiscard]] std::vector<ShardGroup> make_groups(const GroupContext& context,
                                                  const ShardLayout& shard);

/// The probes of recording `number` onto the neurons of a shard, one per group that holds some of
/// `chosen`.
[[nodiscard]] std::vector<StateProbe> make_probes(const ShardLayout& shard, std::size_t number,
                                                  PopulationId population, std::size_t variable,
                                                  std::int64_t interval,
                                                  const ChosenNeurons& chosen);

}  // namespace engram
