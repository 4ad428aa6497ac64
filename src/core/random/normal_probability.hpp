#pragma once

namespace engram {

/// The standard normal distribution function P(X <= z), for any z (infinite ones included):
/// relative error below 1e-14 for z >= -37.5, 0 below. Uses no function of the C library, so that
/// hosts agree.
///
/// With the density phi: 1/2 + phi(z) (z + z^3/3 + z^5/(3 5) + ...) for small |z|, Laplace's
/// continued fraction phi(z) / (z + 1 / (z + 2 / (z + ...))) for the tail (Abramowitz & Stegun
/// 1964, 26.2.11 and 26.2.14).
[[nodiscard]] double normal_probability(double z);

}  // namespace engram
