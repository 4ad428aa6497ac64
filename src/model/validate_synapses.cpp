#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/learning_window.hpp"
#include "model/short_term_parameters.hpp"
#include "model/suggest.hpp"
#include "model/synapse_change.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

using ThirdFactorUse = SynapseModelInfo::ThirdFactorUse;

void check_needs(Context& context, const SynapseModelInfo& model, const Population* target,
                 const std::string& path) {
  const NeuronModelInfo* neuron =
      target == nullptr ? nullptr : context.catalogue.neuron(target->model);
  if (neuron == nullptr) return;
  std::string missing;
  for (const std::string_view need : model.needs) {
    if (std::ranges::find(neuron->offers, need) != neuron->offers.end()) continue;
    missing += fmt::format("{}'{}'", missing.empty() ? "" : ", ", need);
  }
  if (missing.empty()) return;
  context.problems.add(path, fmt::format("{} needs {} of its targets, which {} of population '{}' "
                                         "does not have",
                                         model.name, missing, neuron->name, target->name));
}

void check_short_term(Context& context, const ShortTermPlasticity& short_term,
                      const SynapseModelInfo& model, const std::string& path) {
  check_numbers(context, short_term.params, short_term_parameters, "short_term", path + ".");
  const bool of_its_own = std::any_of(
      short_term_parameters.begin(), short_term_parameters.end(),
      [&](const Quantity& line) { return find(model.parameters, line.name) != nullptr; });
  if (!of_its_own) return;
  context.problems.add(path, fmt::format("{} has short-term plasticity of its own: give its "
                                         "numbers beside the model and leave 'short_term' out",
                                         model.name));
}

/// Models whose changes may go through an eligibility trace.
std::vector<std::string_view> models_with_third_factor(const Catalogue& catalogue) {
  std::vector<std::string_view> names;
  for (const SynapseModelInfo& model : catalogue.synapses) {
    if (model.third_factor != ThirdFactorUse::refused) names.push_back(model.name);
  }
  return names;
}

void check_third_factor(Context& context, const SynapseSpec& synapse, const SynapseModelInfo& model,
                        const Population* target, const std::string& path) {
  if (!synapse.third_factor) {
    if (model.third_factor != ThirdFactorUse::required) return;
    context.problems.add(path, fmt::format("{} needs 'third_factor', for instance "
                                           "{{species: dopamine}}: the modulator that turns its "
                                           "eligibility traces into changes of the weight",
                                           model.name));
    return;
  }
  const ThirdFactor& third = *synapse.third_factor;
  if (model.third_factor == ThirdFactorUse::refused) {
    context.problems.add(path,
                         fmt::format("{} takes no third factor; models that do: {}", model.name,
                                     listed(models_with_third_factor(context.catalogue))));
  }
  const Modulator* modulator = check_species(context, third.species, target, path + ".species");
  check_response(context, third.response, modulator, path + ".response");
  check_number(context, third.tau_c,
               {"tau_c", "ms", 1000.0, Range::above(0.0), "decay of the eligibility trace"},
               path + ".tau_c");
  if (find(model.parameters, "tau_c") == nullptr || third.tau_c == ThirdFactor{}.tau_c) return;
  const double own = lookup(synapse.params, model.parameters)("tau_c");
  if (third.tau_c == own) return;
  context.problems.add(path + ".tau_c",
                       fmt::format("found {} ms, but {} has a tau_c of its own, {} ms: give it "
                                   "beside the model and leave it out here",
                                   third.tau_c, model.name, own));
}

void check_release(Context& context, const ReleaseModulation& release, const Population* target,
                   const std::string& path) {
  const Modulator* modulator = check_species(context, release.species, target, path + ".species");
  check_response(context, release.response, modulator, path + ".response");
  check_number(context, release.amount,
               {"amount", "", 0.0, Range::any(), "change of release by a response of 1"},
               path + ".amount");
}

void check_scaling(Context& context, const SynapticScaling& scaling, const SynapseModelInfo& model,
                   const std::string& path) {
  if (model.constant_weight) {
    context.problems.add(path, fmt::format("the weights of {} never change: scaling needs a model "
                                           "that learns",
                                           model.name));
  }
  check_number(context, scaling.target_rate,
               {"target_rate", "Hz", 5.0, Range::at_least(0.0), "rate that is aimed at"},
               path + ".target_rate");
  check_number(context, scaling.gain,
               {"gain", "1/Hz", 0.0, Range::at_least(0.0), "relative change per interval"},
               path + ".gain");
  check_number(context, scaling.tau,
               {"tau", "ms", 10000.0, Range::above(0.0), "time constant of the rate"},
               path + ".tau");
}

/// The axonal part must leave every delay a step for the dendrite. `sound_delay`: null where the
/// delay is wrong already.
void check_axonal_delay(Context& context, const SynapseSpec& synapse,
                        const Distribution* sound_delay, const std::string& path) {
  const std::string at = path + ".axonal_delay";
  const double axonal = synapse.axonal_delay;
  const Quantity line{"axonal_delay", "ms", 0.0, Range::at_least(0.0), "delay before the synapse"};
  check_number(context, axonal, line, at);
  if (!line.range.contains(axonal) || axonal == 0.0) return;
  if (!synapses_change(synapse, context.catalogue)) {
    context.problems.add(at, fmt::format("found {} ms for {}, which does not tell an axonal part "
                                         "of its delay from the rest: leave it out",
                                         axonal, synapse.model));
    return;
  }
  check_on_grid(context, axonal, at);
  if (sound_delay == nullptr || !context.has_grid()) return;
  const TimeGrid grid = context.grid();
  const double shortest = support(*sound_delay).low;
  if (grid.steps(shortest) > grid.steps(axonal)) return;
  context.problems.add(
      at, fmt::format("found {} ms, but the whole delay, axonal and dendritic part together, {} {} "
                      "ms; allowed: a whole delay of at least axonal_delay + dt = {:.10g} ms",
                      axonal, sound_delay->is_constant() ? "is" : "can be as short as", shortest,
                      axonal + grid.dt()));
}

}  // namespace

void check_synapse(Context& context, const SynapseSpec& synapse, const Population* target,
                   const std::string& path) {
  const bool sound_weight = check_weight(context, synapse.weight, path + ".weight");
  const bool sound_delay = check_delay(context, synapse.delay, path + ".delay");
  check_receptor(context, synapse.receptor, synapse.weight, sound_weight, target, path);
  const SynapseModelInfo* model = context.catalogue.synapse(synapse.model);
  if (model == nullptr) {
    context.problems.add_unknown(path + ".model", "synapse model", synapse.model,
                                 names_of(context.catalogue.synapses));
    return;
  }
  const std::size_t before = context.problems.problems().size();
  check_numbers(context, synapse.params, model->parameters, model->name, path + ".");
  if (context.problems.problems().size() == before && model->check != nullptr) {
    check_sentences(context, model->check(lookup(synapse.params, model->parameters)), path);
  }
  const bool sound_numbers = context.problems.problems().size() == before;
  const auto window = learning_window(synapse, *model);
  if (sound_numbers && window) {
    check_interval(context, *window, fmt::format("{}.{}", path, window_name));
  }
  check_needs(context, *model, target, path + ".model");
  if (synapse.short_term) {
    check_short_term(context, *synapse.short_term, *model, path + ".short_term");
  }
  check_third_factor(context, synapse, *model, target, path + ".third_factor");
  if (synapse.release) check_release(context, *synapse.release, target, path + ".release");
  if (synapse.scaling) check_scaling(context, *synapse.scaling, *model, path + ".scaling");
  check_axonal_delay(context, synapse, sound_delay ? synapse.delay.distribution() : nullptr, path);
  if (sound_weight && sound_numbers && synapses_change(synapse, context.catalogue)) {
    check_plastic_weights(context, synapse, *model, path);
  }
}

}  // namespace engram::validation
