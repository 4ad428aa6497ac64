#include <fmt/format.h>

#include "io/experiment/blocks.hpp"
#include "model/neuron_tables.hpp"

namespace engram::yaml {
namespace {

/// {name: parent} of each.
std::vector<Compartment> read_compartments(const Context& context, const Place& place) {
  std::vector<Compartment> compartments;
  const MapReader map(context, place);
  for (const Entry* entry : map.rest()) {
    const auto parent = read_text(context, place.below(*entry));
    compartments.push_back({entry->key, parent.value_or(std::string(soma_name))});
  }
  return compartments;
}

Population read_population(const Context& context, const std::string& name, const Place& place) {
  Population population;
  population.name = name;
  MapReader map(context, place);
  if (const auto model = map.require("model", "the name of a neuron model")) {
    population.model = read_text(context, *model).value_or("");
  }
  if (const auto size = map.require("size", "the number of neurons")) {
    population.size = read_count(context, *size).value_or(0);
  }
  if (const auto compartments = map.find("compartments")) {
    population.compartments = read_compartments(context, *compartments);
  }
  if (const auto params = map.find("params")) {
    population.params = read_values(context, *params, population.compartments);
  }
  if (const auto initial = map.find("initial")) {
    population.initial = read_values(context, *initial, population.compartments);
  }
  if (const auto positions = map.find("positions")) {
    population.positions = read_positions(context, *positions);
  }
  if (const auto modulation = map.find("modulation")) {
    population.modulation = read_modulation(context, *modulation);
  }
  if (const auto homeostasis = map.find("homeostasis")) {
    population.homeostasis = read_homeostasis(context, *homeostasis);
  }
  read(map, context, "area", population.area);
  map.finish();
  return population;
}

void read_box(const Context& context, MapReader& map, Positions& positions, bool required) {
  const auto extent =
      required ? map.require("extent", "edge lengths of the box, micrometres") : map.find("extent");
  if (extent) positions.extent = read_numbers(context, *extent);
  if (const auto center = map.find("center")) positions.center = read_numbers(context, *center);
  read(map, context, "periodic", positions.periodic);
}

}  // namespace

std::vector<Population> read_populations(const Context& context, const Place& place) {
  std::vector<Population> populations;
  const MapReader map(context, place);
  for (const Entry* entry : map.rest()) {
    populations.push_back(read_population(context, entry->key, place.below(*entry)));
  }
  return populations;
}

Positions read_positions(const Context& context, const Place& place) {
  Positions positions;
  MapReader map(context, place);
  if (!map.is_map()) return positions;
  if (const auto file = map.find("file")) {
    positions.kind = Positions::Kind::file;
    positions.array.file = read_file_name(context, *file);
    if (const auto dataset = map.require("dataset", "path of the dataset inside the file")) {
      positions.array.dataset = read_text(context, *dataset).value_or("");
    }
    read_box(context, map, positions, false);
    map.finish();
    return positions;
  }
  const auto random = map.find("random");
  const auto grid = map.find("grid");
  if (random.has_value() == grid.has_value()) {
    context.add(
        place.node->mark, place.path,
        fmt::format("expected one of {{random: {{extent}}}}, {{grid: {{shape, extent}}}} or "
                    "{{file, dataset}}"));
  } else {
    positions.kind = random ? Positions::Kind::random : Positions::Kind::grid;
    MapReader inner(context, random ? *random : *grid);
    if (grid) {
      if (const auto shape = inner.require("shape", "points per axis")) {
        positions.shape = read_counts(context, *shape);
      }
    }
    read_box(context, inner, positions, true);
    inner.finish();
  }
  map.finish();
  return positions;
}

}  // namespace engram::yaml
