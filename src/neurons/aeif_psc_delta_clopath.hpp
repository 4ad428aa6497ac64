#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "core/elementary.hpp"
#include "neurons/membrane_checks.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"

namespace engram {

/// Adaptive exponential integrate-and-fire neuron with the filtered voltages of Clopath's
/// plasticity rule.
///
///   C_m dV_m/dt = -g_L (V_m - E_L) + I_onset - w + z + I_e + I_stim
///   I_onset = g_L Delta_T exp((V_m - V_th) / Delta_T)
///   tau_w dw/dt = a (V_m - E_L) - w
///   tau_z dz/dt = -z
///   tau_V_th dV_th/dt = V_th_rest - V_th
///   tau_u_bar_x du_bar_x/dt = V_m - u_bar_x    (x = plus, minus)
///   tau_u_bar_bar du_bar_bar/dt = u_bar_minus - u_bar_bar
///   an input of weight w adds w to V_m
///   V_m >= V_peak:  spike, w grows by b, z = I_sp, V_th = V_th_max,
///                   V_m = V_clamp for t_clamp, then V_reset for t_ref
///
/// Clopath, Buesing, Vasilaki & Gerstner (2010), doi:10.1038/nn.2479; the clamp and the delay of
/// u_bar_plus and u_bar_minus are in the authors' program (ModelDB 144566) only. Names and defaults
/// are NEST's. Fourth-order Runge-Kutta in substeps of at most 0.01 ms.
struct AeifPscDeltaClopath {
  static constexpr std::array parameters{
      Quantity{"E_L", "mV", -70.6, Range::any(), "resting potential of the leak"},
      Quantity{"C_m", "pF", 281.0, Range::above(0), "membrane capacitance"},
      Quantity{"g_L", "nS", 30.0, Range::above(0), "leak conductance"},
      Quantity{"Delta_T", "mV", 2.0, Range::at_least(0), "sharpness of the spike's onset"},
      Quantity{"V_peak", "mV", 33.0, Range::any(), "potential at which a spike is detected"},
      Quantity{"V_reset", "mV", -60.0, Range::any(), "potential after the clamp, below V_peak"},
      Quantity{"t_ref", "ms", 0.0, Range::at_least(0), "time at V_reset, rounded to whole steps"},
      Quantity{"V_clamp", "mV", 33.0, Range::any(), "potential during the spike"},
      Quantity{"t_clamp", "ms", 2.0, Range::at_least(0),
               "duration of the spike, rounded to whole steps"},
      Quantity{"V_th_rest", "mV", -50.4, Range::any(), "threshold at rest"},
      Quantity{"V_th_max", "mV", 30.4, Range::any(), "threshold right after a spike"},
      Quantity{"tau_V_th", "ms", 50.0, Range::above(0), "time constant of the threshold"},
      Quantity{"a", "nS", 4.0, Range::any(), "adaptation below threshold"},
      Quantity{"b", "pA", 80.5, Range::any(), "growth of the adaptation current at a spike"},
      Quantity{"tau_w", "ms", 144.0, Range::above(0), "time constant of the adaptation current"},
      Quantity{"I_sp", "pA", 400.0, Range::any(), "current of the afterpotential after a spike"},
      Quantity{"tau_z", "ms", 40.0, Range::above(0), "time constant of the afterpotential"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
      Quantity{"tau_u_bar_plus", "ms", 7.0, Range::above(0), "time constant of u_bar_plus"},
      Quantity{"tau_u_bar_minus", "ms", 10.0, Range::above(0), "time constant of u_bar_minus"},
      Quantity{"tau_u_bar_bar", "ms", 500.0, Range::above(0), "time constant of u_bar_bar"},
      Quantity{"delay_u_bars", "ms", 5.0, Range::between(0, 100),
               "age at which synapses see u_bar_plus and u_bar_minus, rounded to whole steps"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -70.6, Range::any(), "membrane potential", Quantity::Shape::number,
               false, "E_L"},
      Quantity{"w", "pA", 0.0, Range::any(), "adaptation current"},
      Quantity{"z", "pA", 0.0, Range::any(), "current of the afterpotential"},
      Quantity{"V_th", "mV", -50.4, Range::any(), "threshold", Quantity::Shape::number, false,
               "V_th_rest"},
      Quantity{"u_bar_plus", "mV", -70.6, Range::any(), "filtered V_m, without delay",
               Quantity::Shape::number, false, "E_L"},
      Quantity{"u_bar_minus", "mV", -70.6, Range::any(), "filtered V_m, without delay",
               Quantity::Shape::number, false, "E_L"},
      Quantity{"u_bar_bar", "mV", -70.6, Range::any(), "filtered u_bar_minus",
               Quantity::Shape::number, false, "E_L"},
      Quantity{"clamp_steps", "", 0.0, Range::at_least(0), "steps of the spike left"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps of refractoriness left"},
  };
  static constexpr std::array<std::string_view, 1> receptors{"psp"};
  /// What synapse rules read, as it is at the end of a step; the two that are `delayed`, as they
  /// were delay_u_bars before.
  static constexpr std::array<std::string_view, 4> offers{"V_m", "u_bar_plus", "u_bar_minus",
                                                          "u_bar_bar"};
  static constexpr std::array<std::string_view, 2> delayed{"u_bar_plus", "u_bar_minus"};
  static constexpr std::string_view delay = "delay_u_bars";

  struct State {
    double v, w, z, v_th;
    double u_plus, u_minus, u_bar;
    double clamp, waiting;
  };

  struct Constants {
    double e_l, g_l, a, i_e;
    double onset_current;  // g_L Delta_T
    double per_delta;      // 1 / Delta_T, 0 where that is 0
    double sharp;          // 1 where Delta_T is 0
    double per_c;
    double per_w, per_z, per_th, per_plus, per_minus, per_bar;  // inverse time constants
    double b, i_sp, v_peak, v_reset, v_clamp;
    double v_th_rest, v_th_max, v_th_shift;
    double t_clamp, t_ref;  // in steps
    double h, substeps;     // substep, ms, and how many make a step
  };

  /// Longest substep, ms. The end of a spike's upstroke takes less, so that a spike is found at the
  /// end of this substep or of the next.
  static constexpr double longest_substep = 0.01;

  static double substeps(const Constants& c) { return c.substeps; }

  static Constants derive(const NamedValues& p, double dt) {
    const double delta_t = p["Delta_T"];
    const double n = std::max(1.0, std::ceil(dt / longest_substep - 1e-9));
    return {.e_l = p["E_L"],
            .g_l = p["g_L"],
            .a = p["a"],
            .i_e = p["I_e"],
            .onset_current = p["g_L"] * delta_t,
            .per_delta = delta_t > 0 ? 1.0 / delta_t : 0.0,
            .sharp = delta_t > 0 ? 0.0 : 1.0,
            .per_c = 1.0 / p["C_m"],
            .per_w = 1.0 / p["tau_w"],
            .per_z = 1.0 / p["tau_z"],
            .per_th = 1.0 / p["tau_V_th"],
            .per_plus = 1.0 / p["tau_u_bar_plus"],
            .per_minus = 1.0 / p["tau_u_bar_minus"],
            .per_bar = 1.0 / p["tau_u_bar_bar"],
            .b = p["b"],
            .i_sp = p["I_sp"],
            .v_peak = p["V_peak"],
            .v_reset = p["V_reset"],
            .v_clamp = p["V_clamp"],
            .v_th_rest = p["V_th_rest"],
            .v_th_max = p["V_th_max"],
            .v_th_shift = 0.0,
            .t_clamp = refractory_steps(p["t_clamp"], dt),
            .t_ref = refractory_steps(p["t_ref"], dt),
            .h = dt / n,
            .substeps = n};
  }

  /// The shift is added where V_th acts: V_th itself goes on between V_th_max and V_th_rest.
  static Constants shifted(Constants c, double mV) {
    c.v_th_shift = mV;
    return c;
  }

  static double offset(std::size_t, const Constants&) { return 0; }

  static State padding(const Constants& c) {
    return {c.v_reset, 0, 0, c.v_th_rest, c.v_reset, c.v_reset, c.v_reset, 0, forever};
  }

  static bool held(const State& s) { return s.clamp > 0 || s.waiting > 0; }

  /// Where V_m is seen as a spike: without an exponential the threshold itself.
  static double peak(const Constants& c, const State& s) {
    return c.sharp != 0 ? s.v_th + c.v_th_shift : c.v_peak;
  }

  /// Rates of change of the first seven variables at `s`; the counters stay.
  static State rates(const Constants& c, double current, const State& s) {
    const bool clamped = s.clamp > 0;
    const double bounded = s.v < c.v_peak ? s.v : c.v_peak;
    const double unclamped = s.waiting > 0 ? c.v_reset : bounded;
    const double v = clamped ? c.v_clamp : unclamped;
    const double leak = c.g_l * (v - c.e_l);
    const double onset = c.onset_current * exp_of((v - (s.v_th + c.v_th_shift)) * c.per_delta);
    const double dv = (onset - leak - s.w + s.z + current) * c.per_c;
    const double dw = (c.a * (v - c.e_l) - s.w) * c.per_w;
    return {held(s) ? 0.0 : dv,
            clamped ? 0.0 : dw,
            -s.z * c.per_z,
            (c.v_th_rest - s.v_th) * c.per_th,
            (v - s.u_plus) * c.per_plus,
            (v - s.u_minus) * c.per_minus,
            (s.u_minus - s.u_bar) * c.per_bar,
            0.0,
            0.0};
  }

  /// `s` moved by `h` with the rates `k`.
  static State moved(const State& s, double h, const State& k) {
    return {s.v + h * k.v,
            s.w + h * k.w,
            s.z + h * k.z,
            s.v_th + h * k.v_th,
            s.u_plus + h * k.u_plus,
            s.u_minus + h * k.u_minus,
            s.u_bar + h * k.u_bar,
            s.clamp,
            s.waiting};
  }

  /// What a spike does, where there is one. The clamp lasts to the end of this step and t_clamp
  /// beyond.
  static void spike_where(bool fires, const Constants& c, State& s) {
    s.v = fires ? c.v_clamp : s.v;
    s.w = fires ? s.w + c.b : s.w;
    s.z = fires ? c.i_sp : s.z;
    s.v_th = fires ? c.v_th_max : s.v_th;
    s.clamp = fires ? c.t_clamp + 1 : s.clamp;
  }

  static bool substep(const Constants& c, double current, State& s) {
    const double total = current + c.i_e;
    const bool free = !held(s);
    const State k1 = rates(c, total, s);
    const State k2 = rates(c, total, moved(s, 0.5 * c.h, k1));
    const State k3 = rates(c, total, moved(s, 0.5 * c.h, k2));
    const State k4 = rates(c, total, moved(s, c.h, k3));
    const State outer = moved(moved(s, c.h / 6, k1), c.h / 6, k4);
    s = moved(moved(outer, c.h / 3, k2), c.h / 3, k3);
    const bool fires = free && s.v >= peak(c, s);
    spike_where(fires, c, s);
    return fires;
  }

  /// The end of a step: the input of a neuron that is not held, and the counters.
  static bool step(const Constants& c, const std::array<double, 1>& input, double, State& s) {
    const bool free = !held(s);
    s.v = free ? s.v + input[0] : s.v;
    const bool fires = free && s.v >= peak(c, s);
    spike_where(fires, c, s);
    const bool released = s.clamp == 1;
    s.v = released ? c.v_reset : s.v;
    const double waited = s.waiting > 0 ? s.waiting - 1 : 0;
    s.waiting = released ? c.t_ref : waited;
    s.clamp = s.clamp > 0 ? s.clamp - 1 : 0;
    return fires;
  }

  static NeuronModelInfo info() {
    return {{"aeif_psc_delta_clopath",
             "Adaptive exponential integrate-and-fire neuron with the filtered voltages of "
             "Clopath's plasticity rule.",
             "C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th) / Delta_T) - w + z + "
             "I_e + I_stim\n"
             "tau_w dw/dt = a (V_m - E_L) - w\n"
             "tau_z dz/dt = -z\n"
             "tau_V_th dV_th/dt = V_th_rest - V_th\n"
             "tau_u_bar_x du_bar_x/dt = V_m - u_bar_x (x = plus, minus)\n"
             "tau_u_bar_bar du_bar_bar/dt = u_bar_minus - u_bar_bar\n"
             "a spike of weight w adds w to V_m\n"
             "V_m >= V_peak: spike, w grows by b, z = I_sp, V_th = V_th_max, V_m = V_clamp for "
             "t_clamp, then V_reset for t_ref",
             "Clopath, Buesing, Vasilaki & Gerstner 2010, doi:10.1038/nn.2479; clamp and delay: "
             "ModelDB 144566",
             parameters},
            state,
            receptors,
            "mV",
            true,
            check_adaptive_exponential,
            offers};
  }
};

}  // namespace engram
