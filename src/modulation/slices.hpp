#pragma once

#include <cstddef>

#include "core/ids.hpp"

namespace engram {

/// Neighbouring slices of a field for each rank, as evenly as whole slices allow.
struct Slices {
  std::size_t all;
  std::size_t ranks;

  [[nodiscard]] std::size_t begin(Rank rank) const {
    return all * static_cast<std::size_t>(rank.value()) / ranks;
  }
  [[nodiscard]] std::size_t end(Rank rank) const {
    return all * (static_cast<std::size_t>(rank.value()) + 1) / ranks;
  }
  /// The largest rank whose first slice is not beyond `slice`.
  [[nodiscard]] Rank owner(std::size_t slice) const {
    return Rank(static_cast<Rank::value_type>(((slice + 1) * ranks - 1) / all));
  }
};

}  // namespace engram
