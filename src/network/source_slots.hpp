#pragma once

#include <span>
#include <vector>

#include "core/ids.hpp"
#include "network/plastic_store.hpp"
#include "network/row_builder.hpp"
#include "network/row_store.hpp"

namespace engram {

/// The sources that have synapses on this rank, ascending. A source's position is its slot: what a
/// spike carries across the network, so that a receiver finds its rows without a search.
[[nodiscard]] std::vector<NeuronId> collect_sources(
    std::span<const std::vector<BuiltRow>* const> rows_of_shards,
    std::span<const std::vector<PlasticRowStart>* const> plastic_rows = {});

/// Gives a row store its index from slots to rows.
class RowIndexer {
 public:
  static void index(RowStore& store, std::span<const BuiltRow> rows,
                    std::span<const NeuronId> sources);
};

}  // namespace engram
