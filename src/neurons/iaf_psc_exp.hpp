#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "neurons/membrane_checks.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"

namespace engram {

/// Leaky integrate-and-fire neuron with exponential postsynaptic currents.
///
///   C_m dV_m/dt     = -C_m (V_m - E_L) / tau_m + I_syn_ex + I_syn_in + I_e + I_stim
///   dI_syn_x/dt     = -I_syn_x / tau_syn_x,   an input of weight w adds w        (x = ex, in)
///   V_m >= V_th:      spike, V_m = V_reset for t_ref
///
/// Exact integration (Rotter & Diesmann 1999); names, defaults and order within a step are NEST's.
struct IafPscExp {
  static constexpr std::array parameters{
      Quantity{"E_L", "mV", -70.0, Range::any(), "resting potential"},
      Quantity{"C_m", "pF", 250.0, Range::above(0), "membrane capacitance"},
      Quantity{"tau_m", "ms", 10.0, Range::above(0), "membrane time constant"},
      Quantity{"t_ref", "ms", 2.0, Range::at_least(0), "refractory time, rounded to whole steps"},
      Quantity{"V_th", "mV", -55.0, Range::any(), "threshold"},
      Quantity{"V_reset", "mV", -70.0, Range::any(), "potential during refractoriness, below V_th"},
      Quantity{"tau_syn_ex", "ms", 2.0, Range::above(0), "decay time of the excitatory current"},
      Quantity{"tau_syn_in", "ms", 2.0, Range::above(0), "decay time of the inhibitory current"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -70.0, Range::any(), "membrane potential", Quantity::Shape::number,
               false, "E_L"},
      Quantity{"I_syn_ex", "pA", 0.0, Range::any(), "excitatory synaptic current"},
      Quantity{"I_syn_in", "pA", 0.0, Range::any(), "inhibitory synaptic current"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps of refractoriness left"},
  };
  static constexpr std::array<std::string_view, 2> receptors{"ex", "in"};

  struct State {
    double v;  // relative to E_L
    double i_ex;
    double i_in;
    double waiting;
  };

  struct Constants {
    double p11_ex, p11_in;             // I -> I
    double p21_ex, p21_in;             // I -> V
    double p22;                        // V -> V
    double p20;                        // constant current -> V
    double i_e, v_th, v_reset, t_ref;  // potentials relative to E_L, t_ref in steps
    double e_l;
  };

  static Constants derive(const NamedValues& p, double dt) {
    const double tau_m = p["tau_m"], c_m = p["C_m"], e_l = p["E_L"];
    return {.p11_ex = decay(p["tau_syn_ex"], dt),
            .p11_in = decay(p["tau_syn_in"], dt),
            .p21_ex = v_from_exponential(p["tau_syn_ex"], tau_m, c_m, dt),
            .p21_in = v_from_exponential(p["tau_syn_in"], tau_m, c_m, dt),
            .p22 = decay(tau_m, dt),
            .p20 = v_from_constant(tau_m, c_m, dt),
            .i_e = p["I_e"],
            .v_th = p["V_th"] - e_l,
            .v_reset = p["V_reset"] - e_l,
            .t_ref = refractory_steps(p["t_ref"], dt),
            .e_l = e_l};
  }

  static Constants shifted(Constants c, double mV) {
    c.v_th += mV;
    return c;
  }

  static double offset(std::size_t variable, const Constants& c) {
    return variable == 0 ? c.e_l : 0;
  }

  static State padding(const Constants& c) { return {c.v_reset, 0, 0, forever}; }

  static bool step(const Constants& c, const std::array<double, 2>& input, double current,
                   State& s) {
    const bool refractory = s.waiting > 0;
    const double moved =
        s.v * c.p22 + s.i_ex * c.p21_ex + s.i_in * c.p21_in + (c.i_e + current) * c.p20;
    const double v = refractory ? s.v : moved;
    const double waiting = refractory ? s.waiting - 1 : 0;
    s.i_ex = s.i_ex * c.p11_ex + input[0];
    s.i_in = s.i_in * c.p11_in + input[1];
    const bool fires = v >= c.v_th;
    s.v = fires ? c.v_reset : v;
    s.waiting = fires ? c.t_ref : waiting;
    return fires;
  }

  static NeuronModelInfo info() {
    return {
        {"iaf_psc_exp", "Leaky integrate-and-fire neuron with exponential postsynaptic currents.",
         "C_m dV_m/dt = -C_m (V_m - E_L) / tau_m + I_syn_ex + I_syn_in + I_e + I_stim\n"
         "dI_syn_x/dt = -I_syn_x / tau_syn_x; a spike of weight w adds w (x = ex, in)\n"
         "V_m >= V_th: spike, V_m = V_reset for t_ref",
         "Tsodyks, Uziel & Markram 2000, J Neurosci 20:RC50; exact integration: Rotter & Diesmann "
         "1999, doi:10.1007/s004220050570",
         parameters},
        state,
        receptors,
        "pA",
        true,
        check_reset};
  }
};

}  // namespace engram
