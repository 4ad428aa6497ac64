#include <optional>

#include <fmt/format.h>

#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

void check_modulation(Context& context, const Population& population,
                      const ExcitabilityModulation& modulation, const std::string& path) {
  const Modulator* modulator =
      check_species(context, modulation.species, &population, path + ".species");
  check_response(context, modulation.response, modulator, path + ".response");
  check_number(context, modulation.amount,
               {"amount", "", 0.0, Range::any(), "what a response of 1 adds"}, path + ".amount");
  const NeuronModelInfo* model = context.catalogue.neuron(population.model);
  if (model == nullptr) return;
  using Target = ExcitabilityModulation::Target;
  if (modulation.target == Target::current && !model->accepts_current) {
    context.problems.add(path + ".acts_on",
                         fmt::format("adds a current, which {} of population '{}' does not take",
                                     model->name, population.name));
  }
  if (modulation.target == Target::threshold && !model->has_threshold) {
    context.problems.add(path + ".acts_on",
                         fmt::format("shifts the threshold, which {} of population '{}' does not "
                                     "have",
                                     model->name, population.name));
  }
}

/// A threshold that could be lowered to the reset potential would make a neuron fire without end.
void check_room_above_reset(Context& context, const Population& population,
                            const NeuronModelInfo& model, double max_shift,
                            const std::string& path) {
  const auto values = [&](std::string_view name) -> std::optional<Support> {
    const Quantity* line = find(model.parameters, name);
    if (line == nullptr) return std::nullopt;
    const auto given = population.params.find(std::string(name));
    if (given == population.params.end()) return Support{line->default_value, line->default_value};
    // What an array holds is known only when it is read.
    const Distribution* drawn = given->second.distribution();
    if (drawn == nullptr) return std::nullopt;
    return support(*drawn);
  };
  const std::optional<Support> threshold = values("V_th");
  const std::optional<Support> reset = values("V_reset");
  if (!threshold || !reset) return;
  const double room = threshold->low - reset->high;
  // Without room the potentials themselves are wrong.
  if (!(room > 0.0) || !(max_shift >= room)) return;
  context.problems.add(
      path, fmt::format("found {} mV; allowed: below V_th - V_reset = {:g} mV, or a neuron whose "
                        "threshold is lowered that far would fire without end",
                        max_shift, room));
}

void check_homeostasis(Context& context, const Population& population,
                       const ThresholdHomeostasis& homeostasis, const std::string& path) {
  const NeuronModelInfo* model = context.catalogue.neuron(population.model);
  if (model != nullptr && !model->has_threshold) {
    context.problems.add(path, fmt::format("shifts the threshold, which {} of population '{}' does "
                                           "not have",
                                           model->name, population.name));
  }
  check_number(context, homeostasis.target_rate,
               {"target_rate", "Hz", 5.0, Range::at_least(0.0), "rate that is aimed at"},
               path + ".target_rate");
  check_number(context, homeostasis.gain,
               {"gain", "mV/Hz", 0.0, Range::at_least(0.0), "step of the threshold"},
               path + ".gain");
  check_interval(context, homeostasis.interval, path + ".interval");
  check_number(context, homeostasis.max_shift,
               {"max_shift", "mV", 10.0, Range::at_least(0.0), "largest distance"},
               path + ".max_shift");
  if (model != nullptr) {
    check_room_above_reset(context, population, *model, homeostasis.max_shift, path + ".max_shift");
  }
}

}  // namespace

void check_excitability(Context& context, const Population& population, const std::string& path) {
  for (std::size_t i = 0; i < population.modulation.size(); ++i) {
    check_modulation(context, population, population.modulation[i],
                     fmt::format("{}.modulation[{}]", path, i));
  }
  if (population.homeostasis) {
    check_homeostasis(context, population, *population.homeostasis, path + ".homeostasis");
  }
}

}  // namespace engram::validation
