#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/experiment/tree.hpp"

/// What a scalar means in the core schema of YAML 1.2: 1e-3 is a number, yes is text, "5" is text.
namespace engram::yaml {

enum class ScalarType { null, boolean, integer, real, text };

/// Type of a plain (not quoted) scalar.
[[nodiscard]] ScalarType plain_type(std::string_view text);

/// Type of a scalar node.
[[nodiscard]] ScalarType type_of(const Node& scalar);

/// Whether a whole number begins with a 0 that it does not need: 0100 is 100 in YAML 1.2, 64 in
/// YAML 1.1 and nothing in JSON.
[[nodiscard]] bool has_leading_zero(const Node& scalar);

/// The number, also if infinite or not a number (.inf, .nan); nothing for what is no number, for
/// numbers that no normal double comes near (1e999, 1e-320) and for those with leading zeros.
[[nodiscard]] std::optional<double> to_double(const Node& scalar);

/// The whole number from 0 to 2^64 - 1, also where written as 1e4; nothing for anything else, nor
/// for one with leading zeros.
[[nodiscard]] std::optional<std::uint64_t> to_count(const Node& scalar);

[[nodiscard]] std::optional<bool> to_bool(const Node& scalar);

/// What a node is, for messages: "the text 'abc'", "the number 5", "a list", "nothing".
[[nodiscard]] std::string describe(const Node& node);

}  // namespace engram::yaml
