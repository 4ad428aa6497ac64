#pragma once

#include <cstdint>

#include "core/philox.hpp"

namespace engram {

/// Binomial numbers with one success probability, as a function of the number of trials and one
/// uniform number. Inversion: exact up to rounding for up to 1e15 trials; the time grows with the
/// standard deviation. Probabilities of single values by Loader (2000).
class Binomial {
 public:
  /// `p` in [0, 1]; values outside are moved to the nearer end.
  explicit Binomial(double p);

  /// Number of successes in `trials` trials, for u in (0, 1).
  [[nodiscard]] std::uint64_t operator()(std::uint64_t trials, double u) const;

  /// The same from the first two of four random words.
  [[nodiscard]] std::uint64_t operator()(std::uint64_t trials, const RandomWords& words) const {
    return (*this)(trials, open_unit53(words[0], words[1]));
  }

 private:
  [[nodiscard]] std::uint64_t successes(std::uint64_t trials, double u) const;

  double p_;  // of the rarer outcome
  double q_;
  double odds_;
  double log_q_;
  bool flipped_;  // true: the rarer outcome is failure
};

/// Probability of `k` successes in `n` trials with success probability p in (0, 1), q = 1 - p.
[[nodiscard]] double binomial_probability(double k, double n, double p, double q);

}  // namespace engram
