#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "model/neuron_tables.hpp"
#include "model/suggest.hpp"
#include "model/validate.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

void check_values(Context& context, const std::map<std::string, Value>& values,
                  std::span<const Quantity> table, const std::string& what,
                  const std::string& prefix) {
  for (const auto& [name, value] : values) {
    const Quantity* quantity = find(table, name);
    if (quantity == nullptr) {
      context.problems.add_unknown(prefix + name, what, name, names_of(table));
    } else {
      check_value(context, value, *quantity, prefix + name);
    }
  }
}

/// Values at which relations between parameters are tried: the ends of what can be drawn.
struct Drawn {
  std::string name;
  Support values;
};

/// Tries the model's relations between parameters at every corner of what can be drawn.
void check_relations(Context& context, const Population& population, const NeuronModelInfo& model,
                     std::span<const Quantity> parameters, const std::string& path) {
  if (model.check == nullptr) return;
  std::map<std::string, double> numbers;
  std::vector<Drawn> drawn;
  for (const auto& [name, value] : population.params) {
    // What a file holds is known only when it is read.
    if (value.distribution() == nullptr) return;
    const Support s = support(*value.distribution());
    numbers[name] = s.low;
    if (s.low < s.high) drawn.push_back({name, s});
  }
  constexpr std::size_t most_corners = 10;
  const std::size_t varied = std::min(drawn.size(), most_corners);
  for (std::size_t corner = 0; corner < (std::size_t{1} << varied); ++corner) {
    for (std::size_t i = 0; i < varied; ++i) {
      const bool high = (corner >> i & 1U) != 0;
      numbers[drawn[i].name] = high ? drawn[i].values.high : drawn[i].values.low;
    }
    for (const std::string& sentence : model.check(lookup(numbers, parameters))) {
      context.problems.add(
          path, drawn.empty() ? sentence : sentence + " (with values that can be drawn)");
      if (!drawn.empty()) return;
    }
  }
}

void check_population(Context& context, const Population& population) {
  const std::string path = "populations." + population.name;
  if (!sane_name(population.name) || population.name == "all" || population.name == "none") {
    context.problems.add(path,
                         fmt::format("{} cannot be the name of a population: up to 64 letters, "
                                     "digits, '_' and '-', beginning with a letter or '_', and "
                                     "neither 'all' nor 'none'",
                                     quoted(population.name)));
  }
  if (population.size == 0 || population.size > most_neurons) {
    context.problems.add(path + ".size", fmt::format("found {}; allowed: from 1 to {} neurons",
                                                     population.size, most_neurons));
  }
  if (population.positions) check_positions(context, population, path + ".positions");
  check_excitability(context, population, path);
  const NeuronModelInfo* model = context.catalogue.neuron(population.model);
  if (model == nullptr) {
    context.problems.add_unknown(path + ".model", "neuron model", population.model,
                                 names_of(context.catalogue.neurons));
    return;
  }
  if (!check_compartments(context, population, *model, path + ".compartments")) return;
  const NeuronTables tables(*model, population);
  const std::size_t before = context.problems.problems().size();
  check_values(context, population.params, tables.parameters(),
               fmt::format("parameter of {}", model->name), path + ".params.");
  for (const Quantity& quantity : tables.parameters()) {
    if (quantity.required && !population.params.contains(std::string(quantity.name))) {
      context.problems.add(
          fmt::format("{}.params.{}", path, quantity.name),
          fmt::format("{} needs '{}': {}", model->name, quantity.name, quantity.meaning));
    }
  }
  if (context.problems.problems().size() == before && !context.problems.full()) {
    check_relations(context, population, *model, tables.parameters(), path + ".params");
  }
  check_values(context, population.initial, tables.state(),
               fmt::format("state variable of {}", model->name), path + ".initial.");
}

}  // namespace

void check_populations(Context& context) {
  if (context.experiment.populations.empty()) {
    context.problems.add("populations", "there is none: at least one population is needed");
  }
  std::unordered_set<std::string> seen;
  std::uint64_t total = 0;
  for (const Population& population : context.experiment.populations) {
    if (!seen.insert(population.name).second) {
      context.problems.add("populations." + population.name,
                           "there are two populations with this name");
    }
    check_population(context, population);
    total += std::min(population.size, most_neurons);
    if (total > most_neurons && population.size <= most_neurons) {
      context.problems.add("populations", fmt::format("more than {} neurons in all", most_neurons));
      total = 0;
    }
  }
}

}  // namespace engram::validation
