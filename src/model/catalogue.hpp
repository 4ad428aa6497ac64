#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/quantity.hpp"

namespace engram {

/// What every kind of model says about itself. The tables live in the model's own file; validation,
/// the JSON Schema, `engram models`, the docs pages, recording and files all read them from here.
struct ModelInfo {
  std::string_view name;
  std::string_view summary;    ///< one sentence
  std::string_view equations;  ///< plain text, several lines
  std::string_view reference;  ///< where equations and constants come from
  std::span<const Quantity> parameters;
};

/// Value of a parameter by name, for checks across parameters.
using ParameterLookup = std::function<double(std::string_view name)>;

/// A neuron model's description.
struct NeuronModelInfo : ModelInfo {
  /// State variables: unit, default start value, meaning. All can be recorded and initialised.
  std::span<const Quantity> state;
  /// Names of the receptors in the order of the input ports.
  std::span<const std::string_view> receptors;
  std::string_view weight_unit;  ///< of synapses onto this model, "pA", "nS" or "mV"
  /// Name of the current input's unit; models without one refuse current stimuli.
  bool accepts_current = true;
  /// Relations between parameters: returns a sentence for each that does not hold.
  std::vector<std::string> (*check)(const ParameterLookup& parameter) = nullptr;
  /// What synapse rules may ask of the model by name beyond its spikes ("u_bar_minus").
  std::span<const std::string_view> offers{};
  /// Whether the model has a threshold that slow processes can shift.
  bool has_threshold = true;
  /// How a weight finds its receptor. By sign: one receptor takes every weight; of two, the first
  /// takes weights >= 0 and the second negative ones. By name: whoever sends names it, and weights
  /// are conductances, not negative.
  enum class ReceptorChoice { sign, name };
  ReceptorChoice receptor_choice = ReceptorChoice::sign;
  /// What each compartment beside the soma has, where the model has such; its receptors are those
  /// of the soma. See NeuronTables.
  std::span<const Quantity> compartment_parameters{};
  std::span<const Quantity> compartment_state{};

  [[nodiscard]] bool has_compartments() const { return !compartment_state.empty(); }
};

/// A stimulus type's description.
struct StimulusInfo : ModelInfo {
  enum class Output { spikes, current };
  Output output = Output::spikes;
  bool takes_spike_list = false;
  /// Relations between parameters and lists, as for neuron models; lists come by name.
  std::vector<std::string> (*check)(
      const ParameterLookup& parameter,
      const std::function<std::span<const double>(std::string_view)>& list) = nullptr;
};

/// A connection rule's description.
struct ConnectionRuleInfo : ModelInfo {
  bool takes_file = false;    ///< synapses are listed in a file
  bool takes_kernel = false;  ///< the probability may depend on distance
  /// Sentences for what cannot be done with these sizes (for instance an indegree beyond the
  /// source).
  std::vector<std::string> (*check)(const ParameterLookup& parameter, double source_size,
                                    double target_size, bool same_population, bool allow_autapses,
                                    bool allow_multapses) = nullptr;
  /// Expected number of synapses, for estimates before anything is built. Without file rules.
  double (*expected_synapses)(const ParameterLookup& parameter, double source_size,
                              double target_size) = nullptr;
};

/// A synapse model's description.
struct SynapseModelInfo : ModelInfo {
  double bytes_per_synapse = 8.0;  ///< for estimates
  bool plastic = false;            ///< weights change, or what they transmit does
  bool constant_weight = false;    ///< of plastic models: only what they transmit changes
  /// Whether the rule's changes may go through an eligibility trace and a modulator.
  enum class ThirdFactorUse { refused, possible, required };
  ThirdFactorUse third_factor = ThirdFactorUse::refused;
  /// Parameters that bound the weight, where the rule has such ("Wmin", "Wmax"); empty: none.
  std::string_view lower_bound{};
  std::string_view upper_bound{};
  /// What the target's neuron model must offer.
  std::span<const std::string_view> needs{};
  /// Relations between parameters: returns a sentence for each that does not hold.
  std::vector<std::string> (*check)(const ParameterLookup& parameter) = nullptr;
};

/// A modulator species with its ready-made constants.
struct SpeciesInfo : ModelInfo {};

/// A response function: how a concentration acts.
struct ResponseInfo : ModelInfo {
  bool signed_values = true;  ///< means something for values below 0, which learning signals have
};

/// A set of constants of the energy ledger.
struct EnergyInfo : ModelInfo {};

/// A partitioning strategy's description.
struct StrategyInfo : ModelInfo {};

/// Every model the program knows. Folders below add theirs; nobody else knows a model by name.
struct Catalogue {
  std::vector<NeuronModelInfo> neurons;
  std::vector<StimulusInfo> stimuli;
  std::vector<ConnectionRuleInfo> rules;
  std::vector<SynapseModelInfo> synapses;
  std::vector<SpeciesInfo> species;
  std::vector<ResponseInfo> responses;
  std::vector<EnergyInfo> energy;
  std::vector<StrategyInfo> strategies;

  [[nodiscard]] const NeuronModelInfo* neuron(std::string_view name) const;
  [[nodiscard]] const StimulusInfo* stimulus(std::string_view name) const;
  [[nodiscard]] const ConnectionRuleInfo* rule(std::string_view name) const;
  [[nodiscard]] const SynapseModelInfo* synapse(std::string_view name) const;
  [[nodiscard]] const SpeciesInfo* one_species(std::string_view name) const;
  [[nodiscard]] const ResponseInfo* response(std::string_view name) const;
  [[nodiscard]] const EnergyInfo* energy_set(std::string_view name) const;
  [[nodiscard]] const StrategyInfo* strategy(std::string_view name) const;
};

/// The line of `table` with this name, or null.
[[nodiscard]] const Quantity* find(std::span<const Quantity> table, std::string_view name);

}  // namespace engram
