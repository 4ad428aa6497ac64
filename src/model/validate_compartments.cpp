#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "model/neuron_tables.hpp"
#include "model/suggest.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

constexpr std::size_t most_compartments = 1000;

/// Whether the names are names, each of one compartment.
bool check_names(Context& context, const Population& population, const std::string& path) {
  std::set<std::string_view> seen{soma_name};
  bool sound = true;
  for (const Compartment& compartment : population.compartments) {
    const std::string at = path + "." + compartment.name;
    if (!sane_name(compartment.name)) {
      context.problems.add(
          at, fmt::format("{} cannot be the name of a compartment: up to 64 letters, digits, '_' "
                          "and '-', beginning with a letter or '_'",
                          quoted(compartment.name)));
      sound = false;
    } else if (!seen.insert(compartment.name).second) {
      context.problems.add(at, compartment.name == soma_name
                                   ? "every neuron has a soma: leave it out of the compartments"
                                   : "there are two compartments with this name");
      sound = false;
    }
  }
  return sound;
}

bool check_parents(Context& context, const Population& population, const std::string& path) {
  const std::vector<Compartment>& all = population.compartments;
  std::vector<std::string_view> known{soma_name};
  for (const Compartment& compartment : all) known.push_back(compartment.name);
  bool sound = true;
  for (const Compartment& compartment : all) {
    if (std::ranges::find(known, compartment.parent) != known.end()) continue;
    context.problems.add_unknown(path + "." + compartment.name, "compartment", compartment.parent,
                                 known);
    sound = false;
  }
  if (!sound) return false;
  const std::vector<std::uint32_t> parents = parents_of(all);
  for (std::size_t k = 0; k < all.size(); ++k) {
    std::uint32_t at = static_cast<std::uint32_t>(k) + 1;
    for (std::size_t steps = 0; at != 0 && steps <= all.size(); ++steps) at = parents[at - 1];
    if (at == 0) continue;
    context.problems.add(path + "." + all[k].name,
                         fmt::format("'{}' is joined to '{}' and along that way never to the soma: "
                                     "parents must form a tree",
                                     all[k].name, all[k].parent));
    return false;
  }
  return true;
}

}  // namespace

bool check_compartments(Context& context, const Population& population,
                        const NeuronModelInfo& model, const std::string& path) {
  if (population.compartments.empty()) return true;
  if (!model.has_compartments()) {
    context.problems.add(
        path,
        fmt::format("{} is a model of one compartment: leave 'compartments' out", model.name));
    return false;
  }
  if (population.compartments.size() > most_compartments) {
    context.problems.add(path, fmt::format("found {} compartments; allowed: up to {}",
                                           population.compartments.size(), most_compartments));
    return false;
  }
  return check_names(context, population, path) && check_parents(context, population, path);
}

}  // namespace engram::validation
