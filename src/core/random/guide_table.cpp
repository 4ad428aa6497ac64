#include "core/random/guide_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/errors.hpp"

namespace engram {
namespace {

/// Sums that carry their rounding error along (Neumaier 1974, doi:10.1002/zamm.19740540106).
class CompensatedSum {
 public:
  void add(double x) {
    const double sum = sum_ + x;
    lost_ += std::abs(sum_) >= std::abs(x) ? (sum_ - sum) + x : (x - sum) + sum_;
    sum_ = sum;
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0.0;
  double lost_ = 0.0;
};

double checked_sum(std::span<const double> probabilities) {
  CompensatedSum sum;
  for (const double p : probabilities) {
    if (!std::isfinite(p) || p < 0.0) {
      throw Error("a table of probabilities holds " + std::to_string(p) +
                  ": they must be finite and not negative");
    }
    sum.add(p);
  }
  if (!(sum.value() > 0.0) || !std::isfinite(sum.value())) {
    throw Error("a table of probabilities needs at least one above zero and a finite sum");
  }
  return sum.value();
}

}  // namespace

GuideTable::GuideTable(std::span<const double> probabilities, std::uint32_t first) : first_(first) {
  const double total = checked_sum(probabilities);
  CompensatedSum cumulative;
  for (const double p : probabilities) {
    cumulative.add(p);
    const double border = std::floor(cumulative.value() / total * 0x1p32 + 0.5);
    if (border < 1.0) {  // no word gives this outcome or a smaller one
      ++first_;
      continue;
    }
    if (border >= 0x1p32) break;
    last_word_.push_back(static_cast<std::uint32_t>(border) - 1);
  }
  last_word_.push_back(0xffffffffU);

  // About eight cells per outcome: then few words need a step of the search.
  const std::size_t wanted = std::clamp<std::size_t>(8 * last_word_.size(), 256, 1U << 16);
  const int bits = std::bit_width(std::bit_ceil(wanted)) - 1;
  shift_ = static_cast<std::uint32_t>(32 - bits);
  guide_.resize(std::size_t{1} << bits);
  std::uint32_t k = 0;
  for (std::size_t cell = 0; cell < guide_.size(); ++cell) {
    while ((cell << shift_) > last_word_[k]) ++k;
    guide_[cell] = k;
  }
}

}  // namespace engram
