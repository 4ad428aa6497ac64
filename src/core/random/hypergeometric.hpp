#pragma once

#include <cstdint>

#include "core/philox.hpp"

namespace engram {

/// Probability of `k` marked items among `draws` taken without replacement from `total`, of which
/// `marked` are marked. All are whole numbers; k must be possible.
[[nodiscard]] double hypergeometric_probability(double k, double total, double marked,
                                                double draws);

/// Number of marked items among `draws` taken without replacement from `total` items of which
/// `marked` are marked (`marked` and `draws` at most `total`), for u in (0, 1). Inversion: exact up
/// to rounding for totals up to 2^53; the time grows with the standard deviation.
[[nodiscard]] std::uint64_t hypergeometric(std::uint64_t total, std::uint64_t marked,
                                           std::uint64_t draws, double u);

/// The same from the first two of four random words.
[[nodiscard]] inline std::uint64_t hypergeometric(std::uint64_t total, std::uint64_t marked,
                                                  std::uint64_t draws, const RandomWords& words) {
  return hypergeometric(total, marked, draws, open_unit53(words[0], words[1]));
}

}  // namespace engram
