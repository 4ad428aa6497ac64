#pragma once

#include <array>

#include "plasticity/rule.hpp"
#include "plasticity/weight_bounds.hpp"

namespace engram {

/// Spike-timing dependent plasticity of triplets of spikes (Pfister & Gerstner 2006), all to all.
///
///   spike of the target:  w += K_plus  (Aplus  + Aplus_triplet  K_minus_triplet)
///   spike of the source:  w -= K_minus (Aminus + Aminus_triplet K_plus_triplet)
///
/// K_plus, K_plus_triplet (r1, r2 of the paper) are traces of the source's spikes, K_minus,
/// K_minus_triplet (o1, o2) of the target's; those of the neuron that spikes are taken just before
/// its spike. 0 <= w <= Wmax. Defaults are those of NEST's synapse (the paper's fit to visual
/// cortex) and, of tau_minus and tau_minus_triplet, NEST's neurons; the paper's fit has 33.7 and
/// 125 ms there.
struct StdpTripletSynapse {
  static constexpr std::array parameters{
      Quantity{"tau_plus", "ms", 16.8, Range::above(0), "time constant of the source's fast trace"},
      Quantity{"tau_plus_triplet", "ms", 101.0, Range::above(0),
               "time constant of the source's slow trace"},
      Quantity{"tau_minus", "ms", 20.0, Range::above(0),
               "time constant of the target's fast trace"},
      Quantity{"tau_minus_triplet", "ms", 110.0, Range::above(0),
               "time constant of the target's slow trace"},
      Quantity{"Aplus", "pA or mV", 5e-10, Range::at_least(0), "potentiation by a pair"},
      Quantity{"Aplus_triplet", "pA or mV", 6.2e-3, Range::at_least(0),
               "potentiation by a triplet with two spikes of the target"},
      Quantity{"Aminus", "pA or mV", 7e-3, Range::at_least(0), "depression by a pair"},
      Quantity{"Aminus_triplet", "pA or mV", 2.3e-4, Range::at_least(0),
               "depression by a triplet with two spikes of the source"},
      Quantity{"Wmax", "pA or mV", 100.0, Range::any(), "largest weight, of the weights' sign"},
  };
  static constexpr Pairing pairing = Pairing::all_to_all;
  static constexpr std::size_t pre_traces = 2;
  static constexpr std::size_t post_traces = 2;

  struct Constants {
    double a_plus, a_plus_triplet, a_minus, a_minus_triplet, w_max;
  };

  static Constants derive(const NamedValues& p, double /*dt*/) {
    return {.a_plus = p["Aplus"],
            .a_plus_triplet = p["Aplus_triplet"],
            .a_minus = p["Aminus"],
            .a_minus_triplet = p["Aminus_triplet"],
            .w_max = stored_bound(p["Wmax"])};
  }
  static Traces<2> pre_time_constants(const NamedValues& p) {
    return {p["tau_plus"], p["tau_plus_triplet"]};
  }
  static Traces<2> post_time_constants(const NamedValues& p) {
    return {p["tau_minus"], p["tau_minus_triplet"]};
  }
  static WeightBounds bounds(const Constants& c) { return {0.0, c.w_max}; }

  template <class Real>
  static Real at_post(const Constants& c, const Real&, const Traces<2, Real>& pre,
                      const Traces<2, Real>& post) {
    return pre[0] * (c.a_plus + c.a_plus_triplet * post[1]);
  }
  template <class Real>
  static Real at_pre(const Constants& c, const Real&, const Traces<2, Real>& pre,
                     const Traces<2, Real>& post) {
    return -post[0] * (c.a_minus + c.a_minus_triplet * pre[1]);
  }

  static SynapseModelInfo info() {
    SynapseModelInfo info;
    info.name = "stdp_triplet_synapse";
    info.summary = "Spike-timing dependent plasticity of pairs and triplets of spikes.";
    info.equations =
        "w += K_plus (Aplus + Aplus_triplet K_minus_triplet) at a spike of the target\n"
        "w -= K_minus (Aminus + Aminus_triplet K_plus_triplet) at a spike of the source\n"
        "K_plus, K_plus_triplet: + 1 at every spike of the source; K_minus, K_minus_triplet: of "
        "the target\n"
        "traces of the neuron that spikes are those just before its spike";
    info.reference =
        "Pfister & Gerstner 2006, doi:10.1523/JNEUROSCI.1425-06.2006; NEST's stdp_triplet_synapse";
    info.parameters = parameters;
    info.bytes_per_synapse = 8.5;
    info.plastic = true;
    info.third_factor = SynapseModelInfo::ThirdFactorUse::possible;
    info.upper_bound = "Wmax";
    info.check = check_largest_weight;
    return info;
  }
};

}  // namespace engram
