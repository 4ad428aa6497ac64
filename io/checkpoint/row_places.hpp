#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "parallel/value_run.hpp"

namespace engram {

/// Throws Error if `places` are not ascending, disjoint runs of rows of a table of `rows` rows, or
/// if `bytes` are not as many as they have, at `row_bytes` each.
void require_places(const std::string& path, std::uint64_t rows, std::uint64_t row_bytes,
                    std::span<const ValueRun> places, std::uint64_t bytes);

}  // namespace engram
