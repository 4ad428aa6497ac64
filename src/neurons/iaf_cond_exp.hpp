#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "neurons/conductance_moments.hpp"
#include "neurons/conductance_step.hpp"
#include "neurons/membrane_checks.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"

namespace engram {

/// Leaky integrate-and-fire neuron whose synapses are exponentially decaying conductances.
///
///   C_m dV_m/dt = -g_L (V_m - E_L) - g_ex (V_m - E_ex) - g_in (V_m - E_in) + I_e + I_stim
///   dg_x/dt     = -g_x / tau_syn_x,   an input of weight w adds |w|        (x = ex, in)
///   V_m >= V_th:  spike, V_m = V_reset for t_ref
///
/// Names, defaults and order within a step are NEST's. Conductances are exact; the membrane moves
/// by ConductanceStep, of fourth order.
struct IafCondExp {
  static constexpr std::array parameters{
      Quantity{"E_L", "mV", -70.0, Range::any(), "reversal potential of the leak"},
      Quantity{"C_m", "pF", 250.0, Range::above(0), "membrane capacitance"},
      Quantity{"g_L", "nS", 16.6667, Range::at_least(0), "leak conductance"},
      Quantity{"t_ref", "ms", 2.0, Range::at_least(0), "refractory time, rounded to whole steps"},
      Quantity{"V_th", "mV", -55.0, Range::any(), "threshold"},
      Quantity{"V_reset", "mV", -60.0, Range::any(), "potential during refractoriness, below V_th"},
      Quantity{"E_ex", "mV", 0.0, Range::any(), "excitatory reversal potential"},
      Quantity{"E_in", "mV", -85.0, Range::any(), "inhibitory reversal potential"},
      Quantity{"tau_syn_ex", "ms", 0.2, Range::above(0),
               "decay time of the excitatory conductance"},
      Quantity{"tau_syn_in", "ms", 2.0, Range::above(0),
               "decay time of the inhibitory conductance"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -70.0, Range::any(), "membrane potential", Quantity::Shape::number,
               false, "E_L"},
      Quantity{"g_ex", "nS", 0.0, Range::at_least(0), "excitatory synaptic conductance"},
      Quantity{"g_in", "nS", 0.0, Range::at_least(0), "inhibitory synaptic conductance"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps of refractoriness left"},
  };
  static constexpr std::array<std::string_view, 2> receptors{"ex", "in"};

  struct State {
    double v;  // relative to E_in
    double g_ex, g_in;
    double waiting;
  };

  /// Potentials are relative to E_in, which so needs no term in any sum; the leak's own is part of
  /// i_e.
  struct Constants {
    double p_ex, p_in;                 // g -> g
    double leak;                       // h g_L / C_m
    double whole_ex, whole_in;         // integrals of the conductances over the step, per C_m
    double moment_ex, moment_in;       // and their moments
    double e_ex;                       // potentials relative to E_in
    double per_c;                      // h / C_m
    double i_e, v_th, v_reset, t_ref;  // t_ref in steps
    double e_in;
  };

  static Constants derive(const NamedValues& p, double dt) {
    const double c_m = p["C_m"], e_in = p["E_in"], g_l = p["g_L"];
    const ConductanceMoments ex = moments_of_decay(p["tau_syn_ex"], dt);
    const ConductanceMoments in = moments_of_decay(p["tau_syn_in"], dt);
    return {.p_ex = decay(p["tau_syn_ex"], dt),
            .p_in = decay(p["tau_syn_in"], dt),
            .leak = dt * g_l / c_m,
            .whole_ex = ex.whole / c_m,
            .whole_in = in.whole / c_m,
            .moment_ex = ex.moment / c_m,
            .moment_in = in.moment / c_m,
            .e_ex = p["E_ex"] - e_in,
            .per_c = dt / c_m,
            .i_e = p["I_e"] + g_l * (p["E_L"] - e_in),
            .v_th = p["V_th"] - e_in,
            .v_reset = p["V_reset"] - e_in,
            .t_ref = refractory_steps(p["t_ref"], dt),
            .e_in = e_in};
  }

  static Constants shifted(Constants c, double mV) {
    c.v_th += mV;
    return c;
  }

  static double offset(std::size_t variable, const Constants& c) {
    return variable == 0 ? c.e_in : 0;
  }

  static State padding(const Constants& c) { return {c.v_reset, 0, 0, forever}; }

  static bool step(const Constants& c, const std::array<double, 2>& input, double current,
                   State& s) {
    const bool refractory = s.waiting > 0;
    const double ex = s.g_ex * c.whole_ex, in = s.g_in * c.whole_in;
    const double ex_moment = s.g_ex * c.moment_ex, in_moment = s.g_in * c.moment_in;
    const ConductanceStep moved{
        .decay = c.leak + ex + in,
        .drive = (c.i_e + current) * c.per_c + ex * c.e_ex,
        .decay_moment = ex_moment + in_moment,
        .drive_moment = ex_moment * c.e_ex,
    };
    const double v = refractory ? c.v_reset : moved(s.v);
    const double waiting = refractory ? s.waiting - 1 : 0;
    s.g_ex = s.g_ex * c.p_ex + input[0];
    s.g_in = s.g_in * c.p_in - input[1];
    const bool fires = v >= c.v_th;
    s.v = fires ? c.v_reset : v;
    s.waiting = fires ? c.t_ref : waiting;
    return fires;
  }

  static NeuronModelInfo info() {
    return {{"iaf_cond_exp",
             "Leaky integrate-and-fire neuron with exponentially decaying synaptic conductances.",
             "C_m dV_m/dt = -g_L (V_m - E_L) - g_ex (V_m - E_ex) - g_in (V_m - E_in) + I_e + "
             "I_stim\n"
             "dg_x/dt = -g_x / tau_syn_x; a spike of weight w adds |w|, to g_ex where w >= 0, "
             "otherwise to g_in\n"
             "V_m >= V_th: spike, V_m = V_reset for t_ref",
             "Meffin, Burkitt & Grayden 2004, doi:10.1023/B:JCNS.0000014108.03012.81; scheme: "
             "Magnus 1954, doi:10.1002/cpa.3160070404",
             parameters},
            state,
            receptors,
            "nS",
            true,
            check_reset};
  }
};

}  // namespace engram
