#pragma once

#include <array>
#include <string_view>

#include "core/power.hpp"
#include "plasticity/rule.hpp"
#include "plasticity/weight_bounds.hpp"

namespace engram {

/// Pair-based spike-timing dependent plasticity from additive to multiplicative.
///
///   spike of the target:  w += lambda Wmax (1 - w / Wmax)^mu_plus K_plus
///   spike of the source:  w -= alpha lambda Wmax (w / Wmax)^mu_minus K_minus
///
/// K_plus and K_minus are traces of the source's and the target's spikes with time constants
/// tau_plus and tau_minus; 0 <= w <= Wmax. mu = 0: additive (Song, Miller & Abbott 2000); mu = 1:
/// multiplicative (Rubin, Lee & Sompolinsky 2001); between: Guetig et al. 2003; mu_plus = 0,
/// mu_minus = 1: van Rossum, Bi & Turrigiano 2000. Names and defaults are NEST's; tau_minus, there
/// a parameter of the neuron, belongs to the synapse here.
///
/// The members of the family differ in which spikes form pairs; a spike of each neuron that reach
/// the synapse in the same step never do.
struct StdpTable {
  static constexpr std::array parameters{
      Quantity{"tau_plus", "ms", 20.0, Range::above(0), "time constant of the source's trace"},
      Quantity{"tau_minus", "ms", 20.0, Range::above(0), "time constant of the target's trace"},
      Quantity{"lambda", "", 0.01, Range::at_least(0), "step size of potentiation"},
      Quantity{"alpha", "", 1.0, Range::at_least(0), "depression relative to potentiation"},
      Quantity{"mu_plus", "", 1.0, Range::at_least(0), "weight dependence of potentiation"},
      Quantity{"mu_minus", "", 1.0, Range::at_least(0), "weight dependence of depression"},
      Quantity{"Wmax", "pA or mV", 100.0, Range::any(), "largest weight, of the weights' sign"},
  };

  /// What a member of the family says about itself.
  struct Text {
    std::string_view name, summary, traces;
    double bytes_per_synapse;
  };
  static constexpr Text text(Pairing pairing) {
    switch (pairing) {
      case Pairing::nearest_symmetric:
        return {"stdp_nn_symm_synapse",
                "Spike-timing dependent plasticity, every spike paired with the nearest earlier "
                "one of the other neuron.",
                "w += lambda Wmax (1 - w/Wmax)^mu_plus K_plus at a spike of the target\n"
                "w -= alpha lambda Wmax (w/Wmax)^mu_minus K_minus at a spike of the source\n"
                "K_plus, K_minus: set to 1 by every spike of the source, target",
                8.5};
      case Pairing::nearest_pre_centered:
        return {"stdp_nn_pre_centered_synapse",
                "Spike-timing dependent plasticity, every spike of the source paired with the "
                "nearest spikes of the target before and after it.",
                "w += lambda Wmax (1 - w/Wmax)^mu_plus K_plus at a spike of the target\n"
                "w -= alpha lambda Wmax (w/Wmax)^mu_minus K_minus at a spike of the source\n"
                "K_plus: + 1 at every spike of the source, set to 0 after a spike of the target\n"
                "K_minus: set to 1 by every spike of the target",
                12.5};
      case Pairing::nearest_restricted:
        return {"stdp_nn_restr_synapse",
                "Spike-timing dependent plasticity, only immediate neighbours paired.",
                "w += lambda Wmax (1 - w/Wmax)^mu_plus K_plus at the first spike of the target "
                "after one of the source\n"
                "w -= alpha lambda Wmax (w/Wmax)^mu_minus K_minus at the first spike of the source "
                "after one of the target\n"
                "K_plus, K_minus: set to 1 by every spike of the source, target",
                12.5};
      case Pairing::all_to_all:
        break;
    }
    return {"stdp_synapse",
            "Spike-timing dependent plasticity of all pairs of spikes, from additive to "
            "multiplicative.",
            "w += lambda Wmax (1 - w/Wmax)^mu_plus K_plus at a spike of the target\n"
            "w -= alpha lambda Wmax (w/Wmax)^mu_minus K_minus at a spike of the source\n"
            "K_plus, K_minus: + 1 at every spike of the source, target",
            8.5};
  }
};

template <Pairing pairs>
struct StdpFamily : StdpTable {
  static constexpr Pairing pairing = pairs;
  static constexpr std::size_t pre_traces = 1;
  static constexpr std::size_t post_traces = 1;

  template <class Exponent>
  struct Numbers {
    double w_max, one_over_w_max;
    double up, down;  // largest changes
    Exponent plus, minus;
  };
  using Constants = Numbers<Power>;

  static Constants derive(const NamedValues& p, double /*dt*/) {
    const double w_max = stored_bound(p["Wmax"]);
    return {.w_max = w_max,
            .one_over_w_max = 1.0 / w_max,
            .up = p["lambda"] * w_max,
            .down = p["alpha"] * p["lambda"] * w_max,
            .plus = Power(p["mu_plus"]),
            .minus = Power(p["mu_minus"])};
  }
  static Traces<1> pre_time_constants(const NamedValues& p) { return {p["tau_plus"]}; }
  static Traces<1> post_time_constants(const NamedValues& p) { return {p["tau_minus"]}; }
  static WeightBounds bounds(const Constants& c) { return {0.0, c.w_max}; }

  /// Additive and multiplicative rules need no powers.
  template <class Action>
  static void specialise(const Constants& c, const Action& action) {
    if (c.plus.is_linear() && c.minus.is_linear()) {
      action(Numbers<LinearPower>{c.w_max, c.one_over_w_max, c.up, c.down, c.plus.linear(),
                                  c.minus.linear()});
    } else {
      action(c);
    }
  }

  template <class Exponent, class Real>
  static Real at_post(const Numbers<Exponent>& c, const Real& w, const Traces<1, Real>& pre,
                      const Traces<1, Real>&) {
    return c.up * c.plus((c.w_max - w) * c.one_over_w_max) * pre[0];
  }
  template <class Exponent, class Real>
  static Real at_pre(const Numbers<Exponent>& c, const Real& w, const Traces<1, Real>&,
                     const Traces<1, Real>& post) {
    return -c.down * c.minus(w * c.one_over_w_max) * post[0];
  }

  static SynapseModelInfo info() {
    constexpr Text own = text(pairs);
    SynapseModelInfo info;
    info.name = own.name;
    info.summary = own.summary;
    info.equations = own.traces;
    info.reference = pairs == Pairing::all_to_all
                         ? "Guetig, Aharonov, Rotter & Sompolinsky 2003, J Neurosci 23:3697; "
                           "NEST's stdp_synapse"
                         : "Morrison, Diesmann & Gerstner 2008, doi:10.1007/s00422-008-0233-1, "
                           "figure 7; weight dependence: Guetig et al. 2003, J Neurosci 23:3697";
    info.parameters = parameters;
    info.bytes_per_synapse = own.bytes_per_synapse;
    info.plastic = true;
    info.third_factor = SynapseModelInfo::ThirdFactorUse::possible;
    info.upper_bound = "Wmax";
    info.check = check_largest_weight;
    return info;
  }
};

using StdpSynapse = StdpFamily<Pairing::all_to_all>;
using StdpNnSymmSynapse = StdpFamily<Pairing::nearest_symmetric>;
using StdpNnPreCenteredSynapse = StdpFamily<Pairing::nearest_pre_centered>;
using StdpNnRestrSynapse = StdpFamily<Pairing::nearest_restricted>;

}  // namespace engram
