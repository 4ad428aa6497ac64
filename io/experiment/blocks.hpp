#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engram/experiment.hpp"
#include "io/experiment/map_reader.hpp"
#include "io/experiment/switches.hpp"

/// One reader per block of an experiment file. Each fills in what it can and adds a problem for the
/// rest.
namespace engram::yaml {

/// An experiment as read, before anything that is switched off is taken out.
struct Draft {
  bool readable = true;  ///< false: no experiment of a version that is understood
  Experiment experiment;
  Switches switches;
  std::vector<bool> stimulus_enabled;          ///< per stimulus
  std::vector<bool> projection_enabled;        ///< per projection
  std::vector<std::size_t> projection_origin;  ///< per projection: position in the file's list
};

[[nodiscard]] SimulationSettings read_simulation(const Context& context, const Place& place);
[[nodiscard]] EnergySettings read_energy(const Context& context, const Place& place);
[[nodiscard]] SparsenessSettings read_sparseness(const Context& context, const Place& place);
[[nodiscard]] Partitioning read_partitioning(const Context& context, const Place& place);
[[nodiscard]] Reference read_reference(const Context& context, const Place& place);
[[nodiscard]] std::vector<Population> read_populations(const Context& context, const Place& place);
[[nodiscard]] Positions read_positions(const Context& context, const Place& place);
void read_stimuli(const Context& context, const Place& place, Draft& draft);
void read_projections(const Context& context, const Place& place, Draft& draft);
[[nodiscard]] ConnectionRule read_rule(const Context& context, const Place& place);
[[nodiscard]] DistanceKernel read_kernel(const Context& context, const Place& place);
[[nodiscard]] SynapseSpec read_synapse(const Context& context, const Place& place);
[[nodiscard]] std::vector<Modulator> read_modulators(const Context& context, const Place& place);
[[nodiscard]] std::vector<ExcitabilityModulation> read_modulation(const Context& context,
                                                                  const Place& place);
[[nodiscard]] ThresholdHomeostasis read_homeostasis(const Context& context, const Place& place);
[[nodiscard]] std::vector<StructuralPlasticity> read_structural(const Context& context,
                                                                const Place& place);
[[nodiscard]] Recording read_record(const Context& context, const Place& place,
                                    const std::vector<Population>& populations);
[[nodiscard]] std::vector<WeightRecording> read_weight_recordings(const Context& context,
                                                                  const Place& place);
[[nodiscard]] std::vector<FieldRecording> read_field_recordings(const Context& context,
                                                                const Place& place);
/// All populations, for `spikes: all`.
[[nodiscard]] std::vector<Selection> every_population(const std::vector<Population>& populations);

/// A number, a distribution or (see where) an array; `otherwise` if it is none of them.
[[nodiscard]] Value read_value(const Context& context, const Place& place, Value otherwise);
/// {file, dataset}; empty names where it is something else.
[[nodiscard]] ArrayFile read_array(const Context& context, const Place& place);
/// As read_value() for each name of a map, and for each name below that of a compartment: {distal:
/// {C_m}} is read as "distal.C_m".
[[nodiscard]] std::map<std::string, Value> read_values(
    const Context& context, const Place& place, const std::vector<Compartment>& compartments);

/// {name of a response function: {its numbers}}.
[[nodiscard]] Response read_response(const Context& context, const Place& place);
/// What acts through a concentration: the keys `species`, which must be there, and `response`.
void read_species_and_response(const Context& context, MapReader& map, std::string& species,
                               Response& response);

/// A population's name, or {population, ids | sample}.
[[nodiscard]] Selection read_selection(const Context& context, const Place& place);
/// One of these or a list of them.
[[nodiscard]] std::vector<Selection> read_selections(const Context& context, const Place& place);
/// The keys of a selection out of a map that has others too.
[[nodiscard]] Selection read_selection_keys(const Context& context, MapReader& map);

}  // namespace engram::yaml
