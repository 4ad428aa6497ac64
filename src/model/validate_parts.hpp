#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "core/time_grid.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/problem_list.hpp"

/// The parts of validate(), one per block of the experiment. For model/validate*.cpp only.
namespace engram::validation {

/// What every part needs.
class Context {
 public:
  Context(const Experiment& experiment, const Catalogue& catalogue);

  const Experiment& experiment;
  const Catalogue& catalogue;
  ProblemList problems;

  /// The population with this name, or null.
  [[nodiscard]] const Population* population(const std::string& name) const;
  /// The same; if there is none, that is added as a problem at `path`.
  const Population* known_population(const std::string& name, const std::string& path);
  /// The same for the source of a projection: stimuli are told apart from what does not exist.
  const Population* known_source(const std::string& name, const std::string& path);
  /// The modulator with this name; if there is none, that is added as a problem at `path`.
  const Modulator* known_modulator(const std::string& name, const std::string& path);
  /// True if dt is usable, so that times can be checked against the grid.
  [[nodiscard]] bool has_grid() const { return has_grid_; }
  [[nodiscard]] TimeGrid grid() const { return TimeGrid(experiment.simulation.dt); }

 private:
  std::unordered_map<std::string, const Population*> by_name_;
  std::unordered_map<std::string, const Modulator*> modulators_;
  bool has_grid_;
};

/// The values a distribution can take. Ends are open where the value itself cannot occur.
struct Support {
  double low = 0.0;
  double high = 0.0;
  bool low_open = false;
  bool high_open = false;
};

/// Support of a distribution without faults; see farthest_draw.
[[nodiscard]] Support support(const Distribution& distribution);

/// Adds what is wrong with the numbers of the distribution themselves; false if anything is.
bool check_distribution(Context& context, const Distribution& distribution,
                        const std::string& path);

/// Adds a problem unless every value lies in the quantity's range. Arrays from files are accepted
/// as named.
void check_value(Context& context, const Value& value, const Quantity& quantity,
                 const std::string& path);

/// The same for a plain number.
void check_number(Context& context, double value, const Quantity& quantity,
                  const std::string& path);

/// Weights must be finite, and a distribution, not an array; false if they are not.
bool check_weight(Context& context, const Value& weight, const std::string& path);

/// Delays: from half a step (rounded to one) to the longest the engine holds; false if any is not.
bool check_delay(Context& context, const Value& delay, const std::string& path);

/// Times that must be whole numbers of steps.
void check_on_grid(Context& context, double ms, const std::string& path);

/// Times between two events: at least one step, and a whole number of them.
void check_interval(Context& context, double ms, const std::string& path);

/// Times within the run, warm-up included, on the grid and ascending.
void check_times_of_run(Context& context, const std::vector<double>& times,
                        const std::string& path);

/// Names, ids and sample of a selection; returns its population or null.
const Population* check_selection(Context& context, const Selection& selection,
                                  const std::string& path);

/// Numbers of a table: unknown names, ranges, missing required ones. `prefix` + name is a number's
/// path.
void check_numbers(Context& context, const std::map<std::string, double>& numbers,
                   std::span<const Quantity> table, std::string_view owner,
                   const std::string& prefix);

/// Value of a number by name, the table's default where it is not given.
[[nodiscard]] ParameterLookup lookup(const std::map<std::string, double>& numbers,
                                     std::span<const Quantity> table);

/// Whether `name` can name a population, stimulus or modulator.
[[nodiscard]] bool sane_name(std::string_view name);

/// Adds the sentences of a model's relations between numbers, as problems at `path`.
void check_sentences(Context& context, std::vector<std::string> sentences, const std::string& path);

/// Name and numbers of a response function to `modulator` (null: unknown).
void check_response(Context& context, const Response& response, const Modulator* modulator,
                    const std::string& path);

/// Whether neurons of `population` have a place on the modulator's grid, where it has voxels.
void check_place(Context& context, const Modulator& modulator, const Population& population,
                 const std::string& path);

/// A modulator that acts on the neurons of `population` (null: unknown); `path` is its name's.
/// Returns it, or null where there is none.
const Modulator* check_species(Context& context, const std::string& name,
                               const Population* population, const std::string& path);

/// Width and limit of a kernel, and whether the populations (null: unknown) lie in one space.
void check_kernel(Context& context, const DistanceKernel& kernel, const Population* source,
                  const Population* target, const std::string& path);

/// The compartments of a population, whose model is `model`; false if anything is wrong with them.
bool check_compartments(Context& context, const Population& population,
                        const NeuronModelInfo& model, const std::string& path);

/// The receptor that weights (as far as they are sound) name, at `path` + ".receptor"; `target`:
/// null if unknown.
void check_receptor(Context& context, const std::string& receptor, const Value& weight,
                    bool sound_weight, const Population* target, const std::string& path);

/// What the synapses of a projection are. `target`: null if unknown.
void check_synapse(Context& context, const SynapseSpec& synapse, const Population* target,
                   const std::string& path);

/// Signs and bounds of the weights of synapses that learn or whose transmission changes; `weight`
/// has been found sound.
void check_plastic_weights(Context& context, const SynapseSpec& synapse,
                           const SynapseModelInfo& model, const std::string& path);

/// A population's modulation and homeostasis.
void check_excitability(Context& context, const Population& population, const std::string& path);

void check_simulation(Context& context);
void check_populations(Context& context);
void check_positions(Context& context, const Population& population, const std::string& path);
void check_stimuli(Context& context);
void check_modulators(Context& context);
void check_projections(Context& context);
void check_structural(Context& context);
void check_run_length(Context& context);
void check_recording(Context& context);
void check_weight_recordings(Context& context);
void check_field_recordings(Context& context);
void check_ledger(Context& context);
void check_partitioning(Context& context);
void check_reference(Context& context);

}  // namespace engram::validation
