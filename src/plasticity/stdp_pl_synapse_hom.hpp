#pragma once

#include <array>

#include "core/power.hpp"
#include "plasticity/rule.hpp"

namespace engram {

/// Spike-timing dependent plasticity with a power law of the weight (Morrison, Aertsen & Diesmann
/// 2007).
///
///   spike of the target:  w += lambda w^mu K_plus
///   spike of the source:  w -= alpha lambda w K_minus
///
/// All pairs of spikes count; w is the number of pA or mV (the paper's reference weight is 1 pA)
/// and stays at or above 0. There is no upper bound: since mu < 1, growth falls behind depression.
/// A weight of 0 stays 0. Names and defaults are NEST's; tau_minus, there a parameter of the
/// neuron, belongs to the synapse here.
struct StdpPlSynapseHom {
  static constexpr std::array parameters{
      Quantity{"tau_plus", "ms", 20.0, Range::above(0), "time constant of the source's trace"},
      Quantity{"tau_minus", "ms", 20.0, Range::above(0), "time constant of the target's trace"},
      Quantity{"lambda", "", 0.1, Range::at_least(0), "step size of potentiation"},
      Quantity{"alpha", "", 1.0, Range::at_least(0), "depression relative to potentiation"},
      Quantity{"mu", "", 0.4, Range::between(0, 1), "weight dependence of potentiation"},
  };
  static constexpr Pairing pairing = Pairing::all_to_all;
  static constexpr std::size_t pre_traces = 1;
  static constexpr std::size_t post_traces = 1;

  struct Constants {
    double up, down;
    Power power;
  };

  static Constants derive(const NamedValues& p, double /*dt*/) {
    return {.up = p["lambda"], .down = p["alpha"] * p["lambda"], .power = Power(p["mu"])};
  }
  static Traces<1> pre_time_constants(const NamedValues& p) { return {p["tau_plus"]}; }
  static Traces<1> post_time_constants(const NamedValues& p) { return {p["tau_minus"]}; }
  static WeightBounds bounds(const Constants&) { return {}; }

  template <class Real>
  static Real at_post(const Constants& c, const Real& w, const Traces<1, Real>& pre,
                      const Traces<1, Real>&) {
    return c.up * c.power(w) * pre[0];
  }
  template <class Real>
  static Real at_pre(const Constants& c, const Real& w, const Traces<1, Real>&,
                     const Traces<1, Real>& post) {
    return -c.down * w * post[0];
  }

  static SynapseModelInfo info() {
    SynapseModelInfo info;
    info.name = "stdp_pl_synapse_hom";
    info.summary = "Spike-timing dependent plasticity with a power law of the weight.";
    info.equations =
        "w += lambda w^mu K_plus at a spike of the target\n"
        "w -= alpha lambda w K_minus at a spike of the source\n"
        "K_plus, K_minus: + 1 at every spike of the source, target";
    info.reference =
        "Morrison, Aertsen & Diesmann 2007, doi:10.1162/neco.2007.19.6.1437; NEST's "
        "stdp_pl_synapse_hom";
    info.parameters = parameters;
    info.bytes_per_synapse = 8.5;
    info.plastic = true;
    info.third_factor = SynapseModelInfo::ThirdFactorUse::possible;
    return info;
  }
};

}  // namespace engram
