#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engram/experiment.hpp"
#include "model/data_source.hpp"
#include "model/layout.hpp"
#include "network/plastic_store.hpp"
#include "network/row_builder.hpp"
#include "network/rules/registry.hpp"
#include "network/shard_layout.hpp"
#include "network/weight_grids.hpp"

namespace engram {

/// What all shards of a rank are built from.
struct RowContext {
  const Experiment& experiment;
  const Catalogue& catalogue;
  const NetworkLayout& layout;
  const DataSource& data;
  const WeightGrids& grids;
  /// Explicit edges per projection, null where the rule needs none.
  std::vector<std::shared_ptr<const ExplicitEdges>> edges;
  std::vector<std::uint32_t> block_sizes;  ///< per source population
  /// Per projection: bytes that a plastic synapse takes; 0: the projection is static.
  std::vector<std::uint32_t> plastic_widths;
  /// Called now and then with the number of synapses added since the last call; may be called by
  /// any thread.
  std::function<void(std::uint64_t)> progress;
};

/// The rows of one shard before slots are known.
struct ShardRows {
  RowStore store;
  std::vector<BuiltRow> rows;
  std::vector<PlasticStore> plastic;  ///< one per plastic projection and group it has targets in
  std::uint32_t longest_delay = 1;
};

/// Builds all synapses onto the neurons of a shard. Local: no other rank or shard takes part.
[[nodiscard]] ShardRows build_rows(const RowContext& context, const ShardLayout& shard);

}  // namespace engram
