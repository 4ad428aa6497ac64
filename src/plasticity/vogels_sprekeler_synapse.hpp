#pragma once

#include <array>

#include "plasticity/rule.hpp"
#include "plasticity/weight_bounds.hpp"

namespace engram {

/// Symmetric plasticity of inhibitory synapses (Vogels, Sprekeler et al. 2011).
///
///   spike of the target:  w += eta x_source
///   spike of the source:  w += eta (x_target - alpha)
///
/// Both traces have the time constant tau; w is the magnitude of the weight, 0 <= w <= Wmax. The
/// rule drives the target's rate towards alpha / (2 tau): 3 Hz with NEST's defaults. In NEST the
/// target's trace has the neuron's tau_minus, which users must set to the synapse's tau; and at a
/// spike of the source the bound acts before alpha eta is taken away, so that weights at their
/// bound differ by up to that.
struct VogelsSprekelerSynapse {
  static constexpr std::array parameters{
      Quantity{"tau", "ms", 20.0, Range::above(0), "time constant of both traces"},
      Quantity{"eta", "pA or mV", 0.001, Range::at_least(0), "step size"},
      Quantity{"alpha", "", 0.12, Range::at_least(0),
               "depression at every spike of the source: 2 tau times the target rate"},
      Quantity{"Wmax", "pA or mV", 1.0, Range::any(), "largest weight, of the weights' sign"},
  };
  static constexpr Pairing pairing = Pairing::all_to_all;
  static constexpr std::size_t pre_traces = 1;
  static constexpr std::size_t post_traces = 1;

  struct Constants {
    double eta, alpha, w_max;
  };

  static Constants derive(const NamedValues& p, double /*dt*/) {
    return {.eta = p["eta"], .alpha = p["alpha"], .w_max = stored_bound(p["Wmax"])};
  }
  static Traces<1> pre_time_constants(const NamedValues& p) { return {p["tau"]}; }
  static Traces<1> post_time_constants(const NamedValues& p) { return {p["tau"]}; }
  static WeightBounds bounds(const Constants& c) { return {0.0, c.w_max}; }

  template <class Real>
  static Real at_post(const Constants& c, const Real&, const Traces<1, Real>& pre,
                      const Traces<1, Real>&) {
    return c.eta * pre[0];
  }
  template <class Real>
  static Real at_pre(const Constants& c, const Real&, const Traces<1, Real>&,
                     const Traces<1, Real>& post) {
    return c.eta * (post[0] - c.alpha);
  }

  static SynapseModelInfo info() {
    SynapseModelInfo info;
    info.name = "vogels_sprekeler_synapse";
    info.summary = "Plasticity of inhibitory synapses that holds the target's rate.";
    info.equations =
        "|w| += eta x_source at a spike of the target\n"
        "|w| += eta (x_target - alpha) at a spike of the source\n"
        "x_source, x_target: + 1 at every spike, decay with tau";
    info.reference =
        "Vogels, Sprekeler, Zenke, Clopath & Gerstner 2011, doi:10.1126/science.1211095; NEST's "
        "vogels_sprekeler_synapse";
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
