#include "neurons/dendritic_neuron.hpp"

#include <fmt/format.h>

#include "neurons/dendritic_group.hpp"
#include "neurons/membrane_checks.hpp"

namespace engram {

std::vector<std::string> DendriticNeuron::check(const ParameterLookup& parameter) {
  std::vector<std::string> problems = check_reset(parameter);
  for (const std::string_view kind : {"AMPA", "GABA", "NMDA"}) {
    const double rise = parameter(fmt::format("tau_r_{}", kind));
    const double decay = parameter(fmt::format("tau_d_{}", kind));
    if (rise < decay) continue;
    problems.push_back(
        fmt::format("tau_r_{0} is {1} ms and tau_d_{0} is {2} ms: a conductance must rise faster "
                    "than it decays",
                    kind, rise, decay));
  }
  return problems;
}

NeuronModelInfo DendriticNeuron::info() {
  NeuronModelInfo info{
      {"dendritic_neuron",
       "Soma with any number of dendritic compartments, voltage-dependent NMDA synapses and "
       "dendritic plateau potentials.",
       "C_m dV_m/dt = g_L (e_L - V_m) + sum_j g_C (V_j - V_m) + I_syn + I_e (+ I_stim, soma)\n"
       "I_syn = g_AMPA (e_AMPA - V_m) + g_GABA (e_GABA - V_m) + g_NMDA B(V_m) (e_NMDA - V_m)\n"
       "        + g_plateau (e_plateau - V_m)\n"
       "B(V) = 1 / (1 + Mg / 3.57 exp(-0.062 V))\n"
       "g_x(t) = w n (exp(-t / tau_d_x) - exp(-t / tau_r_x)), n so that the largest value is w\n"
       "AMPA_NMDA: w to AMPA and NMDA_ratio w to NMDA\n"
       "dendrite, V_m rises through V_plateau: g_plateau is open for t_plateau\n"
       "soma, V_m >= V_th: spike, V_m = V_reset for t_ref",
       "block by magnesium: Jahr & Stevens 1990, doi:10.1523/JNEUROSCI.10-09-03178.1990; "
       "plateaus: Leugering, Nieters & Pipa 2023, doi:10.3389/fcogn.2023.1044216; solution "
       "of the tree: Hines 1984, doi:10.1016/0020-7101(84)90008-4",
       parameters},
      state,
      receptors,
      "nS",
      true,
      check};
  info.receptor_choice = NeuronModelInfo::ReceptorChoice::name;
  info.compartment_parameters = compartment_parameters;
  info.compartment_state = compartment_state;
  return info;
}

std::unique_ptr<NeuronGroup> DendriticNeuron::make(const GroupSetup& setup) {
  return std::make_unique<DendriticGroup>(setup);
}

}  // namespace engram
