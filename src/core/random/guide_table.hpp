#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace engram {

/// Turns one random 32-bit word into an integer with given probabilities, by inversion of the
/// cumulative distribution: `first` + the smallest k with word < 2^32 (p_0 + ... + p_k), that
/// border rounded to a whole number. Probabilities are met to 2^-32; outcomes less likely than that
/// may never come.
///
/// The search starts from a table over the leading bits of the word (Chen & Asau 1974,
/// doi:10.1080/05695557408974949), so that most words need no step of it.
class GuideTable {
 public:
  /// `probabilities` of first, first + 1, ...: not negative, not all zero; they are divided by
  /// their sum. Throws Error for others.
  explicit GuideTable(std::span<const double> probabilities, std::uint32_t first = 0);
  explicit GuideTable(const std::vector<double>& probabilities, std::uint32_t first = 0)
      : GuideTable(std::span<const double>(probabilities), first) {}

  [[nodiscard]] std::uint32_t operator()(std::uint32_t word) const {
    std::uint32_t k = guide_[word >> shift_];
    while (word > last_word_[k]) ++k;
    return first_ + k;
  }

  /// The smallest and the largest integer that can come.
  [[nodiscard]] std::uint32_t smallest() const { return first_; }
  [[nodiscard]] std::uint32_t largest() const {
    return first_ + static_cast<std::uint32_t>(last_word_.size() - 1);
  }

  /// For outcome smallest() + k the largest word that gives it or a smaller one; the last is 2^32
  /// - 1.
  [[nodiscard]] std::span<const std::uint32_t> last_words() const { return last_word_; }

 private:
  std::uint32_t first_;
  std::uint32_t shift_ = 0;
  std::vector<std::uint32_t> last_word_;
  std::vector<std::uint32_t> guide_;  // per leading bits: the outcome of the smallest such word
};

}  // namespace engram
