#pragma once

#include <cstdint>

#include "core/philox.hpp"
#include "engram/value.hpp"

namespace engram {

/// A value per neuron (parameter or initial state): that of neuron `index` from the random words of
/// draw `which`, in double precision. Pure: the same arguments give the same value on every rank.
/// Throws Error for numbers that make no distribution.
[[nodiscard]] double draw_value(const Distribution& distribution, const RandomSource& source,
                                std::uint64_t index, std::uint64_t which);

}  // namespace engram
