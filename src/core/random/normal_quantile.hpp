#pragma once

namespace engram {

/// The standard normal distribution's quantile: the x with P(X <= x) = p, for p in (0, 1).
///
/// Algorithm AS 241, PPND16 (Wichura 1988, doi:10.2307/2347330): relative error about 1e-15. Uses
/// no function of the C library but sqrt, which is exact to the last bit everywhere, so that hosts
/// agree.
[[nodiscard]] double normal_quantile(double p);

/// Natural logarithm of a positive normal number, relative error below 4e-16; the same bits on all
/// hosts.
[[nodiscard]] double portable_log(double x);

}  // namespace engram
