#pragma once

#include <span>
#include <stdexcept>

#include "io/experiment/tree.hpp"

namespace engram::yaml {

/// A path leads where nothing can be put; the text says why.
struct CannotReplace : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A copy of `node` in which what `steps` leads to is `value`. Maps on the way are made where they
/// are missing, their keys marked `mark`; lists are not made longer. Shares what does not change
/// with `node`, which is left as it is. Throws CannotReplace.
[[nodiscard]] NodePtr replace(const NodePtr& node, std::span<const Step> steps,
                              const NodePtr& value, Mark mark);

}  // namespace engram::yaml
