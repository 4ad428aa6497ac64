#pragma once

namespace engram {

/// One step of a membrane with conductances that change during it,
///   dV/dt = -a(t) V + b(t),   a(t) >= 0,
/// by the Magnus expansion of fourth order (Magnus 1954, doi:10.1002/cpa.3160070404; Iserles &
/// Norsett 1999, doi:10.1098/rsta.1999.0362): for known conductances it needs nothing but
/// integrals over the step, which are sums of the conductances times constants
/// (conductance_moments.hpp).
struct ConductanceStep {
  double decay;         ///< integral of a, without unit
  double drive;         ///< integral of b, mV
  double decay_moment;  ///< integral of (t/h - 1/2) a
  double drive_moment;  ///< integral of (t/h - 1/2) b, mV

  /// From here on a step is stiff: 2 sqrt(3), where the approximant below has gone as far as it
  /// goes.
  static constexpr double stiff_decay = 3.4641016151377544;

  /// V at the end of the step. The exponential of the decay is its Pade approximant (2, 2), of the
  /// same order: V goes 93 % of the way to the equilibrium b / a at most. In stiff steps, whose
  /// course cannot matter, it goes the share decay / (decay + 2 - sqrt(3)) instead, without a jump
  /// and never beyond.
  [[nodiscard]] double operator()(double v) const {
    const double turn = decay * drive_moment - decay_moment * drive;
    const bool stiff = decay > stiff_decay;
    const double divisor =
        stiff ? decay + 0.2679491924311228 : 1.0 + decay * (0.5 + decay * (1.0 / 12.0));
    return v + (drive + (stiff ? 0.0 : turn) - decay * v) / divisor;
  }
};

}  // namespace engram
