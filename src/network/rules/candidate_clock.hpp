#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/philox.hpp"

namespace engram {

/// The random numbers that find and decide candidates of one target and block: for candidate k an
/// exponential number and a uniform one, from the words of draw (block, 2k). Computed some at a
/// time.
class CandidateClock {
 public:
  explicit CandidateClock(const RandomSource& random) : random_(random) {}

  /// Begins with candidate 0. `expected` is about how many will be needed.
  void begin(std::uint64_t target, std::uint32_t block, double expected);
  /// Number of the candidate in hand.
  [[nodiscard]] std::uint32_t number() const { return first_ + static_cast<std::uint32_t>(at_); }
  [[nodiscard]] double exponential() const { return exponential_[at_]; }
  [[nodiscard]] double uniform() const { return uniform_[at_]; }
  /// Goes to the next candidate.
  void next() {
    if (++at_ == filled_) refill();
  }

 private:
  static constexpr std::size_t capacity = 64;

  void refill();

  RandomSource random_;
  std::uint64_t target_ = 0;
  std::uint32_t block_ = 0;
  std::uint32_t first_ = 0;
  std::size_t portion_ = 1;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::array<double, capacity> exponential_{};
  std::array<double, capacity> uniform_{};
};

}  // namespace engram
