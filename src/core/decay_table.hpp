#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/lane_memory.hpp"
#include "core/lanes.hpp"

namespace engram {

/// exp(-n dt / tau) for whole steps n >= 0 without a call of exp: the product of a fine and a
/// coarse entry, within 2^-53 (3.5 + n dt / tau) of the exact value, relatively: the entries, their
/// product and the exponents are rounded. Far beyond double precision's reach of 1
/// (40 time constants) it is zero.
class DecayTable {
 public:
  DecayTable() = default;
  /// `tau`: time constant in ms, above 0 (infinity: no decay); `dt`: step width in ms.
  DecayTable(double tau, double dt);

  /// The table as hot loops read it: copied into one, it stays in registers.
  class Reader {
   public:
    [[nodiscard]] double operator()(std::int64_t steps) const {
      // The last coarse entry is zero and stands for everything beyond.
      return coarse_[std::min(steps >> fine_bits_, last_)] * fine_[steps & fine_mask_];
    }
    /// The same of several numbers of steps, as unsigned ones: far beyond the table where they are
    /// negative.
    [[nodiscard, gnu::always_inline]] DoubleLanes operator()(const IntLanes& steps) const {
      const auto coarse = std::bit_cast<IntLanes>(std::bit_cast<WordLanes>(steps) >> fine_bits_);
      const auto last = static_cast<std::int32_t>(last_);
      return gather(coarse_, smaller_unsigned(coarse, all_lanes<IntLanes>(last))) *
             gather(fine_, steps & static_cast<std::int32_t>(fine_mask_));
    }

   private:
    friend class DecayTable;
    const double* fine_ = nullptr;
    const double* coarse_ = nullptr;
    std::int64_t fine_mask_ = 0;
    std::int64_t last_ = 0;
    std::uint32_t fine_bits_ = 0;
  };
  [[nodiscard]] Reader reader() const {
    Reader reader;
    reader.fine_ = fine_.data();
    reader.coarse_ = coarse_.data();
    reader.fine_mask_ = fine_mask_;
    reader.last_ = last_;
    reader.fine_bits_ = fine_bits_;
    return reader;
  }

  [[nodiscard]] double operator()(std::int64_t steps) const { return reader()(steps); }

 private:
  std::uint32_t fine_bits_ = 0;
  std::int64_t fine_mask_ = 0;
  std::int64_t last_ = 0;
  std::vector<double> fine_{1.0};
  std::vector<double> coarse_{1.0};
};

}  // namespace engram
