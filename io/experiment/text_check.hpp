#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engram {

/// A place in a text, from 1.
struct TextFault {
  int line = 1;
  int column = 1;
  std::string message;
};

/// The first byte that cannot stand in an experiment file: broken UTF-8, another encoding, control
/// characters. yaml-cpp would replace or keep them without a word.
[[nodiscard]] std::optional<TextFault> find_text_fault(std::string_view text);

}  // namespace engram
