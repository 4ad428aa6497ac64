#pragma once

#include <limits>

namespace engram {

/// Exact integration over one step of linear neurons (Rotter & Diesmann 1999,
/// doi:10.1007/s004220050570): the entries of the matrix exponential for
///   dV/dt = -V/tau_m + I/C_m.
/// Times in ms, capacitance in pF, currents in pA, potentials in mV. Relative error below 1e-15 for
/// any ratio of the time constants, equality included. Evaluated with long double, so that hosts
/// whose exp() differ in the last bit agree on the constants.

/// What is left of an exponentially decaying quantity after dt.
[[nodiscard]] double decay(double tau, double dt);

/// What is left minus one, exact also where dt is far below tau.
[[nodiscard]] double decay_minus_one(double tau, double dt);

/// V after dt from a constant current of 1 pA, mV.
[[nodiscard]] double v_from_constant(double tau_m, double c_m, double dt);

/// V after dt from a current that starts at 1 pA and decays with tau_syn, mV.
[[nodiscard]] double v_from_exponential(double tau_syn, double tau_m, double c_m, double dt);

/// V after dt from the current t * exp(-t/tau_syn) * 1 pA/ms, mV.
[[nodiscard]] double v_from_alpha(double tau_syn, double tau_m, double c_m, double dt);

/// A refractory time in whole steps, rounded as delays are.
[[nodiscard]] double refractory_steps(double t_ref, double dt);

/// Refractory steps of a lane that must never fire.
inline constexpr double forever = std::numeric_limits<double>::infinity();

}  // namespace engram
