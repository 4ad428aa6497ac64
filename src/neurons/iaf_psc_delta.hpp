#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "neurons/membrane_checks.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"

namespace engram {

/// Leaky integrate-and-fire neuron whose potential jumps at every input.
///
///   C_m dV_m/dt = -C_m (V_m - E_L) / tau_m + I_e + I_stim,  an input of weight w adds w to V_m
///   V_m >= V_min
///   V_m >= V_th:  spike, V_m = V_reset for t_ref; input in that time is lost
///
/// Exact integration (Rotter & Diesmann 1999); names, defaults and order within a step are NEST's.
struct IafPscDelta {
  static constexpr std::array parameters{
      Quantity{"E_L", "mV", -70.0, Range::any(), "resting potential"},
      Quantity{"C_m", "pF", 250.0, Range::above(0), "membrane capacitance"},
      Quantity{"tau_m", "ms", 10.0, Range::above(0), "membrane time constant"},
      Quantity{"t_ref", "ms", 2.0, Range::at_least(0), "refractory time, rounded to whole steps"},
      Quantity{"V_th", "mV", -55.0, Range::any(), "threshold"},
      Quantity{"V_reset", "mV", -70.0, Range::any(), "potential during refractoriness, below V_th"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
      Quantity{"V_min", "mV", -1e300, Range::any(), "lower bound of the membrane potential"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -70.0, Range::any(), "membrane potential", Quantity::Shape::number,
               false, "E_L"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps of refractoriness left"},
  };
  static constexpr std::array<std::string_view, 1> receptors{"psp"};

  struct State {
    double v;  // relative to E_L
    double waiting;
  };

  struct Constants {
    double p33;                               // V -> V
    double p30;                               // constant current -> V
    double i_e, v_th, v_reset, v_min, t_ref;  // potentials relative to E_L, t_ref in steps
    double e_l;
  };

  static Constants derive(const NamedValues& p, double dt) {
    const double e_l = p["E_L"];
    return {.p33 = decay(p["tau_m"], dt),
            .p30 = v_from_constant(p["tau_m"], p["C_m"], dt),
            .i_e = p["I_e"],
            .v_th = p["V_th"] - e_l,
            .v_reset = p["V_reset"] - e_l,
            .v_min = p["V_min"] - e_l,
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

  static State padding(const Constants& c) { return {c.v_reset, forever}; }

  static bool step(const Constants& c, const std::array<double, 1>& input, double current,
                   State& s) {
    const bool refractory = s.waiting > 0;
    const double free = c.p30 * (current + c.i_e) + c.p33 * s.v + input[0];
    const double moved = free < c.v_min ? c.v_min : free;
    const double v = refractory ? s.v : moved;
    const double waiting = refractory ? s.waiting - 1 : 0;
    const bool fires = v >= c.v_th;
    s.v = fires ? c.v_reset : v;
    s.waiting = fires ? c.t_ref : waiting;
    return fires;
  }

  static NeuronModelInfo info() {
    return {
        {"iaf_psc_delta", "Leaky integrate-and-fire neuron whose potential jumps at every input.",
         "C_m dV_m/dt = -C_m (V_m - E_L) / tau_m + I_e + I_stim; a spike of weight w adds w to "
         "V_m\n"
         "V_m >= V_min\n"
         "V_m >= V_th: spike, V_m = V_reset for t_ref; input in that time is lost",
         "Exact integration: Rotter & Diesmann 1999, doi:10.1007/s004220050570; Diesmann, "
         "Gewaltig, "
         "Rotter & Aertsen 2001, doi:10.1016/S0925-2312(01)00409-X",
         parameters},
        state,
        receptors,
        "mV",
        true,
        check_reset_and_minimum};
  }
};

}  // namespace engram
