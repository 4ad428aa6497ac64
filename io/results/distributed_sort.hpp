#pragma once

#include <cstdint>
#include <vector>

#include "parallel/communicator.hpp"

namespace engram {

/// Collective: sorts numbers below `bound` that lie scattered over the ranks. Returns this rank's
/// part of the sorted sequence, which begins on rank 0 and goes on from rank to rank. The range [0,
/// bound) is cut into equal parts, on as many ranks as the numbers are worth; the rest get nothing.
[[nodiscard]] std::vector<std::uint64_t> sort_over_ranks(const Communicator& communicator,
                                                         std::vector<std::uint64_t> numbers,
                                                         std::uint64_t bound);

}  // namespace engram
