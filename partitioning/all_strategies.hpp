#pragma once

#include "partitioning/strategy.hpp"

// One line per strategy; each is defined in its own file.
namespace engram {

[[nodiscard]] Strategy block_strategy();
[[nodiscard]] Strategy round_robin_strategy();
[[nodiscard]] Strategy metis_strategy();
[[nodiscard]] Strategy area_strategy();

}  // namespace engram
