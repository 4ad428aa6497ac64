#pragma once

#include <cmath>

#include "core/elementary.hpp"

namespace engram {

/// How fast synaptic elements grow at a calcium concentration.
enum class CurveShape {
  linear,    ///< 1 - Ca / epsilon (Butz, Woergoetter & van Ooyen 2009)
  gaussian,  ///< 2 exp(-((Ca - xi) / zeta)^2) - 1 (Butz & van Ooyen 2013)
  sigmoid,   ///< 2 / (1 + exp((Ca - epsilon) / psi)) - 1 (Butz, Steenbuck & van Ooyen 2014)
};

/// A growth curve: elements per ms as a function of calcium. Positive below the set point epsilon
/// (the Gaussian one: and above eta), negative beyond.
///
/// Butz M, van Ooyen A (2013) PLoS Comput Biol 9:e1003259, doi:10.1371/journal.pcbi.1003259.
struct GrowthCurve {
  CurveShape shape = CurveShape::gaussian;
  double nu = 1e-4;       ///< largest growth, 1/ms
  double eta = 0.0;       ///< Gaussian: lower zero
  double epsilon = 0.05;  ///< the set point
  double psi = 0.1;       ///< sigmoid: width

  /// Growth at a calcium concentration, elements per ms.
  [[nodiscard]] double rate(double calcium) const {
    switch (shape) {
      case CurveShape::linear:
        return nu * (1.0 - calcium / epsilon);
      case CurveShape::gaussian: {
        constexpr double root_ln2 = 0.8325546111576978;
        const double from_peak = (2.0 * calcium - eta - epsilon) * root_ln2 / (epsilon - eta);
        return nu * (2.0 * exp_of(-from_peak * from_peak) - 1.0);
      }
      case CurveShape::sigmoid:
        return nu * (2.0 / (1.0 + exp_of((calcium - epsilon) / psi)) - 1.0);
    }
    return 0.0;
  }

  /// Elements that grow in `ms` milliseconds while the calcium decays from `calcium` with time
  /// constant `tau` (ms) and no spike adds to it.
  ///
  /// Gauss-Legendre quadrature with three points on pieces of at most tau / 64; only sums, products
  /// and our own exponential, so that all hosts agree.
  [[nodiscard]] double grown(double calcium, double ms, double tau) const {
    if (calcium == 0.0) return ms * rate(0.0);
    constexpr double node = 0.7745966692414834;  // sqrt(3 / 5)
    const double pieces = std::ceil(ms * 64.0 / tau);
    const double half = 0.5 * ms / pieces;
    double sum = 0.0;
    for (double piece = 0.0; piece < pieces; piece += 1.0) {
      const double middle = (2.0 * piece + 1.0) * half;
      const auto rate_at = [&](double at) { return rate(calcium * exp_of(-at / tau)); };
      sum += 5.0 / 9.0 * (rate_at(middle - node * half) + rate_at(middle + node * half));
      sum += 8.0 / 9.0 * rate_at(middle);
    }
    return sum * half;
  }
};

}  // namespace engram
