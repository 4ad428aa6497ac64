#include <fmt/format.h>

#include "model/suggest.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

/// Whether the grid has more voxels than one, so that it matters where a neuron is.
bool has_places(const VoxelGrid& grid) {
  for (const std::uint64_t voxels : grid.shape) {
    if (voxels > 1) return true;
  }
  return false;
}

}  // namespace

void check_response(Context& context, const Response& response, const Modulator* modulator,
                    const std::string& path) {
  const ResponseInfo* info = context.catalogue.response(response.function);
  const std::string at = path + "." + response.function;
  if (info == nullptr) {
    context.problems.add_unknown(at, "response function", response.function,
                                 names_of(context.catalogue.responses));
    return;
  }
  check_numbers(context, response.params, info->parameters, info->name, at + ".");
  if (modulator == nullptr || modulator->neurons.empty() || info->signed_values) return;
  std::vector<std::string_view> others;
  for (const ResponseInfo& each : context.catalogue.responses) {
    if (each.signed_values) others.push_back(each.name);
  }
  context.problems.add(at,
                       fmt::format("is for concentrations, and '{}' is a learning signal, whose "
                                   "values may be below 0; allowed: {}",
                                   modulator->name, listed(others)));
}

void check_place(Context& context, const Modulator& modulator, const Population& population,
                 const std::string& path) {
  if (!modulator.grid || !has_places(*modulator.grid)) return;
  const std::size_t axes = modulator.grid->shape.size();
  if (!population.positions) {
    context.problems.add(
        path, fmt::format("modulator '{}' lives on a grid of voxels, but population '{}' has no "
                          "place there: give the population 'positions' in {} dimensions, or "
                          "leave out the modulator's grid",
                          modulator.name, population.name, axes));
    return;
  }
  const std::size_t own = population.positions->extent.size();
  // Without an extent only the file of positions knows how many there are.
  if (own == 0 || own == axes) return;
  context.problems.add(path, fmt::format("population '{}' lies in {} dimensions and the grid of "
                                         "modulator '{}' in {}: both must have the same",
                                         population.name, own, modulator.name, axes));
}

const Modulator* check_species(Context& context, const std::string& name,
                               const Population* population, const std::string& path) {
  const Modulator* modulator = context.known_modulator(name, path);
  if (modulator == nullptr || population == nullptr) return modulator;
  if (modulator->neurons.empty()) {
    check_place(context, *modulator, *population, path);
  } else if (modulator->neurons != population->name) {
    context.problems.add(
        path, fmt::format("the learning signal '{}' has a value for each neuron of "
                          "'{}', and none for those of '{}': give '{}' a modulator "
                          "of its own",
                          modulator->name, modulator->neurons, population->name, population->name));
  }
  return modulator;
}

}  // namespace engram::validation
