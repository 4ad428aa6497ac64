#pragma once

#include <cstdint>

#include "engram/experiment.hpp"

namespace engram {

/// Size of the population whose neurons have a value each of a learning signal; 0 of other
/// modulators, and where there is no such population.
[[nodiscard]] std::uint64_t neurons_of(const Experiment& experiment, const Modulator& modulator);

/// Numbers that a modulator is made of: voxels of its grid, neurons of its population, or one.
[[nodiscard]] std::uint64_t value_count(const Experiment& experiment, const Modulator& modulator);

/// Values up to which a modulator's field is whole on every rank: 32^3. There the message with all
/// releases is small, and moving the field takes less time than speaking about it would.
inline constexpr std::uint64_t largest_whole_field = 32768;

/// Whether a field of so many values is divided among the ranks; the same for any number of them.
[[nodiscard]] constexpr bool is_divided(std::uint64_t values) {
  return values > largest_whole_field;
}

}  // namespace engram
