#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "model/suggest.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {

Context::Context(const Experiment& experiment_, const Catalogue& catalogue_)
    : experiment(experiment_), catalogue(catalogue_) {
  for (const Population& each : experiment.populations) by_name_.emplace(each.name, &each);
  for (const Modulator& each : experiment.modulators) modulators_.emplace(each.name, &each);
  const double dt = experiment.simulation.dt;
  has_grid_ = std::isfinite(dt) && dt > 0.0;
}

const Population* Context::population(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const Population* Context::known_population(const std::string& name, const std::string& path) {
  const Population* found = population(name);
  if (found == nullptr) {
    problems.add_unknown(path, "population", name, names_of(experiment.populations));
  }
  return found;
}

const Population* Context::known_source(const std::string& name, const std::string& path) {
  const bool is_stimulus = std::any_of(experiment.stimuli.begin(), experiment.stimuli.end(),
                                       [&](const Stimulus& each) { return each.name == name; });
  if (population(name) != nullptr || !is_stimulus) return known_population(name, path);
  problems.add(path,
               fmt::format("'{}' is a stimulus: it reaches its own targets, with synapses that "
                           "never change, and cannot be the source of a projection; let it drive "
                           "a population of neurons that pass its spikes on, and name that one "
                           "here",
                           name));
  return nullptr;
}

const Modulator* Context::known_modulator(const std::string& name, const std::string& path) {
  const auto found = modulators_.find(name);
  if (found != modulators_.end()) return found->second;
  if (experiment.modulators.empty()) {
    problems.add(path, fmt::format("there is no modulator {}: the experiment has none; add it to "
                                   "'modulators'",
                                   quoted(name)));
  } else {
    problems.add_unknown(path, "modulator", name, names_of(experiment.modulators));
  }
  return nullptr;
}

const Population* check_selection(Context& context, const Selection& selection,
                                  const std::string& path) {
  const Population* population =
      context.known_population(selection.population, path + ".population");
  if (!selection.ids.empty() && selection.sample) {
    context.problems.add(path, "gives both 'ids' and 'sample': only one of them is allowed");
  }
  if (population == nullptr || population->size == 0) return population;
  std::unordered_set<std::uint64_t> seen;
  for (std::size_t i = 0; i < selection.ids.size(); ++i) {
    const std::uint64_t id = selection.ids[i];
    if (id >= population->size) {
      context.problems.add(
          fmt::format("{}.ids[{}]", path, i),
          fmt::format("there is no neuron {} in population '{}': ids go from 0 to {}", id,
                      population->name, population->size - 1));
    } else if (!seen.insert(id).second) {
      context.problems.add(fmt::format("{}.ids[{}]", path, i),
                           fmt::format("neuron {} is listed twice", id));
    }
    if (context.problems.full()) break;
  }
  if (selection.sample && (*selection.sample == 0 || *selection.sample > population->size)) {
    context.problems.add(
        path + ".sample",
        fmt::format("a sample of {} cannot be drawn from population '{}': from 1 to {}",
                    *selection.sample, population->name, population->size));
  }
  return population;
}

void check_numbers(Context& context, const std::map<std::string, double>& numbers,
                   std::span<const Quantity> table, std::string_view owner,
                   const std::string& prefix) {
  for (const auto& [name, value] : numbers) {
    const Quantity* quantity = find(table, name);
    if (quantity == nullptr) {
      context.problems.add_unknown(prefix + name, fmt::format("parameter of {}", owner), name,
                                   names_of(table));
    } else if (quantity->shape == Quantity::Shape::list) {
      context.problems.add(prefix + name, "expected a list of numbers, found one number");
    } else {
      check_number(context, value, *quantity, prefix + name);
    }
  }
  for (const Quantity& quantity : table) {
    if (quantity.shape == Quantity::Shape::number && quantity.required &&
        !numbers.contains(std::string(quantity.name))) {
      context.problems.add(
          prefix + std::string(quantity.name),
          fmt::format("{} needs '{}': {}", owner, quantity.name, quantity.meaning));
    }
  }
}

ParameterLookup lookup(const std::map<std::string, double>& numbers,
                       std::span<const Quantity> table) {
  return [&numbers, table](std::string_view name) {
    const auto given = numbers.find(std::string(name));
    if (given != numbers.end()) return given->second;
    const Quantity* quantity = find(table, name);
    return quantity == nullptr ? std::nan("") : quantity->default_value;
  };
}

void check_sentences(Context& context, std::vector<std::string> sentences,
                     const std::string& path) {
  for (std::string& sentence : sentences) context.problems.add(path, std::move(sentence));
}

bool sane_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto later = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= 64 && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), later);
}

}  // namespace engram::validation
