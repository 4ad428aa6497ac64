#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.hpp"
#include "neurons/named_values.hpp"
#include "plasticity/rule.hpp"
#include "plasticity/weight_bounds.hpp"

namespace engram {

/// Plasticity that follows the target's voltage (Clopath, Buesing, Vasilaki & Gerstner 2010,
/// doi:10.1038/nn.2479).
///
///   always:               dw/dt = A_LTP x_bar (V_m - theta_plus)+ (u_bar_plus - theta_minus)+
///   spike of the source:  w -= A_LTD (u_bar_minus - theta_minus)+,
///                         with A_LTD_const = 0 times u_bar_bar^2 / u_ref_squared
///
/// (x)+ is x where that is positive, else 0. x_bar is a trace of the source's spikes: + 1 / tau_x
/// at each, decay time tau_x. The voltages are the target's, the dendritic delay ago. Wmin <= w <=
/// Wmax.
///
/// Names and defaults are NEST's, whose amplitudes and thresholds belong to the neuron. As there,
/// the integral is a sum over the ends of steps, and u_bar_bar counts from 0 mV (in the paper: from
/// rest).
struct ClopathSynapse {
  static constexpr std::array parameters{
      Quantity{"tau_x", "ms", 15.0, Range::above(0), "time constant of the source's trace"},
      Quantity{"A_LTP", "pA/mV^2 or 1/mV", 8e-5, Range::at_least(0), "amplitude of potentiation"},
      Quantity{"A_LTD", "pA/mV or 1", 14e-5, Range::at_least(0), "amplitude of depression"},
      Quantity{"theta_plus", "mV", -45.3, Range::any(), "V_m potentiates above it"},
      Quantity{"theta_minus", "mV", -70.6, Range::any(), "filtered voltages count above it"},
      Quantity{"A_LTD_const", "", 1.0, Range::between(0, 1),
               "1: depression by A_LTD; 0: by A_LTD u_bar_bar^2 / u_ref_squared"},
      Quantity{"u_ref_squared", "mV^2", 60.0, Range::above(0),
               "u_bar_bar^2 at which depression has the amplitude A_LTD"},
      Quantity{"Wmin", "pA or mV", 0.0, Range::any(), "smallest weight, of the weights' sign"},
      Quantity{"Wmax", "pA or mV", 100.0, Range::any(), "largest weight, of the weights' sign"},
  };
  static constexpr std::array<std::string_view, 4> needs{"V_m", "u_bar_plus", "u_bar_minus",
                                                         "u_bar_bar"};

  struct Constants {
    double potentiation;  // A_LTP / tau_x: for a trace that grows by 1
    double depression;
    double w_min, w_max;
  };

  static Constants derive(const NamedValues& p) {
    return {.potentiation = p["A_LTP"] / p["tau_x"],
            .depression = p["A_LTD"],
            .w_min = stored_bound(p["Wmin"]),
            .w_max = stored_bound(p["Wmax"])};
  }
  static WeightBounds bounds(const Constants& c) { return {c.w_min, c.w_max}; }

  static std::vector<std::string> check(const ParameterLookup& parameter) {
    std::vector<std::string> problems = check_largest_weight(parameter);
    const double constant = parameter("A_LTD_const");
    if (constant != 0.0 && constant != 1.0) {
      problems.emplace_back("A_LTD_const must be 0 or 1");
    }
    return problems;
  }

  static SynapseModelInfo info() {
    SynapseModelInfo info;
    info.name = "clopath_synapse";
    info.summary = "Plasticity that follows the filtered voltages of the target.";
    info.equations =
        "dw/dt = A_LTP x_bar (V_m - theta_plus)+ (u_bar_plus - theta_minus)+\n"
        "w -= A_LTD (u_bar_minus - theta_minus)+ at a spike of the source; with A_LTD_const = 0 "
        "times u_bar_bar^2 / u_ref_squared\n"
        "x_bar: + 1 / tau_x at every spike of the source, decay time tau_x; (x)+ = max(x, 0)\n"
        "voltages are those of the target, the dendritic delay ago";
    info.reference =
        "Clopath, Buesing, Vasilaki & Gerstner 2010, doi:10.1038/nn.2479; NEST's clopath_synapse";
    info.parameters = parameters;
    info.bytes_per_synapse = 9.0;
    info.plastic = true;
    info.third_factor = SynapseModelInfo::ThirdFactorUse::refused;
    info.lower_bound = "Wmin";
    info.upper_bound = "Wmax";
    info.needs = needs;
    info.check = check;
    return info;
  }
};

}  // namespace engram
