#pragma once

#include <string>
#include <vector>

#include "parallel/communicator.hpp"

namespace engram {

/// Collective: all names that any rank knows, sorted, each once. Names hold no line breaks. For a
/// handful of names: they all go through one rank.
[[nodiscard]] std::vector<std::string> agree_on_names(const Communicator& communicator,
                                                      const std::vector<std::string>& mine);

}  // namespace engram
