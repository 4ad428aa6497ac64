#pragma once

#include <cstdint>

#include "core/decay_table.hpp"
#include "model/short_term_parameters.hpp"

namespace engram {

// Short-term plasticity of a synapse's release (Tsodyks & Markram). A spike of the source that
// comes an interval h after the one before finds
//
//   x <- 1 + (x - x u - 1) exp(-h / tau_rec)      resources that are available
//   u <- U + u (1 - U) exp(-h / tau_fac)          the part of them that a spike uses
//
// (Maass & Markram 2002, equations 5 and 4) and transmits w u x. x is updated with the u of the
// spike before. tau_fac = 0: no facilitation, u = U.

/// What all synapses of one source and one projection share. As it stands here before the first
/// spike, that one transmits U, whenever it comes.
struct ShortTerm {
  float x = 1.0F;  ///< available resources just before the last spike
  float u = 0.0F;  ///< part of them that it used
};

/// Numbers derived once per projection.
class ShortTermConstants {
 public:
  /// `u`: U in (0, 1]; `tau_rec` > 0 and `tau_fac` >= 0 in ms; `dt`: step width in ms.
  ShortTermConstants(double u, double tau_rec, double tau_fac, double dt)
      : u_(u),
        kept_(tau_fac > 0.0 ? 1.0 - u : 0.0),
        recovery_(tau_rec, dt),
        facilitation_(tau_fac > 0.0 ? tau_fac : dt, dt) {}

  friend double transmit(ShortTerm& state, const ShortTermConstants& constants, std::int64_t steps);

 private:
  double u_;
  double kept_;  // of u, apart from its decay
  DecayTable recovery_;
  DecayTable facilitation_;
};

/// A spike of the source, `steps` after the one before: updates the state and returns u x, the
/// factor on the weight.
inline double transmit(ShortTerm& state, const ShortTermConstants& constants, std::int64_t steps) {
  const auto x = static_cast<double>(state.x);
  const auto u = static_cast<double>(state.u);
  state.x = static_cast<float>(1.0 + (x - x * u - 1.0) * constants.recovery_(steps));
  state.u = static_cast<float>(constants.u_ + u * constants.kept_ * constants.facilitation_(steps));
  return static_cast<double>(state.u) * static_cast<double>(state.x);
}

}  // namespace engram
