#include "neurons/propagators.hpp"

#include <algorithm>
#include <cmath>

#include "core/long_elementary.hpp"

namespace engram {
namespace {

using Real = long double;

// Integral over u in [0, 1] of exp(-y u), for y >= 0.
Real mean_decay(Real y) {
  return y == 0 ? Real(1) : -long_expm1(-y) / y;
}

// Integral over u in [0, 1] of u exp(z u), by its power series, for small |z|.
Real ramp_series(Real z) {
  Real sum = 0;
  Real term = 1;  // z^k / k!
  for (int k = 0; k < 30; ++k) {
    sum += term / (k + 2);
    term *= z / (k + 1);
  }
  return sum;
}

}  // namespace

double decay(double tau, double dt) {
  return static_cast<double>(long_exp(-Real(dt) / tau));
}

double decay_minus_one(double tau, double dt) {
  return static_cast<double>(long_expm1(-Real(dt) / tau));
}

double v_from_constant(double tau_m, double c_m, double dt) {
  return static_cast<double>(-Real(tau_m) / c_m * long_expm1(-Real(dt) / tau_m));
}

double v_from_exponential(double tau_syn, double tau_m, double c_m, double dt) {
  // (e^{-h/tau_m} - e^{-h/tau_syn}) / (1/tau_syn - 1/tau_m) / C_m with the slower decay taken out:
  // what remains is a mean of a decay, without a difference of nearly equal numbers.
  const Real slower = std::max(tau_syn, tau_m);
  const Real y = std::abs(Real(tau_m) - tau_syn) / (Real(tau_m) * tau_syn) * dt;
  return static_cast<double>(dt / Real(c_m) * long_exp(-Real(dt) / slower) * mean_decay(y));
}

double v_from_alpha(double tau_syn, double tau_m, double c_m, double dt) {
  // h^2/C_m e^{-h/tau_m} times the integral over u in [0, 1] of u e^{z u}.
  const Real h = dt;
  const Real z = (Real(tau_syn) - tau_m) / (Real(tau_m) * tau_syn) * h;
  const Real scale = h * h / c_m;
  if (std::abs(z) < 1) {
    return static_cast<double>(scale * long_exp(-h / tau_m) * ramp_series(z));
  }
  if (z < 0) {
    return static_cast<double>(scale * long_exp(-h / tau_m) * (1 - (1 - z) * long_exp(z)) /
                               (z * z));
  }
  // e^z taken out, as e^{-h/tau_m} e^z = e^{-h/tau_syn}.
  return static_cast<double>(scale * long_exp(-h / tau_syn) * (long_exp(-z) + z - 1) / (z * z));
}

double refractory_steps(double t_ref, double dt) {
  return std::floor(t_ref / dt + 0.5);
}

}  // namespace engram
