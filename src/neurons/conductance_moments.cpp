#include "neurons/conductance_moments.hpp"

#include "core/long_elementary.hpp"

namespace engram {
namespace {

using Real = long double;

// Integral over u in [0, 1] of u^k exp(-z u), for z >= 0.
Real decaying_power(int k, Real z) {
  if (z < 1) {
    Real sum = 0;
    Real term = 1;  // (-z)^n / n!
    for (int n = 0; n < 30; ++n) {
      sum += term / (n + k + 1);
      term *= -z / (n + 1);
    }
    return sum;
  }
  if (k == 0) return -long_expm1(-z) / z;
  return (k * decaying_power(k - 1, z) - long_exp(-z)) / z;
}

// Of (t/h)^k exp(-t/tau), times `scale`.
ConductanceMoments moments(int k, double tau, double dt, Real scale) {
  const Real z = Real(dt) / tau;
  const Real whole = decaying_power(k, z);
  const Real moment = decaying_power(k + 1, z) - whole / 2;
  return {static_cast<double>(scale * whole), static_cast<double>(scale * moment)};
}

}  // namespace

ConductanceMoments moments_of_decay(double tau, double dt) {
  return moments(0, tau, dt, Real(dt));
}

ConductanceMoments moments_of_ramp(double tau, double dt) {
  return moments(1, tau, dt, Real(dt) * dt);
}

}  // namespace engram
