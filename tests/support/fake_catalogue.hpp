#pragma once

#include <array>
#include <cmath>

#include "model/catalogue.hpp"

/// Models that exist only in tests: every kind of table, hook and flag that validation and files
/// must honour.
namespace engram::testing {

inline constexpr double inf = std::numeric_limits<double>::infinity();

inline constexpr std::array<Quantity, 4> lif_parameters{{
    {"tau_m", "ms", 10.0, Range::above(0.0), "membrane time constant"},
    {"C_m", "pF", 250.0, Range::above(0.0), "membrane capacitance"},
    {"V_th", "mV", -50.0, Range::any(), "threshold"},
    {"V_reset", "mV", -65.0, Range::any(), "potential after a spike"},
}};
inline constexpr std::array<Quantity, 2> lif_state{{
    {"V_m", "mV", -65.0, Range::any(), "membrane potential"},
    {"I_syn", "pA", 0.0, Range::any(), "synaptic current"},
}};
inline constexpr std::array<Quantity, 2> relay_parameters{{
    {"gain", "", 1.0, Range::between(0.0, 1.0), "fraction of spikes passed on"},
    {"label", "", 0.0, Range::at_least(0.0), "no default makes sense", Quantity::Shape::number,
     true},
}};
inline constexpr std::array<Quantity, 2> branch_parameters{{
    {"g_C", "nS", 1.0, Range::at_least(0.0), "conductance to the parent"},
    {"E_L", "mV", -70.0, Range::any(), "resting potential"},
}};
inline constexpr std::array<Quantity, 1> branch_state{{
    {"V_m", "mV", -65.0, Range::any(), "membrane potential", Quantity::Shape::number, false, "E_L"},
}};
inline constexpr std::array<std::string_view, 2> two_receptors{"excitatory", "inhibitory"};
inline constexpr std::array<std::string_view, 1> one_receptor{"all"};

inline std::vector<std::string> lif_check(const ParameterLookup& parameter) {
  if (parameter("V_reset") < parameter("V_th")) return {};
  return {"V_reset must be below V_th"};
}

inline constexpr std::array<Quantity, 1> poisson_parameters{{
    {"rate", "Hz", 0.0, Range::at_least(0.0), "mean rate", Quantity::Shape::number, true},
}};
inline constexpr std::array<Quantity, 1> dc_parameters{{
    {"amplitude", "pA", 0.0, Range::any(), "current"},
}};
inline constexpr std::array<Quantity, 2> step_parameters{{
    {"amplitude_times", "ms", 0.0, Range::above(0.0), "when it changes", Quantity::Shape::list,
     true},
    {"amplitude_values", "pA", 0.0, Range::any(), "what it becomes", Quantity::Shape::list, true},
}};

inline std::vector<std::string> step_check(
    const ParameterLookup&, const std::function<std::span<const double>(std::string_view)>& list) {
  if (list("amplitude_times").size() == list("amplitude_values").size()) return {};
  return {"amplitude_times and amplitude_values must have the same length"};
}

inline constexpr std::array<Quantity, 1> indegree_parameters{{
    {"indegree", "", 0.0, Range::at_least(0.0), "synapses per target", Quantity::Shape::number,
     true},
}};
inline constexpr std::array<Quantity, 1> probability_parameters{{
    {"p", "", 1.0, Range::between(0.0, 1.0), "probability of a synapse", Quantity::Shape::number,
     true},
}};

inline std::vector<std::string> indegree_check(const ParameterLookup& parameter, double source_size,
                                               double, bool same, bool autapses, bool multapses) {
  const double available = source_size - (same && !autapses ? 1.0 : 0.0);
  if (multapses || parameter("indegree") <= available) return {};
  return {"the indegree is larger than the source population"};
}

inline std::vector<std::string> one_to_one_check(const ParameterLookup&, double source_size,
                                                 double target_size, bool, bool, bool) {
  if (source_size == target_size) return {};
  return {"both populations must have the same size"};
}

inline constexpr std::array<Quantity, 1> tired_parameters{{
    {"U", "", 0.5, Range{0.0, 1.0, true, false}, "fraction used per spike"},
}};

// Bounds, a relation, and a third factor that may be given, must be given, or is refused.
inline constexpr std::array<Quantity, 3> pair_parameters{{
    {"lambda", "", 0.01, Range::at_least(0.0), "step size"},
    {"Wmax", "pA or mV", 100.0, Range::any(), "largest weight"},
    {"Wmin", "pA or mV", 0.0, Range::any(), "smallest weight"},
}};
inline constexpr std::array<Quantity, 2> gated_parameters{{
    {"tau_c", "ms", 1000.0, Range::above(0.0), "decay of the eligibility trace"},
    {"rate", "", 1.0, Range::any(), "speed", Quantity::Shape::number, true},
}};
inline constexpr std::array<std::string_view, 1> filtered_potential{"u_bar"};

inline std::vector<std::string> pair_check(const ParameterLookup& parameter) {
  if (parameter("lambda") != 0.125) return {};
  return {"a lambda of 0.125 does not go with anything"};
}

inline constexpr std::array<Quantity, 3> species_parameters{{
    {"D", "um^2/ms", 0.0, Range::at_least(0.0), "diffusion"},
    {"tau", "ms", 200.0, Range::above(0.0), "decay"},
    {"baseline", "uM", 0.0, Range::at_least(0.0), "concentration at rest"},
}};
inline constexpr std::array<Quantity, 1> linear_parameters{{
    {"gain", "1/uM", 1.0, Range::any(), "response per micromolar"},
}};
inline constexpr std::array<Quantity, 2> hill_parameters{{
    {"K", "uM", 1.0, Range::above(0.0), "half the largest effect", Quantity::Shape::number, true},
    {"n", "", 1.0, Range::above(0.0), "steepness"},
}};

inline constexpr std::array<Quantity, 1> energy_parameters{{
    {"spike", "ATP", 1e8, Range::at_least(0.0), "an action potential"},
}};

template <class Info>
Info named(std::string_view name, std::span<const Quantity> parameters) {
  Info info;
  info.name = name;
  info.summary = "for tests";
  info.parameters = parameters;
  return info;
}

inline Catalogue fake_catalogue() {
  Catalogue catalogue;
  auto lif = named<NeuronModelInfo>("lif", lif_parameters);
  lif.state = lif_state;
  lif.receptors = two_receptors;
  lif.weight_unit = "pA";
  lif.check = lif_check;
  auto relay = named<NeuronModelInfo>("relay", relay_parameters);
  relay.receptors = one_receptor;
  relay.weight_unit = "mV";
  relay.accepts_current = false;
  relay.has_threshold = false;
  auto tree = named<NeuronModelInfo>("tree", lif_parameters);
  tree.state = lif_state;
  tree.receptors = two_receptors;
  tree.weight_unit = "nS";
  tree.receptor_choice = NeuronModelInfo::ReceptorChoice::name;
  tree.compartment_parameters = branch_parameters;
  tree.compartment_state = branch_state;
  catalogue.neurons = {lif, relay, tree};

  auto poisson = named<StimulusInfo>("poisson_generator", poisson_parameters);
  auto dc = named<StimulusInfo>("dc_generator", dc_parameters);
  dc.output = StimulusInfo::Output::current;
  auto steps = named<StimulusInfo>("step_current_generator", step_parameters);
  steps.output = StimulusInfo::Output::current;
  steps.check = step_check;
  auto times = named<StimulusInfo>("spike_times", {});
  times.takes_spike_list = true;
  catalogue.stimuli = {poisson, dc, steps, times};

  auto all = named<ConnectionRuleInfo>("all_to_all", {});
  auto one = named<ConnectionRuleInfo>("one_to_one", {});
  one.check = one_to_one_check;
  auto indegree = named<ConnectionRuleInfo>("fixed_indegree", indegree_parameters);
  indegree.check = indegree_check;
  auto bernoulli = named<ConnectionRuleInfo>("pairwise_bernoulli", probability_parameters);
  bernoulli.takes_kernel = true;
  auto edges = named<ConnectionRuleInfo>("sonata_edges", {});
  edges.takes_file = true;
  catalogue.rules = {all, one, indegree, bernoulli, edges};

  using ThirdFactorUse = SynapseModelInfo::ThirdFactorUse;
  auto constant = named<SynapseModelInfo>("static_synapse", {});
  constant.constant_weight = true;
  auto pair = named<SynapseModelInfo>("pair_synapse", pair_parameters);
  pair.plastic = true;
  pair.third_factor = ThirdFactorUse::possible;
  pair.lower_bound = "Wmin";
  pair.upper_bound = "Wmax";
  pair.check = pair_check;
  auto gated = named<SynapseModelInfo>("gated_synapse", gated_parameters);
  gated.plastic = true;
  gated.third_factor = ThirdFactorUse::required;
  auto voltage = named<SynapseModelInfo>("voltage_synapse", {});
  voltage.plastic = true;
  voltage.needs = filtered_potential;
  catalogue.synapses = {constant, named<SynapseModelInfo>("tired_synapse", tired_parameters), pair,
                        gated, voltage};
  catalogue.species = {named<SpeciesInfo>("custom", species_parameters),
                       named<SpeciesInfo>("dopamine", species_parameters)};
  catalogue.responses = {named<ResponseInfo>("linear", linear_parameters),
                         named<ResponseInfo>("hill", hill_parameters)};
  catalogue.responses[1].signed_values = false;
  catalogue.energy = {named<EnergyInfo>("howarth_2012", energy_parameters)};
  catalogue.strategies = {named<StrategyInfo>("round_robin", {}), named<StrategyInfo>("block", {})};
  return catalogue;
}

}  // namespace engram::testing
