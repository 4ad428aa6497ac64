#include "network/rules/candidate_clock.hpp"

#include <algorithm>

#include "core/random/exponential.hpp"
#include "core/random/philox_batch.hpp"

namespace engram {

void CandidateClock::begin(std::uint64_t target, std::uint32_t block, double expected) {
  target_ = target;
  block_ = block;
  first_ = 0;
  at_ = 0;
  filled_ = 0;
  // One more than expected are needed: the last one finds nothing. Whole vectors cost no more than
  // parts.
  const double wanted = std::min(expected + 2.0, static_cast<double>(capacity));
  portion_ = std::min(capacity, (static_cast<std::size_t>(wanted) + 7) / 8 * 8);
  refill();
}

void CandidateClock::refill() {
  first_ += static_cast<std::uint32_t>(filled_);
  at_ = 0;
  filled_ = portion_;
  alignas(64) std::array<std::array<std::uint32_t, capacity>, 4> words;
  for (std::size_t i = 0; i < filled_; ++i) {
    words[0][i] = static_cast<std::uint32_t>(target_);
    words[1][i] = static_cast<std::uint32_t>(target_ >> 32);
    words[2][i] = 2 * (first_ + static_cast<std::uint32_t>(i));
    words[3][i] = block_;
  }
  philox_batch(random_.key(), {words[0].data(), words[1].data(), words[2].data(), words[3].data()},
               filled_);
  for (std::size_t i = 0; i < filled_; ++i) {
    exponential_[i] = exponential_from(open_unit53(words[0][i], words[1][i]));
    uniform_[i] = open_unit53(words[2][i], words[3][i]);
  }
}

}  // namespace engram
