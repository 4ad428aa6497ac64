#pragma once

#include <vector>

#include "io/experiment/map_reader.hpp"

namespace engram::yaml {

/// How the values of a range lie between its ends.
enum class Spacing { linear, logarithmic };

/// The numbers of {from, to, points}, both ends among them, each rounded to 12 digits. What is
/// wrong is a problem, and the list empty.
[[nodiscard]] std::vector<NodePtr> read_range(const Context& context, const Place& place,
                                              Spacing spacing);

}  // namespace engram::yaml
