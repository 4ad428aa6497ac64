#pragma once

#include <cstdint>
#include <string>

#include "io/experiment/tree.hpp"
#include "model/problem_list.hpp"

namespace engram::yaml {

/// What no sensible experiment exceeds: files beyond are refused before they can exhaust memory or
/// stack.
struct Limits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t depth = 64;
  std::uint64_t nodes = 2'000'000;  ///< with aliases counted each time
};

/// Parses one YAML (or JSON) document: anchors, aliases and merge keys resolved, keys unique. What
/// is wrong goes to `problems`, with `file` and, where `origin` is 0, line and column; null if
/// nothing can be made of the text. `origin` is written into every mark.
[[nodiscard]] NodePtr parse_tree(const std::string& text, const std::string& file, int origin,
                                 ProblemList& problems, const Limits& limits = {});

}  // namespace engram::yaml
