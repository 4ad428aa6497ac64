#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors.hpp"

namespace engram {

/// Collects problems, the same one only once, up to a number nobody reads beyond.
class ProblemList {
 public:
  static constexpr std::size_t most = 200;

  /// Adds a problem of the value at `path` in the document.
  void add(std::string path, std::string message);
  /// Adds a problem whose place is known already.
  void add(Problem problem);
  /// Adds "there is no <what> 'name'", with the nearest of `known` and their list.
  void add_unknown(std::string path, std::string_view what, std::string_view name,
                   const std::vector<std::string_view>& known);

  /// True where further problems are counted but no longer kept.
  [[nodiscard]] bool full() const { return problems_.size() >= most; }
  [[nodiscard]] bool empty() const { return problems_.empty(); }
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }
  /// All problems kept; the last one tells how many were left out, if any.
  [[nodiscard]] std::vector<Problem> take();

 private:
  std::vector<Problem> problems_;
  std::size_t left_out_ = 0;
};

/// The names of a table of models or quantities, for messages.
template <class Range>
[[nodiscard]] std::vector<std::string_view> names_of(const Range& items) {
  std::vector<std::string_view> names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

}  // namespace engram
