#pragma once

#include <array>
#include <charconv>
#include <string>

namespace engram {

/// The shortest decimal text that is read back as the same number.
[[nodiscard]] inline std::string shortest_text(double value) {
  std::array<char, 32> text;
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

}  // namespace engram
