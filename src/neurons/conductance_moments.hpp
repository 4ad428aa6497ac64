#pragma once

namespace engram {

/// What ConductanceStep needs of a conductance k(t) over a step of length h.
struct ConductanceMoments {
  double whole;   ///< integral of k
  double moment;  ///< integral of (t/h - 1/2) k
};

/// Of k(t) = exp(-t / tau); in ms.
[[nodiscard]] ConductanceMoments moments_of_decay(double tau, double dt);

/// Of k(t) = t exp(-t / tau); in ms^2.
[[nodiscard]] ConductanceMoments moments_of_ramp(double tau, double dt);

}  // namespace engram
