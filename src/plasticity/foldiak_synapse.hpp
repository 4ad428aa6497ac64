#pragma once

#include <array>

#include "plasticity/weight_bounds.hpp"
#include "plasticity/window_rule.hpp"

namespace engram {

/// Földiák's rule for numbers of spikes in a window.
///
///   at the end of every window:  w += eta (n_pre n_post - p^2)
///
/// w is the magnitude of the weight, 0 <= w <= Wmax. Of an inhibitory synapse the rule is
/// anti-Hebbian: neurons that spike p times per window on average inhibit each other the more, the
/// more often they do so together, until they do so as often as by chance.
///
/// Földiák (1990), doi:10.1007/BF02331346; for spikes: SAILnet (Zylberberg, Murphy & DeWeese 2011,
/// doi:10.1371/journal.pcbi.1002250).
struct FoldiakSynapse : WindowRule {
  static constexpr std::array parameters{
      Quantity{"eta", "pA or mV", 0.01, Range::at_least(0), "step size"},
      Quantity{"p", "", 0.05, Range::at_least(0), "mean number of spikes per window"},
      Quantity{"Wmax", "pA or mV", 100.0, Range::any(), "largest weight, of the weights' sign"},
      window_line,
  };

  struct Constants {
    double eta, by_chance, w_max;
  };

  static Constants derive(const NamedValues& p, double /*dt*/) {
    return {.eta = p["eta"], .by_chance = p["p"] * p["p"], .w_max = stored_bound(p["Wmax"])};
  }
  static WeightBounds bounds(const Constants& c) { return {0.0, c.w_max}; }

  static double at_window_end(const Constants& c, double /*w*/, double pre, double post) {
    return c.eta * (pre * post - c.by_chance);
  }

  static SynapseModelInfo info() {
    SynapseModelInfo info;
    info.name = "foldiak_synapse";
    info.summary =
        "Földiák's rule for numbers of spikes in a window: neurons learn to inhibit "
        "those they spike together with.";
    info.equations =
        "|w| += eta (n_pre n_post - p^2) at the end of every window\n"
        "n_pre, n_post: spikes of source and target in it";
    info.reference =
        "Földiák 1990, doi:10.1007/BF02331346; for spikes: Zylberberg, Murphy & DeWeese 2011, "
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
