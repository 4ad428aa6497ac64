#pragma once

#include <array>

#include "plasticity/weight_bounds.hpp"
#include "plasticity/window_rule.hpp"

namespace engram {

/// Oja's rule for numbers of spikes in a window, counted from a baseline.
///
///   at the end of every window:  w += eta n_post (gain (n_pre - n_0) - n_post (w - w_0))
///
/// 0 <= w <= Wmax. Weights come to w_0 + gain <n_post (n_pre - n_0)> / <n_post^2>: what the target
/// answers to. Sources that spike n_0 times where there is nothing to tell can so tell more and
/// less, and with an inhibition of w_0 from each of them a synapse can be of either sign.
///
/// Oja (1982), doi:10.1007/BF00275687; the form for spikes is that of SAILnet (Zylberberg, Murphy &
/// DeWeese 2011, doi:10.1371/journal.pcbi.1002250), with n_0 = w_0 = 0 and gain 1.
struct OjaSynapse : WindowRule {
  static constexpr std::array parameters{
      Quantity{"eta", "", 0.01, Range::at_least(0), "step size"},
      Quantity{"gain", "pA or mV", 1.0, Range::at_least(0), "weight that a spike stands for"},
      Quantity{"n_0", "", 0.0, Range::at_least(0), "spikes of the source that stand for nothing"},
      Quantity{"w_0", "pA or mV", 0.0, Range::at_least(0),
               "weight that stands for nothing, a magnitude"},
      Quantity{"Wmax", "pA or mV", 100.0, Range::any(), "largest weight, of the weights' sign"},
      window_line,
  };

  struct Constants {
    double eta, gain, n_0, w_0, w_max;
  };

  static Constants derive(const NamedValues& p, double /*dt*/) {
    return {.eta = p["eta"],
            .gain = p["gain"],
            .n_0 = p["n_0"],
            .w_0 = p["w_0"],
            .w_max = stored_bound(p["Wmax"])};
  }
  static WeightBounds bounds(const Constants& c) { return {0.0, c.w_max}; }

  static double at_window_end(const Constants& c, double w, double pre, double post) {
    return c.eta * post * (c.gain * (pre - c.n_0) - post * (w - c.w_0));
  }

  static SynapseModelInfo info() {
    SynapseModelInfo info;
    info.name = "oja_synapse";
    info.summary =
        "Oja's rule for numbers of spikes in a window: weights become what the target "
        "answers to.";
    info.equations =
        "|w| += eta n_post (gain (n_pre - n_0) - n_post (|w| - w_0)) at the end of every window\n"
        "n_pre, n_post: spikes of source and target in it";
    info.reference =
        "Oja 1982, doi:10.1007/BF00275687; for spikes: Zylberberg, Murphy & DeWeese 2011, "
        "doi:10.1371/journal.pcbi.1002250";
    info.parameters = parameters;
    info.bytes_per_synapse = 8.5;
    info.plastic = true;
    info.upper_bound = "Wmax";
    info.check = check_largest_weight;
    return info;
  }
};

}  // namespace engram
