#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/aligned.hpp"
#include "engine/plastic_state.hpp"
#include "parallel/shared_chunks.hpp"

namespace engram {

/// One number of every synapse of a rank's part of a projection, in the order of targets; those of
/// a target in the order in which they lie in the rows. As it is loaded, and as it is saved.
struct NumberColumn {
  std::string name;
  AlignedVector<float> values;
};
struct SavedColumn {
  std::string name;
  ChunkedValues values;
};

/// Copies the numbers of all synapses to their columns. `first`: the place of each target's first
/// synapse there. Returns whether all are finite.
[[nodiscard]] bool collect_numbers(const PlasticState& state, std::vector<std::uint64_t> first,
                                   std::span<const SavedColumn> columns);

/// The reverse.
void spread_numbers(const PlasticState& state, const std::vector<std::uint64_t>& first,
                    std::span<const NumberColumn> columns);

}  // namespace engram
