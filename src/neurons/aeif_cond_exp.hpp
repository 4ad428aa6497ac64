#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>

#include "core/elementary.hpp"
#include "neurons/membrane_checks.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"
#include "neurons/short_exp.hpp"

namespace engram {

/// Adaptive exponential integrate-and-fire neuron whose synapses are exponentially decaying
/// conductances.
///
///   C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th) / Delta_T) - g_ex (V_m - E_ex)
///                 - g_in (V_m - E_in) - w + I_e + I_stim
///   tau_w dw/dt = a (V_m - E_L) - w
///   dg_x/dt     = -g_x / tau_syn_x,   an input of weight w adds |w|        (x = ex, in)
///   V_m >= V_peak:  spike, V_m = V_reset for t_ref, w grows by b
///
/// Brette & Gerstner (2005), doi:10.1152/jn.00686.2005; names and defaults are NEST's. A step away
/// from spikes is one of the classical fourth-order Runge-Kutta method. Near a spike, where V_m
/// runs to infinity in finite time, the neuron takes a detour by
///
///   y = exp(-(V_m - V_th) / Delta_T),   dy/dt = -g_L / C_m - y (all other currents) / (C_m
///   Delta_T)
///
/// which runs to zero in a nearly straight line: few small steps of the same method find the time
/// at which V_m = V_peak, and the neuron goes on from there with V_reset to the end of the step.
struct AeifCondExp {
  static constexpr std::array parameters{
      Quantity{"E_L", "mV", -70.6, Range::any(), "resting potential of the leak"},
      Quantity{"C_m", "pF", 281.0, Range::above(0), "membrane capacitance"},
      Quantity{"g_L", "nS", 30.0, Range::above(0), "leak conductance"},
      Quantity{"Delta_T", "mV", 2.0, Range::at_least(0), "sharpness of the spike's onset"},
      Quantity{"V_th", "mV", -50.4, Range::any(), "potential of the spike's onset"},
      Quantity{"V_peak", "mV", 0.0, Range::any(), "potential at which a spike is detected"},
      Quantity{"V_reset", "mV", -60.0, Range::any(), "potential after a spike, below V_peak"},
      Quantity{"t_ref", "ms", 0.0, Range::at_least(0), "refractory time, rounded to whole steps"},
      Quantity{"a", "nS", 4.0, Range::any(), "adaptation below threshold"},
      Quantity{"b", "pA", 80.5, Range::any(), "growth of the adaptation current at a spike"},
      Quantity{"tau_w", "ms", 144.0, Range::above(0), "time constant of the adaptation current"},
      Quantity{"E_ex", "mV", 0.0, Range::any(), "excitatory reversal potential"},
      Quantity{"E_in", "mV", -85.0, Range::any(), "inhibitory reversal potential"},
      Quantity{"tau_syn_ex", "ms", 0.2, Range::above(0),
               "decay time of the excitatory conductance"},
      Quantity{"tau_syn_in", "ms", 2.0, Range::above(0),
               "decay time of the inhibitory conductance"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -70.6, Range::any(), "membrane potential", Quantity::Shape::number,
               false, "E_L"},
      Quantity{"g_ex", "nS", 0.0, Range::at_least(0), "excitatory synaptic conductance"},
      Quantity{"g_in", "nS", 0.0, Range::at_least(0), "inhibitory synaptic conductance"},
      Quantity{"w", "pA", 0.0, Range::any(), "adaptation current"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps of refractoriness left"},
  };
  static constexpr std::array<std::string_view, 2> receptors{"ex", "in"};

  struct State {
    double v;  // relative to E_L
    double g_ex, g_in;
    double w;
    double waiting;
  };

  /// Potentials are relative to E_L. Without an exponential (Delta_T = 0) `delta` is 1 mV, which
  /// y is then made with, `onset` is 0, and `peak` is the threshold.
  struct Constants {
    double h;                           // step, ms
    double p_ex, p_in;                  // g -> g over a step
    double half_ex, half_in;            // and over half of it
    double per_ex, per_in;              // inverse time constants
    double e_ex, e_in;                  // reversal potentials
    double g_l, per_c;                  // nS, 1/pF
    double delta, per_delta, onset;     // mV, 1/mV, pA at v_th
    double v_th, peak, steep, v_reset;  // detours begin at `steep`
    double sharp;                       // 1 where Delta_T is 0
    double a, b, per_w;                 // nS, pA, 1/ms
    double i_e, t_ref;                  // t_ref in steps
    double e_l;
  };

  /// An attempt holds where the onset current would not reach infinity within ten steps, where V_m
  /// moves by less than Delta_T, and where the conductances take it less than half of the way.
  static constexpr double attempted_onset = 0.1;
  static constexpr double attempted_decay = 0.5;
  /// Longest step of a detour: ms, and what it may change y by, relatively.
  static constexpr double longest = 0.05;
  static constexpr double largest_change = 0.2;

  static Constants derive(const NamedValues& p, double dt) {
    const double e_l = p["E_L"], c_m = p["C_m"], g_l = p["g_L"];
    const bool sharp = p["Delta_T"] == 0;
    const double delta = sharp ? 1.0 : p["Delta_T"];
    const double v_th = p["V_th"] - e_l;
    const double peak = sharp ? v_th : p["V_peak"] - e_l;
    const double steep = v_th + delta * log_of(attempted_onset * c_m / (g_l * dt));
    return {.h = dt,
            .p_ex = decay(p["tau_syn_ex"], dt),
            .p_in = decay(p["tau_syn_in"], dt),
            .half_ex = decay(p["tau_syn_ex"], 0.5 * dt),
            .half_in = decay(p["tau_syn_in"], 0.5 * dt),
            .per_ex = 1.0 / p["tau_syn_ex"],
            .per_in = 1.0 / p["tau_syn_in"],
            .e_ex = p["E_ex"] - e_l,
            .e_in = p["E_in"] - e_l,
            .g_l = g_l,
            .per_c = 1.0 / c_m,
            .delta = delta,
            .per_delta = 1.0 / delta,
            .onset = sharp ? 0.0 : g_l * delta,
            .v_th = v_th,
            .peak = peak,
            .steep = sharp ? v_th : std::min(steep, peak),
            .v_reset = p["V_reset"] - e_l,
            .sharp = sharp ? 1.0 : 0.0,
            .a = p["a"],
            .b = p["b"],
            .per_w = 1.0 / p["tau_w"],
            .i_e = p["I_e"],
            .t_ref = refractory_steps(p["t_ref"], dt),
            .e_l = e_l};
  }

  static Constants shifted(Constants c, double mV) {
    c.v_th += mV;
    c.peak += c.sharp * mV;
    const double steep = c.steep + mV;
    c.steep = steep < c.peak ? steep : c.peak;
    return c;
  }

  static double offset(std::size_t variable, const Constants& c) {
    return variable == 0 ? c.e_l : 0;
  }

  static State padding(const Constants& c) { return {c.v_reset, 0, 0, 0, forever}; }

  /// Conductances at some moment.
  struct Conductances {
    double ex, in;
  };

  /// Current into the membrane but for the spike's onset, pA.
  static double passive(const Constants& c, double v, double w, double current, Conductances g) {
    return current - w - c.g_l * v - g.ex * (v - c.e_ex) - g.in * (v - c.e_in);
  }

  struct Slope {
    double v, w;
  };

  /// Rates of change, per ms, with the current `onset` of the spike's onset.
  static Slope slope(const Constants& c, double v, double w, double current, Conductances g,
                     double onset) {
    return {(onset + passive(c, v, w, current, g)) * c.per_c, (c.a * v - w) * c.per_w};
  }

  /// The step as one of the Runge-Kutta method; false where it needs a detour. The onset's current
  /// follows from that at the beginning by exp((V_m - v) / Delta_T).
  static bool attempt(const Constants& c, double current, State& s) {
    const double total = current + c.i_e;
    const bool held = s.waiting > 0;
    const double v = held ? c.v_reset : s.v;
    const double free_h = held ? 0.0 : c.h;
    const Conductances g{s.g_ex, s.g_in};
    const Conductances middle{s.g_ex * c.half_ex, s.g_in * c.half_in};
    const Conductances end{s.g_ex * c.p_ex, s.g_in * c.p_in};
    const double half = 0.5 * c.h, free_half = 0.5 * free_h;
    const double onset = c.onset * exp_of((v - c.v_th) * c.per_delta);
    const Slope k1 = slope(c, v, s.w, total, g, onset);
    const double d2 = free_half * k1.v, x2 = d2 * c.per_delta;
    const Slope k2 = slope(c, v + d2, s.w + half * k1.w, total, middle, onset * short_exp(x2));
    const double d3 = free_half * k2.v, x3 = d3 * c.per_delta;
    const Slope k3 = slope(c, v + d3, s.w + half * k2.w, total, middle, onset * short_exp(x3));
    const double d4 = free_h * k3.v, x4 = d4 * c.per_delta;
    const Slope k4 = slope(c, v + d4, s.w + c.h * k3.w, total, end, onset * short_exp(x4));
    const double moved = v + free_h * (k1.v + 2.0 * (k2.v + k3.v) + k4.v) * (1.0 / 6.0);
    s.w += c.h * (k1.w + 2.0 * (k2.w + k3.w) + k4.w) * (1.0 / 6.0);
    const bool easy = v < c.steep && moved < c.steep && x2 * x2 + x3 * x3 + x4 * x4 < 1.0 &&
                      (c.g_l + g.ex + g.in) * c.per_c * c.h < attempted_decay;
    s.v = moved;
    s.g_ex = end.ex;
    s.g_in = end.in;
    return held || easy;
  }

  /// A neuron on its way through a step.
  struct Detour {
    double y, w;
    double y_peak;  // y at V_peak
    double left;    // of the step, ms
    double fired;   // 1 after a spike
  };

  /// y of a potential; far below the threshold it stays a number that can be squared.
  static double y_of(const Constants& c, double v) {
    const double exponent = (c.v_th - v) * c.per_delta;
    return exp_of(exponent < 300.0 ? exponent : 300.0);
  }

  static Detour enter(const Constants& c, const State& s) {
    return {y_of(c, s.v), s.w, y_of(c, c.peak), c.h, 0.0};
  }

  static bool under_way(const Detour& d) { return d.left > 0; }

  struct Course {
    double y, w;
  };

  /// Rates of change of y and w; `held` after a spike with a refractory time.
  static Course course(const Constants& c, double y, double w, double current, Conductances g,
                       const Detour& d, bool held) {
    const double bounded = y > d.y_peak ? y : d.y_peak;
    const double free = c.v_th - c.delta * log_of(bounded);
    const double v = held ? c.v_reset : free;
    const double others = passive(c, v, w, current, g);
    const double dy = -(c.onset + others * bounded) * c.per_delta * c.per_c;
    return {held ? 0.0 : dy, (c.a * v - w) * c.per_w};
  }

  /// One step of a detour, as long as the neuron's own rate of change allows.
  static void go_on(const Constants& c, double current, const State& s, Detour& d) {
    const double total = current + c.i_e;
    const bool held = d.fired * c.t_ref > 0;
    const double gone = c.h - d.left;
    const Conductances g{s.g_ex * exp_of(-gone * c.per_ex), s.g_in * exp_of(-gone * c.per_in)};
    const double h = length(c, total, g, d);
    const double fade_ex = exp_of(-0.5 * h * c.per_ex), fade_in = exp_of(-0.5 * h * c.per_in);
    const Conductances middle{g.ex * fade_ex, g.in * fade_in};
    const Conductances end{middle.ex * fade_ex, middle.in * fade_in};
    const double half = 0.5 * h;
    const Course k1 = course(c, d.y, d.w, total, g, d, held);
    const Course k2 = course(c, d.y + half * k1.y, d.w + half * k1.w, total, middle, d, held);
    const Course k3 = course(c, d.y + half * k2.y, d.w + half * k2.w, total, middle, d, held);
    const Course k4 = course(c, d.y + h * k3.y, d.w + h * k3.w, total, end, d, held);
    const double y = d.y + h * (k1.y + 2.0 * (k2.y + k3.y) + k4.y) * (1.0 / 6.0);
    const double w = d.w + h * (k1.w + 2.0 * (k2.w + k3.w) + k4.w) * (1.0 / 6.0);
    constexpr double nowhere = -std::numeric_limits<double>::infinity();
    const double level = d.fired > 0 ? nowhere : d.y_peak;
    const bool fires = !(y > level);
    const double until = crossing(d.y, y, h * k1.y, h * k4.y, d.y_peak) * h;
    const double w_then = w_at_spike(c, d, until) + c.b;
    const double y_reset = y_of(c, c.v_reset);
    const double gone_now = fires ? until : h;
    d.left = d.left - gone_now;
    d.w = fires ? w_then : w;
    // A second spike has to wait for the next step.
    const double bounded = y > d.y_peak ? y : d.y_peak;
    d.y = fires ? y_reset : bounded;
    d.fired = fires ? 1.0 : d.fired;
  }

  /// Where in a step y comes down to y_peak, from its values and slopes at both ends: a root of the
  /// cubic through them, from the secant's by three steps of Newton's method; between 0 and 1.
  static double crossing(double from, double to, double slope_from, double slope_to,
                         double y_peak) {
    const double drop = from - to;
    const double square = -3.0 * drop - 2.0 * slope_from - slope_to;
    const double cube = 2.0 * drop + slope_from + slope_to;
    const double divisor = drop > 0 ? drop : 1.0;
    const double secant = (from - y_peak) / divisor;
    const double begin = secant > 0 ? secant : 0.0;
    const auto improved = [&](double u) {
      const double value = from - y_peak + u * (slope_from + u * (square + u * cube));
      const double slope = slope_from + u * (2.0 * square + 3.0 * u * cube);
      const double falling = slope < 0 ? slope : -1.0;
      const double next = u - value / falling;
      const double low = next > 0 ? next : 0.0;  // also where it was below already
      return low < 1 ? low : 1.0;
    };
    return improved(improved(improved(begin)));
  }

  /// w at a spike `until` ms after d, with y in a straight line to y_peak: the mean of V_m, whose
  /// upstroke would be far from straight.
  static double w_at_spike(const Constants& c, const Detour& d, double until) {
    const double drop = d.y - d.y_peak;
    const double area = d.y * log_of(d.y) - d.y_peak * log_of(d.y_peak);
    const double divisor = drop > 0 ? drop : 1.0;
    const double straight = area / divisor - 1.0;
    const double mean_log = drop > 0 ? straight : 0.0;
    const double v = c.v_th - c.delta * mean_log;
    return d.w + until * (c.a * v - d.w) * c.per_w;
  }

  static double length(const Constants& c, double total, Conductances g, const Detour& d) {
    const double bounded = d.y > d.y_peak ? d.y : d.y_peak;
    const double v = c.v_th - c.delta * log_of(bounded);
    const double others = passive(c, v, d.w, total, g);
    const double rate = (std::abs(others) * c.per_delta + c.g_l + g.ex + g.in) * c.per_c;
    const double wanted = largest_change / rate;
    const double capped = wanted < longest ? wanted : longest;
    const double least = c.h * 0x1p-20;  // so that there is an end
    const double h = capped > least ? capped : least;
    return h < d.left ? h : d.left;
  }

  /// True where the neuron has fired.
  static bool leave(const Constants& c, const Detour& d, State& s) {
    const bool fired = d.fired > 0;
    const bool held = fired && c.t_ref > 0;
    const double bounded = d.y > d.y_peak ? d.y : d.y_peak;
    s.v = held ? c.v_reset : c.v_th - c.delta * log_of(bounded);
    s.w = d.w;
    s.g_ex *= c.p_ex;
    s.g_in *= c.p_in;
    s.waiting = held ? c.t_ref + 1 : 0;  // the end of this step counts
    return fired;
  }

  /// The end of a step. Spikes are found in detours.
  static bool step(const Constants&, const std::array<double, 2>& input, double, State& s) {
    s.g_ex += input[0];
    s.g_in -= input[1];
    s.waiting = s.waiting > 0 ? s.waiting - 1 : 0;
    return false;
  }

  static NeuronModelInfo info() {
    return {{"aeif_cond_exp",
             "Adaptive exponential integrate-and-fire neuron with exponentially decaying synaptic "
             "conductances.",
             "C_m dV_m/dt = -g_L (V_m - E_L) + g_L Delta_T exp((V_m - V_th) / Delta_T) - g_ex (V_m "
             "- E_ex) - g_in (V_m - E_in) - w + I_e + I_stim\n"
             "tau_w dw/dt = a (V_m - E_L) - w\n"
             "dg_x/dt = -g_x / tau_syn_x; a spike of weight w adds |w|, to g_ex where w >= 0, "
             "otherwise to g_in\n"
             "V_m >= V_peak: spike, V_m = V_reset for t_ref, w grows by b",
             "Brette & Gerstner 2005, doi:10.1152/jn.00686.2005", parameters},
            state,
            receptors,
            "nS",
            true,
            check_exponential_onset};
  }
};

}  // namespace engram
