#pragma once

#include <array>
#include <cstddef>

namespace engram::testing {

using Real = long double;

/// Solves dy/dt = rates(y) over `time` by `parts` steps of the classical Runge-Kutta method in long
/// double.
template <std::size_t n, class Rates>
void solve(std::array<Real, n>& y, Real time, int parts, const Rates& rates) {
  const Real h = time / parts;
  const auto moved = [&](Real by, const std::array<Real, n>& slope) {
    std::array<Real, n> to = y;
    for (std::size_t i = 0; i < n; ++i) to[i] += by * slope[i];
    return to;
  };
  for (int part = 0; part < parts; ++part) {
    const auto k1 = rates(y);
    const auto k2 = rates(moved(h / 2, k1));
    const auto k3 = rates(moved(h / 2, k2));
    const auto k4 = rates(moved(h, k3));
    for (std::size_t i = 0; i < n; ++i) y[i] += h / 6 * (k1[i] + 2 * (k2[i] + k3[i]) + k4[i]);
  }
}

}  // namespace engram::testing
