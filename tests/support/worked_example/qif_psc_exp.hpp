#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"
#include "neurons/propagators.hpp"

namespace engram {

/// Quadratic integrate-and-fire neuron with exponential postsynaptic currents.
///
///   C_m dV_m/dt = k (V_m - E_L) (V_m - V_c) + I_syn + I_e + I_stim
///   dI_syn/dt   = -I_syn / tau_syn,   an input of weight w adds w
///   V_m >= V_peak:  spike, V_m = V_reset
///
/// Latham, Richmond, Nelson & Nirenberg (2000), doi:10.1152/jn.2000.83.2.808. The current is exact;
/// the membrane moves by the classical fourth-order Runge-Kutta method.
struct QifPscExp {
  static constexpr std::array parameters{
      Quantity{"C_m", "pF", 100.0, Range::above(0), "membrane capacitance"},
      Quantity{"k", "pA/mV^2", 0.7, Range::above(0), "curvature of the membrane's current"},
      Quantity{"E_L", "mV", -60.0, Range::any(), "resting potential"},
      Quantity{"V_c", "mV", -40.0, Range::any(), "potential from which V_m runs away"},
      Quantity{"V_peak", "mV", 30.0, Range::any(), "potential at which a spike is detected"},
      Quantity{"V_reset", "mV", -50.0, Range::any(), "potential after a spike, below V_peak"},
      Quantity{"tau_syn", "ms", 2.0, Range::above(0), "decay time of the synaptic current"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant input current"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -60.0, Range::any(), "membrane potential", Quantity::Shape::number,
               false, "E_L"},
      Quantity{"I_syn", "pA", 0.0, Range::any(), "synaptic current"},
  };
  static constexpr std::array<std::string_view, 1> receptors{"psc"};

  struct State {
    double v;
    double i_syn;
  };

  struct Constants {
    double h, per_c;  // step width, ms; 1 / C_m
    double k, e_l, v_c, i_e;
    double v_peak, v_reset;
    double p_half, p;  // what is left of I_syn after half a step and a whole one
  };

  static Constants derive(const NamedValues& p, double dt) {
    return {.h = dt,
            .per_c = 1.0 / p["C_m"],
            .k = p["k"],
            .e_l = p["E_L"],
            .v_c = p["V_c"],
            .i_e = p["I_e"],
            .v_peak = p["V_peak"],
            .v_reset = p["V_reset"],
            .p_half = decay(p["tau_syn"], 0.5 * dt),
            .p = decay(p["tau_syn"], dt)};
  }

  static double offset(std::size_t, const Constants&) { return 0; }

  static State padding(const Constants& c) { return {c.v_reset, 0}; }

  static double slope(const Constants& c, double v, double current) {
    return (c.k * (v - c.e_l) * (v - c.v_c) + current) * c.per_c;
  }

  static bool step(const Constants& c, const std::array<double, 1>& input, double current,
                   State& s) {
    const double constant = current + c.i_e;
    const double middle = constant + s.i_syn * c.p_half;
    const double k1 = slope(c, s.v, constant + s.i_syn);
    const double k2 = slope(c, s.v + 0.5 * c.h * k1, middle);
    const double k3 = slope(c, s.v + 0.5 * c.h * k2, middle);
    const double k4 = slope(c, s.v + c.h * k3, constant + s.i_syn * c.p);
    const double v = s.v + c.h / 6.0 * (k1 + 2.0 * (k2 + k3) + k4);
    s.i_syn = s.i_syn * c.p + input[0];
    const bool fires = v >= c.v_peak;
    s.v = fires ? c.v_reset : v;
    return fires;
  }

  static std::vector<std::string> check(const ParameterLookup& parameter) {
    if (parameter("V_reset") < parameter("V_peak")) return {};
    return {"V_reset must be below V_peak, or the neuron would fire without end"};
  }

  static NeuronModelInfo info() {
    return {{"qif_psc_exp", "Quadratic integrate-and-fire neuron with exponential currents.",
             "C_m dV_m/dt = k (V_m - E_L) (V_m - V_c) + I_syn + I_e + I_stim\n"
             "dI_syn/dt = -I_syn / tau_syn; a spike of weight w adds w\n"
             "V_m >= V_peak: spike, V_m = V_reset",
             "Latham, Richmond, Nelson & Nirenberg 2000, doi:10.1152/jn.2000.83.2.808", parameters},
            state,
            receptors,
            "pA",
            true,
            check};
  }
};

}  // namespace engram
