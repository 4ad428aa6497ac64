#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"

namespace engram {

/// Integrate-and-fire neuron without reset whose threshold adapts on two time scales.
///
///   C_m dV_m/dt = -C_m (V_m - E_L) / tau_m + I_syn_ex + I_syn_in + I_e + I_stim
///   dI_syn_x/dt = -I_syn_x / tau_syn_x,   an input of weight w adds w        (x = ex, in)
///   V_th        = omega + V_th_alpha_1 + V_th_alpha_2
///   dV_th_alpha_k/dt = -V_th_alpha_k / tau_k                                 (k = 1, 2)
///   V_m >= V_th:  spike, V_th_alpha_k grows by alpha_k, no other spike for t_ref
///
/// Kobayashi, Tsubokawa & Shinomoto (2009), doi:10.3389/neuro.10.009.2009. Exact integration;
/// names, defaults and order within a step are NEST's.
struct Mat2PscExp {
  static constexpr std::array parameters{
      Quantity{"E_L", "mV", -70.0, Range::any(), "resting potential"},
      Quantity{"C_m", "pF", 100.0, Range::above(0), "membrane capacitance"},
      Quantity{"tau_m", "ms", 5.0, Range::above(0), "membrane time constant"},
      Quantity{"t_ref", "ms", 2.0, Range::at_least(0),
               "time without another spike, rounded to whole steps"},
      Quantity{"tau_syn_ex", "ms", 1.0, Range::above(0), "decay time of the excitatory current"},
      Quantity{"tau_syn_in", "ms", 3.0, Range::above(0), "decay time of the inhibitory current"},
      Quantity{"tau_1", "ms", 10.0, Range::above(0), "time constant of V_th_alpha_1"},
      Quantity{"tau_2", "ms", 200.0, Range::above(0), "time constant of V_th_alpha_2"},
      Quantity{"alpha_1", "mV", 37.0, Range::any(), "growth of V_th_alpha_1 at a spike"},
      Quantity{"alpha_2", "mV", 2.0, Range::any(), "growth of V_th_alpha_2 at a spike"},
      Quantity{"omega", "mV", -51.0, Range::any(), "threshold at rest"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -70.0, Range::any(), "membrane potential", Quantity::Shape::number,
               false, "E_L"},
      Quantity{"I_syn_ex", "pA", 0.0, Range::any(), "excitatory synaptic current"},
      Quantity{"I_syn_in", "pA", 0.0, Range::any(), "inhibitory synaptic current"},
      Quantity{"V_th_alpha_1", "mV", 0.0, Range::any(), "fast part of the threshold"},
      Quantity{"V_th_alpha_2", "mV", 0.0, Range::any(), "slow part of the threshold"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps without a spike left"},
      Quantity{"V_th", "mV", -51.0, Range::any(), "threshold, follows from its parts",
               Quantity::Shape::number, false, "omega"},
  };
  static constexpr std::array<std::string_view, 2> receptors{"ex", "in"};

  struct State {
    double v;  // relative to E_L
    double i_ex, i_in;
    double th_1, th_2;
    double waiting;
  };
  static constexpr std::size_t n_stored = sizeof(State) / sizeof(double);

  struct Constants {
    double p11_ex, p11_in;  // I -> I
    double p21_ex, p21_in;  // I -> V
    double p22_minus_one;   // V -> V, less one
    double p20;             // constant current -> V
    double p_1, p_2;        // of the threshold's parts
    double alpha_1, alpha_2;
    double omega;        // relative to E_L
    double omega_shift;  // of slow processes
    double i_e, t_ref;   // t_ref in steps
    double e_l;
  };

  static Constants derive(const NamedValues& p, double dt) {
    const double tau_m = p["tau_m"], c_m = p["C_m"], e_l = p["E_L"];
    return {.p11_ex = decay(p["tau_syn_ex"], dt),
            .p11_in = decay(p["tau_syn_in"], dt),
            .p21_ex = v_from_exponential(p["tau_syn_ex"], tau_m, c_m, dt),
            .p21_in = v_from_exponential(p["tau_syn_in"], tau_m, c_m, dt),
            .p22_minus_one = decay_minus_one(tau_m, dt),
            .p20 = v_from_constant(tau_m, c_m, dt),
            .p_1 = decay(p["tau_1"], dt),
            .p_2 = decay(p["tau_2"], dt),
            .alpha_1 = p["alpha_1"],
            .alpha_2 = p["alpha_2"],
            .omega = p["omega"] - e_l,
            .omega_shift = 0.0,
            .i_e = p["I_e"],
            .t_ref = refractory_steps(p["t_ref"], dt),
            .e_l = e_l};
  }

  static Constants shifted(Constants c, double mV) {
    c.omega_shift = mV;
    return c;
  }

  static double offset(std::size_t variable, const Constants& c) {
    return variable == 0 || variable == n_stored ? c.e_l : 0;
  }

  /// V_th, relative to E_L.
  static double follower(std::size_t, const Constants& c, const State& s) {
    return c.omega + c.omega_shift + s.th_2 + s.th_1;
  }

  static State padding(const Constants&) { return {0, 0, 0, 0, 0, forever}; }

  static bool step(const Constants& c, const std::array<double, 2>& input, double current,
                   State& s) {
    const bool refractory = s.waiting > 0;
    s.v = s.v * c.p22_minus_one + s.v + s.i_ex * c.p21_ex + s.i_in * c.p21_in +
          (c.i_e + current) * c.p20;
    s.i_ex = s.i_ex * c.p11_ex + input[0];
    s.i_in = s.i_in * c.p11_in + input[1];
    const double th_1 = s.th_1 * c.p_1;
    const double th_2 = s.th_2 * c.p_2;
    const bool above = s.v >= c.omega + c.omega_shift + th_2 + th_1;
    const bool fires = above && !refractory;
    const double waiting = refractory ? s.waiting - 1 : 0;
    s.th_1 = fires ? th_1 + c.alpha_1 : th_1;
    s.th_2 = fires ? th_2 + c.alpha_2 : th_2;
    s.waiting = fires ? c.t_ref : waiting;
    return fires;
  }

  static NeuronModelInfo info() {
    return {{"mat2_psc_exp",
             "Integrate-and-fire neuron without reset whose threshold adapts on two time scales.",
             "C_m dV_m/dt = -C_m (V_m - E_L) / tau_m + I_syn_ex + I_syn_in + I_e + I_stim\n"
             "dI_syn_x/dt = -I_syn_x / tau_syn_x; a spike of weight w adds w (x = ex, in)\n"
             "V_th = omega + V_th_alpha_1 + V_th_alpha_2\n"
             "dV_th_alpha_k/dt = -V_th_alpha_k / tau_k (k = 1, 2)\n"
             "V_m >= V_th: spike, V_th_alpha_k grows by alpha_k, no other spike for t_ref",
             "Kobayashi, Tsubokawa & Shinomoto 2009, doi:10.3389/neuro.10.009.2009", parameters},
            state,
            receptors,
            "pA",
            true};
  }
};

}  // namespace engram
