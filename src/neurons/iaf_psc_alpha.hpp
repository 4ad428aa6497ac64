#pragma once

#include <array>
#include <cstddef>
#include <numbers>
#include <string_view>

#include "neurons/membrane_checks.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"

namespace engram {

/// Leaky integrate-and-fire neuron with alpha-shaped postsynaptic currents.
///
///   C_m dV_m/dt      = -C_m (V_m - E_L) / tau_m + I_syn_ex + I_syn_in + I_e + I_stim,  V_m >=
///   V_min dI_syn_x/dt      = dI_syn_x - I_syn_x / tau_syn_x                                   (x =
///   ex, in) d(dI_syn_x)/dt   = -dI_syn_x / tau_syn_x,   an input of weight w adds w e / tau_syn_x
///   V_m >= V_th:       spike, V_m = V_reset for t_ref
///
/// so that an input of weight w makes the current w (t/tau) exp(1 - t/tau), whose peak is w at t =
/// tau. Exact integration (Rotter & Diesmann 1999); names, defaults and order within a step are
/// NEST's.
struct IafPscAlpha {
  static constexpr std::array parameters{
      Quantity{"E_L", "mV", -70.0, Range::any(), "resting potential"},
      Quantity{"C_m", "pF", 250.0, Range::above(0), "membrane capacitance"},
      Quantity{"tau_m", "ms", 10.0, Range::above(0), "membrane time constant"},
      Quantity{"t_ref", "ms", 2.0, Range::at_least(0), "refractory time, rounded to whole steps"},
      Quantity{"V_th", "mV", -55.0, Range::any(), "threshold"},
      Quantity{"V_reset", "mV", -70.0, Range::any(), "potential during refractoriness, below V_th"},
      Quantity{"tau_syn_ex", "ms", 2.0, Range::above(0), "rise time of the excitatory current"},
      Quantity{"tau_syn_in", "ms", 2.0, Range::above(0), "rise time of the inhibitory current"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
      Quantity{"V_min", "mV", -1e300, Range::any(), "lower bound of the membrane potential"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -70.0, Range::any(), "membrane potential", Quantity::Shape::number,
               false, "E_L"},
      Quantity{"I_syn_ex", "pA", 0.0, Range::any(), "excitatory synaptic current"},
      Quantity{"dI_syn_ex", "pA/ms", 0.0, Range::any(), "drive of the excitatory current"},
      Quantity{"I_syn_in", "pA", 0.0, Range::any(), "inhibitory synaptic current"},
      Quantity{"dI_syn_in", "pA/ms", 0.0, Range::any(), "drive of the inhibitory current"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps of refractoriness left"},
  };
  static constexpr std::array<std::string_view, 2> receptors{"ex", "in"};

  struct State {
    double v;  // relative to E_L
    double i_ex, d_ex;
    double i_in, d_in;
    double waiting;
  };

  struct Constants {
    double p11_ex, p11_in;                    // dI -> dI and I -> I
    double p21_ex, p21_in;                    // dI -> I
    double p31_ex, p31_in;                    // dI -> V
    double p32_ex, p32_in;                    // I -> V
    double p33_minus_one;                     // V -> V, less one
    double p30;                               // constant current -> V
    double peak_ex, peak_in;                  // dI per unit of weight
    double i_e, v_th, v_reset, v_min, t_ref;  // potentials relative to E_L, t_ref in steps
    double e_l;
  };

  static Constants derive(const NamedValues& p, double dt) {
    const double tau_m = p["tau_m"], c_m = p["C_m"], e_l = p["E_L"];
    const double tau_ex = p["tau_syn_ex"], tau_in = p["tau_syn_in"];
    return {.p11_ex = decay(tau_ex, dt),
            .p11_in = decay(tau_in, dt),
            .p21_ex = dt * decay(tau_ex, dt),
            .p21_in = dt * decay(tau_in, dt),
            .p31_ex = v_from_alpha(tau_ex, tau_m, c_m, dt),
            .p31_in = v_from_alpha(tau_in, tau_m, c_m, dt),
            .p32_ex = v_from_exponential(tau_ex, tau_m, c_m, dt),
            .p32_in = v_from_exponential(tau_in, tau_m, c_m, dt),
            .p33_minus_one = decay_minus_one(tau_m, dt),
            .p30 = v_from_constant(tau_m, c_m, dt),
            .peak_ex = std::numbers::e / tau_ex,
            .peak_in = std::numbers::e / tau_in,
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

  static State padding(const Constants& c) { return {c.v_reset, 0, 0, 0, 0, forever}; }

  static bool step(const Constants& c, const std::array<double, 2>& input, double current,
                   State& s) {
    const bool refractory = s.waiting > 0;
    const double free = c.p30 * (current + c.i_e) + c.p31_ex * s.d_ex + c.p32_ex * s.i_ex +
                        c.p31_in * s.d_in + c.p32_in * s.i_in + c.p33_minus_one * s.v + s.v;
    const double moved = free < c.v_min ? c.v_min : free;
    const double v = refractory ? s.v : moved;
    const double waiting = refractory ? s.waiting - 1 : 0;
    s.i_ex = c.p21_ex * s.d_ex + c.p11_ex * s.i_ex;
    s.d_ex = c.p11_ex * s.d_ex + c.peak_ex * input[0];
    s.i_in = c.p21_in * s.d_in + c.p11_in * s.i_in;
    s.d_in = c.p11_in * s.d_in + c.peak_in * input[1];
    const bool fires = v >= c.v_th;
    s.v = fires ? c.v_reset : v;
    s.waiting = fires ? c.t_ref : waiting;
    return fires;
  }

  static NeuronModelInfo info() {
    return {{"iaf_psc_alpha",
             "Leaky integrate-and-fire neuron with alpha-shaped postsynaptic currents.",
             "C_m dV_m/dt = -C_m (V_m - E_L) / tau_m + I_syn_ex + I_syn_in + I_e + I_stim, V_m >= "
             "V_min\n"
             "dI_syn_x/dt = dI_syn_x - I_syn_x / tau_syn_x (x = ex, in)\n"
             "d(dI_syn_x)/dt = -dI_syn_x / tau_syn_x; a spike of weight w adds w e / tau_syn_x\n"
             "V_m >= V_th: spike, V_m = V_reset for t_ref",
             "Diesmann, Gewaltig, Rotter & Aertsen 2001, doi:10.1016/S0925-2312(01)00409-X; exact "
             "integration: Rotter & Diesmann 1999, doi:10.1007/s004220050570",
             parameters},
            state,
            receptors,
            "pA",
            true,
            check_reset_and_minimum};
  }
};

}  // namespace engram
