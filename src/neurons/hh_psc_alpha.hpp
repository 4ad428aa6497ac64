#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string_view>

#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"
#include "neurons/short_exp.hpp"

namespace engram {

/// Hodgkin and Huxley's neuron with alpha-shaped postsynaptic currents.
///
///   C_m dV_m/dt = -g_Na m^3 h (V_m - E_Na) - g_K n^4 (V_m - E_K) - g_L (V_m - E_L)
///                 + I_syn_ex + I_syn_in + I_e + I_stim
///   dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x    (x = m, h, n; Act_m, Inact_h, Act_n)
///     alpha_m = 0.1 (V_m + 40) / (1 - exp(-(V_m + 40) / 10)),   beta_m = 4 exp(-(V_m + 65) / 18)
///     alpha_h = 0.07 exp(-(V_m + 65) / 20),   beta_h = 1 / (1 + exp(-(V_m + 35) / 10))
///     alpha_n = 0.01 (V_m + 55) / (1 - exp(-(V_m + 55) / 10)),
///     beta_n  = 0.125 exp(-(V_m + 65) / 80)
///   dI_syn_x/dt    = dI_syn_x - I_syn_x / tau_syn_x                                 (x = ex, in)
///   d(dI_syn_x)/dt = -dI_syn_x / tau_syn_x,   an input of weight w adds w e / tau_syn_x
///   spike where V_m >= 0 mV has passed a maximum, no other for t_ref
///
/// Hodgkin & Huxley (1952), doi:10.1113/jphysiol.1952.sp004764; names, defaults and order within a
/// step are NEST's. The classical fourth-order Runge-Kutta method in substeps of at most 0.05 ms;
/// synaptic currents are exact.
struct HhPscAlpha {
  static constexpr std::array parameters{
      Quantity{"E_L", "mV", -54.402, Range::any(), "reversal potential of the leak"},
      Quantity{"C_m", "pF", 100.0, Range::above(0), "membrane capacitance"},
      Quantity{"g_Na", "nS", 12000.0, Range::at_least(0), "largest sodium conductance"},
      Quantity{"g_K", "nS", 3600.0, Range::at_least(0), "largest potassium conductance"},
      Quantity{"g_L", "nS", 30.0, Range::at_least(0), "leak conductance"},
      Quantity{"E_Na", "mV", 50.0, Range::any(), "reversal potential of sodium"},
      Quantity{"E_K", "mV", -77.0, Range::any(), "reversal potential of potassium"},
      Quantity{"t_ref", "ms", 2.0, Range::at_least(0),
               "time without another spike, rounded to whole steps"},
      Quantity{"tau_syn_ex", "ms", 0.2, Range::above(0), "rise time of the excitatory current"},
      Quantity{"tau_syn_in", "ms", 2.0, Range::above(0), "rise time of the inhibitory current"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -65.0, Range::any(), "membrane potential"},
      Quantity{"Act_m", "", 0.05293248525724958, Range::between(0, 1), "activation of sodium"},
      Quantity{"Inact_h", "", 0.5961207535084603, Range::between(0, 1), "inactivation of sodium"},
      Quantity{"Act_n", "", 0.3176769140606974, Range::between(0, 1), "activation of potassium"},
      Quantity{"I_syn_ex", "pA", 0.0, Range::any(), "excitatory synaptic current"},
      Quantity{"dI_syn_ex", "pA/ms", 0.0, Range::any(), "drive of the excitatory current"},
      Quantity{"I_syn_in", "pA", 0.0, Range::any(), "inhibitory synaptic current"},
      Quantity{"dI_syn_in", "pA/ms", 0.0, Range::any(), "drive of the inhibitory current"},
      Quantity{"V_m_before", "mV", -65.0, Range::any(), "membrane potential one step before"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps without a spike left"},
  };
  static constexpr std::array<std::string_view, 2> receptors{"ex", "in"};

  struct State {
    double v, m, h, n;
    double i_ex, d_ex;
    double i_in, d_in;
    double before;
    double waiting;
  };

  struct Constants {
    double g_na, g_k, g_l, e_na, e_k, e_l;
    double per_c, i_e, t_ref;  // t_ref in steps
    double p_ex, p_in;         // I and dI over half a substep
    double peak_ex, peak_in;   // dI per unit of weight
    double h, substeps;        // substep, ms, and how many make a step
    double per_stable;         // 1 / conductance from which on the method is not stable, 1/nS
  };

  /// Longest substep, ms, and what it may be times all conductances together over C_m. With the
  /// default parameters both give the same.
  static constexpr double longest_substep = 0.05;
  static constexpr double largest_turn = 7.815;
  /// The method is stable for substeps below 2.78 time constants.
  static constexpr double stable_turn = 2.6;

  static Constants derive(const NamedValues& p, double dt) {
    const double c_m = p["C_m"], tau_ex = p["tau_syn_ex"], tau_in = p["tau_syn_in"];
    const double rate = (p["g_Na"] + p["g_K"] + p["g_L"]) / c_m;
    const double n = std::ceil(dt * std::max(1 / longest_substep, rate / largest_turn) - 1e-9);
    const double h = dt / n;
    return {.g_na = p["g_Na"],
            .g_k = p["g_K"],
            .g_l = p["g_L"],
            .e_na = p["E_Na"],
            .e_k = p["E_K"],
            .e_l = p["E_L"],
            .per_c = 1.0 / c_m,
            .i_e = p["I_e"],
            .t_ref = refractory_steps(p["t_ref"], dt),
            .p_ex = decay(tau_ex, 0.5 * h),
            .p_in = decay(tau_in, 0.5 * h),
            .peak_ex = std::numbers::e / tau_ex,
            .peak_in = std::numbers::e / tau_in,
            .h = h,
            .substeps = n,
            .per_stable = h / (stable_turn * c_m)};
  }

  static double substeps(const Constants& c) { return c.substeps; }

  static double offset(std::size_t, const Constants&) { return 0; }

  static State padding(const Constants&) { return {-65, 0, 0, 0, 0, 0, 0, 0, -65, forever}; }

  /// The variables that are not linear, or their rates of change per ms.
  struct Membrane {
    double v, m, h, n;
  };

  static Membrane moved(const Membrane& from, double h, const Membrane& slope) {
    return {from.v + h * slope.v, from.m + h * slope.m, from.h + h * slope.h, from.n + h * slope.n};
  }

  /// x / (1 - exp(-x)) next to x = 0, to x^4 / 720.
  static double series(double x) { return 1.0 + x * (0.5 + x * (1.0 / 12.0)); }

  /// All exponentials of the rates are powers of one. Three fractions, and a fourth that only
  /// matters where the method would not be stable, share a division. `current` in pA.
  static Membrane slopes(const Constants& c, double current, const Membrane& at) {
    // Beyond this range rates do not change any more.
    const double above = at.v > -160.0 ? at.v : -160.0;
    const double v = above < 130.0 ? above : 130.0;
    const double u = short_exp((v + 65.0) * (-1.0 / 720.0));
    const double u2 = u * u, u4 = u2 * u2, u8 = u4 * u4;
    const double e_80 = u8 * u, u18 = e_80 * e_80;
    const double e_20 = u18 * u18, e_18 = e_20 * u4, e_10 = e_20 * e_20;

    const double x_m = 0.1 * (v + 40.0), x_n = 0.1 * (v + 55.0);
    const bool series_m = x_m * x_m < 1e-6, series_n = x_n * x_n < 1e-6;
    const double free_m = 1.0 - 12.182493960703473 * e_10;  // e^2.5
    const double free_n = 1.0 - std::numbers::e * e_10;
    const double under_m = series_m ? 1.0 : free_m;
    const double under_n = series_n ? 1.0 : free_n;
    const double under_h = 1.0 + 20.085536923187668 * e_10;  // e^3

    const double n2 = at.n * at.n;
    const double g_na = c.g_na * (at.m * at.m * at.m * at.h), g_k = c.g_k * (n2 * n2);
    const double turn = (g_na + g_k + c.g_l) * c.per_stable;
    const double excess = turn > 1.0 ? turn : 1.0;

    const double under_mn = under_m * under_n;
    const double under = under_mn * under_h;
    const double inverse = 1.0 / (under * excess);
    const double inverse_h = inverse * excess;      // 1 / under
    const double inverse_mn = inverse_h * under_h;  // 1 / under_mn
    const double alone_m = x_m * (inverse_mn * under_n), next_m = series(x_m);
    const double alone_n = x_n * (inverse_mn * under_m), next_n = series(x_n);
    const double alpha_m = series_m ? next_m : alone_m;
    const double alpha_n = 0.1 * (series_n ? next_n : alone_n);
    const double beta_h = inverse_h * under_mn;
    // Passed below -110 mV, where m^3 is next to nothing; the method would not be stable beyond.
    const double free_beta_m = 4.0 * e_18;
    const double beta_m = free_beta_m < 50.0 ? free_beta_m : 50.0;
    const double alpha_h = 0.07 * e_20;
    const double beta_n = 0.125 * e_80;

    const double in =
        current - g_na * (at.v - c.e_na) - g_k * (at.v - c.e_k) - c.g_l * (at.v - c.e_l);
    return {in * c.per_c * (inverse * under), alpha_m - (alpha_m + beta_m) * at.m,
            alpha_h - (alpha_h + beta_h) * at.h, alpha_n - (alpha_n + beta_n) * at.n};
  }

  /// A gate as a fraction: strong currents take it beyond for a moment.
  static double fraction(double gate) {
    const double low = gate > 0.0 ? gate : 0.0;
    return low < 1.0 ? low : 1.0;
  }

  /// Synaptic currents half a substep later.
  static void fade(const Constants& c, State& s) {
    const double half = 0.5 * c.h;
    s.i_ex = c.p_ex * (s.i_ex + half * s.d_ex);
    s.d_ex = c.p_ex * s.d_ex;
    s.i_in = c.p_in * (s.i_in + half * s.d_in);
    s.d_in = c.p_in * s.d_in;
  }

  static bool substep(const Constants& c, double current, State& s) {
    const double total = current + c.i_e;
    const double begin = total + s.i_ex + s.i_in;
    fade(c, s);
    const double middle = total + s.i_ex + s.i_in;
    fade(c, s);
    const double end = total + s.i_ex + s.i_in;
    const Membrane from{s.v, s.m, s.h, s.n};
    const Membrane k1 = slopes(c, begin, from);
    const Membrane k2 = slopes(c, middle, moved(from, 0.5 * c.h, k1));
    const Membrane k3 = slopes(c, middle, moved(from, 0.5 * c.h, k2));
    const Membrane k4 = slopes(c, end, moved(from, c.h, k3));
    const Membrane outer = moved(moved(from, c.h / 6, k1), c.h / 6, k4);
    const Membrane to = moved(moved(outer, c.h / 3, k2), c.h / 3, k3);
    s.v = to.v;
    s.m = fraction(to.m);
    s.h = fraction(to.h);
    s.n = fraction(to.n);
    return false;
  }

  /// The end of a step: inputs, and whether V_m has come down from a maximum above 0 mV.
  static bool step(const Constants& c, const std::array<double, 2>& input, double, State& s) {
    s.d_ex += c.peak_ex * input[0];
    s.d_in += c.peak_in * input[1];
    const bool waits = s.waiting > 0;
    const bool fires = !waits && s.v >= 0 && s.before > s.v;
    const double waiting = waits ? s.waiting - 1 : 0;
    s.waiting = fires ? c.t_ref : waiting;
    s.before = s.v;
    return fires;
  }

  static NeuronModelInfo info() {
    return {{"hh_psc_alpha", "Hodgkin and Huxley's neuron with alpha-shaped postsynaptic currents.",
             "C_m dV_m/dt = -g_Na m^3 h (V_m - E_Na) - g_K n^4 (V_m - E_K) - g_L (V_m - E_L) + "
             "I_syn_ex + I_syn_in + I_e + I_stim\n"
             "dx/dt = alpha_x(V_m) (1 - x) - beta_x(V_m) x (x = m, h, n: Act_m, Inact_h, Act_n)\n"
             "alpha_m = 0.1 (V_m + 40) / (1 - exp(-(V_m + 40) / 10)), beta_m = 4 exp(-(V_m + 65) / "
             "18)\n"
             "alpha_h = 0.07 exp(-(V_m + 65) / 20), beta_h = 1 / (1 + exp(-(V_m + 35) / 10))\n"
             "alpha_n = 0.01 (V_m + 55) / (1 - exp(-(V_m + 55) / 10)), beta_n = 0.125 exp(-(V_m + "
             "65) / 80)\n"
             "dI_syn_x/dt = dI_syn_x - I_syn_x / tau_syn_x (x = ex, in)\n"
             "d(dI_syn_x)/dt = -dI_syn_x / tau_syn_x; a spike of weight w adds w e / tau_syn_x\n"
             "spike where V_m >= 0 mV has passed a maximum, no other for t_ref",
             "Hodgkin & Huxley 1952, doi:10.1113/jphysiol.1952.sp004764", parameters},
            state,
            receptors,
            "pA",
            true,
            nullptr};
  }
};

}  // namespace engram
