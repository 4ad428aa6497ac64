#pragma once

#include <bit>
#include <cstdint>

#include "core/lanes.hpp"

namespace engram {

/// Division of whole numbers from 0 to 2^31 - 1 by a fixed one from 1 to 2^31 - 1, without the slow
/// instruction: a product and a shift, exact for all of them (Granlund & Montgomery 1994,
/// doi:10.1145/178243.178249, theorem 4.2).
class ExactDivision {
 public:
  explicit ExactDivision(std::int64_t divisor)
      : shift_(31 + std::bit_width(static_cast<std::uint64_t>(divisor - 1))),
        factor_((std::uint64_t{1} << shift_) / static_cast<std::uint64_t>(divisor) + 1) {}

  [[nodiscard]] std::int64_t operator()(std::int64_t dividend) const {
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(dividend) * factor_) >> shift_);
  }
  [[nodiscard, gnu::always_inline]] LongLanes operator()(const LongLanes& dividends) const {
    // The factor is below 2^32.
    return short_product(dividends, static_cast<std::int64_t>(factor_)) >> shift_;
  }

 private:
  int shift_;
  std::uint64_t factor_;
};

}  // namespace engram
