#pragma once

namespace engram {

/// What Stirling's formula without its square root leaves out: log n! - (n log n - n) for a whole
/// number n >= 0, to full double precision also where log n! itself would have lost its digits (n
/// up to 1e18).
[[nodiscard]] double stirling_remainder(double n);

/// x log(x/m) + m - x for x >= 0, m > 0 without cancellation where x is close to m: the "deviance"
/// of C. Loader (2000), Fast and accurate computation of binomial probabilities.
[[nodiscard]] double deviance(double x, double m);

}  // namespace engram
