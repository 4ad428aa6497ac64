#pragma once

#include <cstddef>

namespace engram::testing {

/// Starts to measure from here.
void reset_heap_peak();

/// Most bytes this program's `new` has held at once since the last reset, beyond what it held then.
[[nodiscard]] std::size_t heap_peak();

}  // namespace engram::testing
