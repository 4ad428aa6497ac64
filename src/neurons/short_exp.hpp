#pragma once

namespace engram {

/// e to the power x for |x| <= 1: the Taylor polynomial of degree 11. Its relative error is below
/// 6e-9, and below 1e-15 for |x| <= 0.28. Few operations wait for each other, which counts where a
/// neuron's equations are one long chain of them; `exp_of` takes twice as long and any x.
[[nodiscard]] inline double short_exp(double x) {
  const double x2 = x * x;
  const double x4 = x2 * x2;
  const double a = (1.0 + x) + x2 * (1.0 / 2 + x * (1.0 / 6));
  const double b = (1.0 / 24 + x * (1.0 / 120)) + x2 * (1.0 / 720 + x * (1.0 / 5040));
  const double c = (1.0 / 40320 + x * (1.0 / 362880)) + x2 * (1.0 / 3628800 + x * (1.0 / 39916800));
  return a + x4 * (b + x4 * c);
}

}  // namespace engram
