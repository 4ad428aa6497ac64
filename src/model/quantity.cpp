#include "model/quantity.hpp"

#include <cmath>

#include <fmt/format.h>

namespace engram {

bool Range::contains(double value) const {
  if (!std::isfinite(value)) return false;
  const bool above = min_open ? value > min : value >= min;
  const bool below = max_open ? value < max : value <= max;
  return above && below;
}

std::string Range::text() const {
  const bool low = std::isfinite(min);
  const bool high = std::isfinite(max);
  if (low && high) {
    return fmt::format("in {}{}, {}{}", min_open ? '(' : '[', min, max, max_open ? ')' : ']');
  }
  if (low) return fmt::format("{} {}", min_open ? "above" : "at least", min);
  if (high) return fmt::format("{} {}", max_open ? "below" : "at most", max);
  return "any finite number";
}

}  // namespace engram
