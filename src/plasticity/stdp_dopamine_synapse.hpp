#pragma once

#include <array>

#include "plasticity/rule.hpp"
#include "plasticity/weight_bounds.hpp"

namespace engram {

/// Spike-timing dependent plasticity gated by a neuromodulator (Izhikevich 2007; Potjans, Morrison
/// & Diesmann 2010).
///
///   dw/dt = c (n - b)
///   dc/dt = -c / tau_c
///   spike of the target:  c += A_plus K_plus
///   spike of the source:  c -= A_minus K_minus
///
/// n is the concentration of the projection's modulator at the synapse, c the eligibility trace,
/// K_plus and K_minus traces of all spikes; Wmin <= w <= Wmax. The functions below give the changes
/// of c only: c itself, its decay and the integral of c (n - b) are the same for every rule with a
/// third factor and lie with the rows. How n rises and falls (NEST's tau_n and its volume
/// transmitter) belongs to the modulator.
struct StdpDopamineSynapse {
  static constexpr std::array parameters{
      Quantity{"tau_plus", "ms", 20.0, Range::above(0), "time constant of the source's trace"},
      Quantity{"tau_minus", "ms", 20.0, Range::above(0), "time constant of the target's trace"},
      Quantity{"A_plus", "", 1.0, Range::any(), "eligibility by a spike of the target"},
      Quantity{"A_minus", "", 1.5, Range::any(), "eligibility taken by a spike of the source"},
      Quantity{"tau_c", "ms", 1000.0, Range::above(0), "decay time of the eligibility trace"},
      Quantity{"b", "uM", 0.0, Range::any(), "concentration at which weights rest"},
      Quantity{"Wmin", "pA or mV", 0.0, Range::any(), "smallest weight, of the weights' sign"},
      Quantity{"Wmax", "pA or mV", 200.0, Range::any(), "largest weight, of the weights' sign"},
  };
  static constexpr Pairing pairing = Pairing::all_to_all;
  static constexpr std::size_t pre_traces = 1;
  static constexpr std::size_t post_traces = 1;

  struct Constants {
    double a_plus, a_minus, w_min, w_max;
  };

  static Constants derive(const NamedValues& p, double /*dt*/) {
    return {.a_plus = p["A_plus"],
            .a_minus = p["A_minus"],
            .w_min = stored_bound(p["Wmin"]),
            .w_max = stored_bound(p["Wmax"])};
  }
  static Traces<1> pre_time_constants(const NamedValues& p) { return {p["tau_plus"]}; }
  static Traces<1> post_time_constants(const NamedValues& p) { return {p["tau_minus"]}; }
  static WeightBounds bounds(const Constants& c) { return {c.w_min, c.w_max}; }

  /// Decay time of the eligibility trace, ms.
  static double eligibility_time_constant(const NamedValues& p) { return p["tau_c"]; }
  /// The concentration that is taken from the modulator's, micromolar.
  static double baseline(const NamedValues& p) { return p["b"]; }

  template <class Real>
  static Real at_post(const Constants& c, const Real&, const Traces<1, Real>& pre,
                      const Traces<1, Real>&) {
    return c.a_plus * pre[0];
  }
  template <class Real>
  static Real at_pre(const Constants& c, const Real&, const Traces<1, Real>&,
                     const Traces<1, Real>& post) {
    return -c.a_minus * post[0];
  }

  static SynapseModelInfo info() {
    SynapseModelInfo info;
    info.name = "stdp_dopamine_synapse";
    info.summary = "Spike-timing dependent plasticity gated by a neuromodulator.";
    info.equations =
        "dw/dt = c (n - b), n: concentration of the modulator\n"
        "dc/dt = -c / tau_c\n"
        "c += A_plus K_plus at a spike of the target\n"
        "c -= A_minus K_minus at a spike of the source\n"
        "K_plus, K_minus: + 1 at every spike of the source, target";
    info.reference =
        "Izhikevich 2007, doi:10.1093/cercor/bhl152; Potjans, Morrison & Diesmann 2010, "
        "doi:10.3389/fncom.2010.00141; NEST's stdp_dopamine_synapse";
    info.parameters = parameters;
    info.bytes_per_synapse = 12.5;
    info.plastic = true;
    info.third_factor = SynapseModelInfo::ThirdFactorUse::required;
    info.lower_bound = "Wmin";
    info.upper_bound = "Wmax";
    info.check = check_largest_weight;
    return info;
  }
};

}  // namespace engram
