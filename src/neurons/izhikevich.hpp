#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "neurons/membrane_checks.hpp"
#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {

/// Izhikevich's simple model of spiking neurons.
///
///   dV_m/dt = 0.04 V_m^2 + 5 V_m + 140 - U_m + I_e + I_stim,  V_m >= V_min
///   dU_m/dt = a (b V_m - U_m)
///   an input of weight w adds w to V_m
///   V_m >= V_th:  spike, V_m = c, U_m grows by d
///
/// Izhikevich (2003), doi:10.1109/TNN.2003.820440; names, defaults and both schemes of integration
/// are NEST's. V_th is the peak of the spike, not the potential where a spike begins: that one lies
/// on the parabola and moves with U_m, so that there is no threshold to shift.
struct Izhikevich {
  static constexpr std::array parameters{
      Quantity{"a", "1/ms", 0.02, Range::any(), "rate of the recovery variable"},
      Quantity{"b", "", 0.2, Range::any(), "sensitivity of the recovery variable to V_m"},
      Quantity{"c", "mV", -65.0, Range::any(), "potential after a spike, below V_th"},
      Quantity{"d", "mV", 8.0, Range::any(), "growth of the recovery variable at a spike"},
      Quantity{"V_th", "mV", 30.0, Range::any(), "peak of the spike, where V_m is set to c"},
      Quantity{"V_min", "mV", -1e300, Range::any(), "lower bound of the membrane potential"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current, 1 pA is 1 mV/ms"},
      Quantity{"consistent_integration", "", 1.0, Range::between(0, 1),
               "1: forward Euler; 0: the scheme published in 2003"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -65.0, Range::any(), "membrane potential"},
      Quantity{"U_m", "mV", -13.0, Range::any(), "recovery variable"},
  };
  static constexpr std::array<std::string_view, 1> receptors{"psp"};

  struct State {
    double v;
    double u;
  };

  struct Constants {
    double a, b, c, d;
    double v_th, v_min, i_e;
    double h;           // step width, ms
    double consistent;  // 1 or 0
  };

  static Constants derive(const NamedValues& p, double dt) {
    return {.a = p["a"],
            .b = p["b"],
            .c = p["c"],
            .d = p["d"],
            .v_th = p["V_th"],
            .v_min = p["V_min"],
            .i_e = p["I_e"],
            .h = dt,
            .consistent = p["consistent_integration"]};
  }

  static double offset(std::size_t, const Constants&) { return 0; }

  static State padding(const Constants& c) { return {c.c, 0}; }

  /// Rate of change of V_m without input.
  static double slope(double v, double u, double current) {
    return 0.04 * v * v + 5.0 * v + 140.0 - u + current;
  }

  /// Both variables move from the same old values.
  static State euler(const Constants& c, double input, double current, State s) {
    return {s.v + c.h * slope(s.v, s.u, current) + input, s.u + c.h * c.a * (c.b * s.v - s.u)};
  }

  /// V_m moves in two halves of the step, the input acting as a current, and U_m follows the new
  /// V_m.
  static State published(const Constants& c, double input, double current, State s) {
    const double half = 0.5 * c.h;
    const double middle = s.v + half * (slope(s.v, s.u, current) + input);
    const double v = middle + half * (slope(middle, s.u, current) + input);
    return {v, s.u + c.h * c.a * (c.b * v - s.u)};
  }

  static bool step(const Constants& c, const std::array<double, 1>& input, double current,
                   State& s) {
    const double drive = current + c.i_e;
    const State one = euler(c, input[0], drive, s);
    const State other = published(c, input[0], drive, s);
    const bool consistent = c.consistent != 0;
    const double free = consistent ? one.v : other.v;
    const double u = consistent ? one.u : other.u;
    const double v = free < c.v_min ? c.v_min : free;
    const bool fires = v >= c.v_th;
    s.v = fires ? c.c : v;
    s.u = fires ? u + c.d : u;
    return fires;
  }

  static NeuronModelInfo info() {
    return {{"izhikevich", "Izhikevich's simple model of spiking neurons.",
             "dV_m/dt = 0.04 V_m^2 + 5 V_m + 140 - U_m + I_e + I_stim, V_m >= V_min\n"
             "dU_m/dt = a (b V_m - U_m)\n"
             "a spike of weight w adds w to V_m\n"
             "V_m >= V_th: spike, V_m = c, U_m grows by d",
             "Izhikevich 2003, doi:10.1109/TNN.2003.820440; on its integration: Pauli, Weidel, "
             "Kunkel & Morrison 2018, doi:10.3389/fninf.2018.00046",
             parameters},
            state,
            receptors,
            "mV",
            true,
            check_izhikevich};
  }
};

}  // namespace engram
