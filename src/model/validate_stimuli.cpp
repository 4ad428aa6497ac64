#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "model/suggest.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

void check_targets(Context& context, const Stimulus& stimulus, const StimulusInfo* type,
                   const std::string& path) {
  if (stimulus.targets.empty()) {
    context.problems.add(path + ".target", "there is none: name at least one population");
  }
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < stimulus.targets.size(); ++i) {
    const std::string at = fmt::format("{}.target[{}]", path, i);
    const Population* population = check_selection(context, stimulus.targets[i], at);
    if (population == nullptr) continue;
    if (!seen.insert(population->name).second) {
      context.problems.add(at,
                           fmt::format("population '{}' is a target already: name it once, with "
                                       "all its ids",
                                       population->name));
    }
    const NeuronModelInfo* model = context.catalogue.neuron(population->model);
    if (type != nullptr && model != nullptr && type->output == StimulusInfo::Output::current &&
        !model->accepts_current) {
      context.problems.add(at,
                           fmt::format("{} injects a current, which {} of population '{}' does not "
                                       "take",
                                       type->name, model->name, population->name));
    }
  }
}

void check_receptors(Context& context, const Stimulus& stimulus, const StimulusInfo* type,
                     bool sound_weight, const std::string& path) {
  if (type == nullptr) return;
  if (type->output == StimulusInfo::Output::current) {
    if (stimulus.receptor.empty()) return;
    context.problems.add(
        path + ".receptor",
        fmt::format("{} injects a current, which needs no receptor: leave it out", type->name));
    return;
  }
  for (const Selection& selection : stimulus.targets) {
    check_receptor(context, stimulus.receptor, stimulus.weight, sound_weight,
                   context.population(selection.population), path);
  }
}

void check_lists(Context& context, const Stimulus& stimulus, const StimulusInfo& type,
                 const std::string& path) {
  for (const auto& [name, numbers] : stimulus.arrays) {
    const std::string at = path + "." + name;
    const Quantity* quantity = find(type.parameters, name);
    if (quantity == nullptr) {
      context.problems.add_unknown(at, fmt::format("parameter of {}", type.name), name,
                                   names_of(type.parameters));
      continue;
    }
    if (quantity->shape == Quantity::Shape::number) {
      context.problems.add(at, "expected one number, found a list");
      continue;
    }
    for (std::size_t i = 0; i < numbers.size() && !context.problems.full(); ++i) {
      if (quantity->range.contains(numbers[i])) continue;
      check_number(context, numbers[i], *quantity, fmt::format("{}[{}]", at, i));
    }
  }
  for (const Quantity& quantity : type.parameters) {
    if (quantity.shape == Quantity::Shape::list && quantity.required &&
        !stimulus.arrays.contains(std::string(quantity.name))) {
      context.problems.add(
          fmt::format("{}.{}", path, quantity.name),
          fmt::format("{} needs '{}': {}", type.name, quantity.name, quantity.meaning));
    }
  }
}

void check_spike_list(Context& context, const Stimulus& stimulus, const StimulusInfo& type,
                      const std::string& path) {
  if (!type.takes_spike_list) {
    if (stimulus.spikes) {
      context.problems.add(path, fmt::format("{} takes no list of spikes", type.name));
    }
    return;
  }
  const bool has_times = stimulus.spikes && !stimulus.spikes->times.empty();
  const bool has_file = stimulus.spikes && !stimulus.spikes->file.empty();
  if (has_times == has_file) {
    context.problems.add(path, has_times
                                   ? "gives both 'times' and 'spikes': only one of them is allowed"
                                   : fmt::format("{} needs 'times' with at least one time, or "
                                                 "'spikes' with a file",
                                                 type.name));
    return;
  }
  for (std::size_t i = 0; i < stimulus.spikes->times.size() && !context.problems.full(); ++i) {
    const double time = stimulus.spikes->times[i];
    const double first = context.has_grid() ? context.grid().dt() : 0.0;
    // Times are rounded to the grid, and the first spike can happen at the end of the first step.
    if (std::isfinite(time) && (!context.has_grid() || context.grid().steps(time) >= 1)) continue;
    context.problems.add(fmt::format("{}.times[{}]", path, i),
                         fmt::format("found {} ms; allowed: from dt = {} ms on", time, first));
  }
}

void check_relations(Context& context, const Stimulus& stimulus, const StimulusInfo& type,
                     const std::string& path) {
  if (type.check == nullptr) return;
  const auto list = [&](std::string_view name) -> std::span<const double> {
    const auto found = stimulus.arrays.find(std::string(name));
    if (found == stimulus.arrays.end()) return {};
    return found->second;
  };
  for (std::string& sentence : type.check(lookup(stimulus.params, type.parameters), list)) {
    context.problems.add(path, std::move(sentence));
  }
}

void check_stimulus(Context& context, const Stimulus& stimulus) {
  const std::string path = "stimuli." + stimulus.name;
  if (!sane_name(stimulus.name)) {
    context.problems.add(path, fmt::format("{} cannot be the name of a stimulus: up to 64 letters, "
                                           "digits, '_' and '-', beginning with a letter or '_'",
                                           quoted(stimulus.name)));
  }
  const bool sound_weight = check_weight(context, stimulus.weight, path + ".weight");
  check_delay(context, stimulus.delay, path + ".delay");
  const StimulusInfo* type = context.catalogue.stimulus(stimulus.type);
  check_targets(context, stimulus, type, path);
  check_receptors(context, stimulus, type, sound_weight, path);
  if (type == nullptr) {
    context.problems.add_unknown(path + ".type", "stimulus type", stimulus.type,
                                 names_of(context.catalogue.stimuli));
    return;
  }
  const std::size_t before = context.problems.problems().size();
  check_numbers(context, stimulus.params, type->parameters, type->name, path + ".");
  check_lists(context, stimulus, *type, path);
  check_spike_list(context, stimulus, *type, path);
  if (context.problems.problems().size() == before) check_relations(context, stimulus, *type, path);
}

}  // namespace

void check_stimuli(Context& context) {
  std::unordered_set<std::string> seen;
  for (const Stimulus& stimulus : context.experiment.stimuli) {
    if (!seen.insert(stimulus.name).second) {
      context.problems.add("stimuli." + stimulus.name, "there are two stimuli with this name");
    }
    check_stimulus(context, stimulus);
  }
}

}  // namespace engram::validation
