#pragma once

#include <cstdint>

#include "engram/experiment.hpp"

namespace engram {

/// Voxels up to which a modulator's field is whole on every rank: 32^3. There the message with all
/// releases is small, and moving the field takes less time than speaking about it would.
inline constexpr std::uint64_t largest_whole_field = 32768;

/// Whether a modulator's field is divided among the ranks; the same for any number of them.
[[nodiscard]] bool is_divided(const Modulator& modulator);

}  // namespace engram
