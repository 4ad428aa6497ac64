#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// The given value of a number of a stimulus, or the default of its line in `table`. Throws Error
/// where there is no such line.
[[nodiscard]] double number(const Stimulus& stimulus, std::span<const Quantity> table,
                            std::string_view name);

/// The given list, or an empty one.
[[nodiscard]] std::span<const double> list(const Stimulus& stimulus, std::string_view name);

/// The tables' lines `start` and `stop`, and the sentence where they contradict each other.
inline constexpr Quantity start_line{"start", "ms", 0.0, Range::at_least(0), "begin of activity"};
inline constexpr Quantity stop_line{"stop", "ms", 1e300, Range::at_least(0),
                                    "end of activity; default: never"};
[[nodiscard]] std::vector<std::string> check_start_stop(const ParameterLookup& parameter);

}  // namespace engram
