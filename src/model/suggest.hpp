#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace engram {

/// " (did you mean 'x'?)" for the candidate nearest to `given` by insertions, deletions,
/// replacements and swaps of neighbouring letters, ignoring case; empty if none is near enough to
/// be a slip.
[[nodiscard]] std::string did_you_mean(std::string_view given,
                                       const std::vector<std::string_view>& candidates);

/// "a, b, c" for messages; long lists are cut with a count of what is left out.
[[nodiscard]] std::string listed(const std::vector<std::string_view>& names);

/// `text` in single quotes, cut and with control characters made visible, for messages.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace engram
