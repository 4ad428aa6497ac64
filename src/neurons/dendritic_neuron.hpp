#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "neurons/neuron_group.hpp"

namespace engram {

/// Neuron of a soma and any number of dendritic compartments that form a tree, with synapses
/// everywhere.
///
///   C_m dV_m/dt = g_L (e_L - V_m) + sum_j g_C (V_j - V_m) + I_syn + I_e
///   I_syn = g_AMPA (e_AMPA - V_m) + g_GABA (e_GABA - V_m) + g_NMDA B(V_m) (e_NMDA - V_m)
///           + g_plateau (e_plateau - V_m)
///   B(V) = 1 / (1 + Mg / 3.57 mM exp(-0.062 V / mV))
///   g_x(t) = w n (exp(-t / tau_d_x) - exp(-t / tau_r_x)) after an input w at t = 0, n so that the
///   largest value is w; an input to AMPA_NMDA is one of w to AMPA and of NMDA_ratio w to NMDA
///   dendrite, V_m rises through V_plateau:  g_plateau is open for t_plateau
///   soma, V_m >= V_th:  spike, V_m = V_reset for t_ref
///
/// j runs over the compartments joined to this one; g_C of a pair is that of the one farther from
/// the soma. The block by magnesium is that of Jahr & Stevens (1990),
/// doi:10.1523/JNEUROSCI.10-09-03178.1990; names are those of NEST's cm_default, passive constants
/// those of its iaf_cond_alpha_mc. A plateau of fixed length follows Leugering, Nieters & Pipa
/// (2023), doi:10.3389/fcogn.2023.1044216.
///
/// Implicit midpoint rule with conductances as they are in the middle of the step, the block taken
/// at a potential predicted by an implicit step to there: second order, stable for every step.
/// Each of the two linear systems is a tree, solved from the tips to the soma and back (Hines
/// 1984, doi:10.1016/0020-7101(84)90008-4).
struct DendriticNeuron {
  static constexpr std::array parameters{
      Quantity{"C_m", "pF", 150.0, Range::above(0), "capacitance of the soma"},
      Quantity{"g_L", "nS", 10.0, Range::at_least(0), "leak conductance of the soma"},
      Quantity{"e_L", "mV", -70.0, Range::any(), "reversal potential of the soma's leak"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant current into the soma"},
      Quantity{"V_th", "mV", -55.0, Range::any(), "threshold of the soma"},
      Quantity{"V_reset", "mV", -60.0, Range::any(), "potential after a spike, below V_th"},
      Quantity{"t_ref", "ms", 2.0, Range::at_least(0), "refractory time, rounded to whole steps"},
      Quantity{"e_AMPA", "mV", 0.0, Range::any(), "reversal potential of AMPA"},
      Quantity{"tau_r_AMPA", "ms", 0.2, Range::at_least(0), "rise time of AMPA, 0: at once"},
      Quantity{"tau_d_AMPA", "ms", 3.0, Range::above(0), "decay time of AMPA"},
      Quantity{"e_GABA", "mV", -80.0, Range::any(), "reversal potential of GABA"},
      Quantity{"tau_r_GABA", "ms", 0.2, Range::at_least(0), "rise time of GABA, 0: at once"},
      Quantity{"tau_d_GABA", "ms", 10.0, Range::above(0), "decay time of GABA"},
      Quantity{"e_NMDA", "mV", 0.0, Range::any(), "reversal potential of NMDA"},
      Quantity{"tau_r_NMDA", "ms", 0.2, Range::at_least(0), "rise time of NMDA, 0: at once"},
      Quantity{"tau_d_NMDA", "ms", 43.0, Range::above(0), "decay time of NMDA"},
      Quantity{"NMDA_ratio", "", 2.0, Range::at_least(0), "NMDA over AMPA of AMPA_NMDA"},
      Quantity{"Mg", "mM", 1.0, Range::at_least(0), "magnesium outside, 0: NMDA is never blocked"},
  };
  static constexpr std::array state{
      Quantity{"V_m", "mV", -70.0, Range::any(), "potential of the soma", Quantity::Shape::number,
               false, "e_L"},
      Quantity{"g_r_AMPA", "nS", 0.0, Range::any(), "rising part of AMPA, not positive"},
      Quantity{"g_d_AMPA", "nS", 0.0, Range::any(), "decaying part of AMPA"},
      Quantity{"g_r_GABA", "nS", 0.0, Range::any(), "rising part of GABA, not positive"},
      Quantity{"g_d_GABA", "nS", 0.0, Range::any(), "decaying part of GABA"},
      Quantity{"g_r_NMDA", "nS", 0.0, Range::any(), "rising part of NMDA, not positive"},
      Quantity{"g_d_NMDA", "nS", 0.0, Range::any(), "decaying part of NMDA"},
      Quantity{"refractory_steps", "", 0.0, Range::at_least(0), "steps of refractoriness left"},
  };
  static constexpr std::array compartment_parameters{
      Quantity{"C_m", "pF", 75.0, Range::above(0), "capacitance"},
      Quantity{"g_C", "nS", 2.5, Range::at_least(0), "conductance to the parent"},
      Quantity{"g_L", "nS", 5.0, Range::at_least(0), "leak conductance"},
      Quantity{"e_L", "mV", -70.0, Range::any(), "reversal potential of the leak"},
      Quantity{"I_e", "pA", 0.0, Range::any(), "constant current"},
      Quantity{"g_plateau", "nS", 0.0, Range::at_least(0), "conductance of a plateau, 0: none"},
      Quantity{"e_plateau", "mV", 0.0, Range::any(), "reversal potential of a plateau"},
      Quantity{"V_plateau", "mV", -40.0, Range::any(), "potential that starts a plateau"},
      Quantity{"t_plateau", "ms", 100.0, Range::at_least(0),
               "length of a plateau, rounded to whole steps"},
  };
  static constexpr std::array compartment_state{
      Quantity{"V_m", "mV", -70.0, Range::any(), "potential", Quantity::Shape::number, false,
               "e_L"},
      Quantity{"g_r_AMPA", "nS", 0.0, Range::any(), "rising part of AMPA, not positive"},
      Quantity{"g_d_AMPA", "nS", 0.0, Range::any(), "decaying part of AMPA"},
      Quantity{"g_r_GABA", "nS", 0.0, Range::any(), "rising part of GABA, not positive"},
      Quantity{"g_d_GABA", "nS", 0.0, Range::any(), "decaying part of GABA"},
      Quantity{"g_r_NMDA", "nS", 0.0, Range::any(), "rising part of NMDA, not positive"},
      Quantity{"g_d_NMDA", "nS", 0.0, Range::any(), "decaying part of NMDA"},
      Quantity{"plateau_steps", "", 0.0, Range::at_least(0), "steps of the plateau left"},
  };
  /// Of each compartment.
  enum Receptor : std::size_t { ampa, gaba, nmda, ampa_nmda, receptors_each };
  static constexpr std::array<std::string_view, receptors_each> receptors{"AMPA", "GABA", "NMDA",
                                                                          "AMPA_NMDA"};

  /// Positions in the table of state of the soma and of each compartment.
  enum Variable : std::size_t { v, ampa_r, ampa_d, gaba_r, gaba_d, nmda_r, nmda_d, steps };
  static constexpr std::size_t variables_each = state.size();
  static_assert(compartment_state.size() == variables_each);

  /// Sentences for relations between parameters that do not hold.
  static std::vector<std::string> check(const ParameterLookup& parameter);

  static NeuronModelInfo info();
  static std::unique_ptr<NeuronGroup> make(const GroupSetup& setup);
};

}  // namespace engram
