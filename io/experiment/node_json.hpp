#pragma once

#include <string>

#include "io/experiment/tree.hpp"

namespace engram::yaml {

/// A node as JSON on one line: "20", "\"dc\"", "{\"normal\":{\"mean\":1,\"std\":2}}". What is no
/// number in JSON (.inf, .nan) becomes text.
[[nodiscard]] std::string node_json(const Node& node);

}  // namespace engram::yaml
