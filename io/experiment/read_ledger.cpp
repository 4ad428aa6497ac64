#include "io/experiment/blocks.hpp"

namespace engram::yaml {

EnergySettings read_energy(const Context& context, const Place& place) {
  EnergySettings energy;
  MapReader map(context, place);
  read(map, context, "constants", energy.constants);
  if (const auto interval = map.find("interval")) energy.interval = read_number(context, *interval);
  const EnergyInfo* set = context.catalogue.energy_set(energy.constants);
  if (set == nullptr) return energy;
  for (const Quantity& line : set->parameters) {
    const auto number_place = map.find(line.name);
    if (!number_place) continue;
    if (const auto number = read_number(context, *number_place)) {
      energy.params[std::string(line.name)] = *number;
    }
  }
  map.finish();
  return energy;
}

SparsenessSettings read_sparseness(const Context& context, const Place& place) {
  SparsenessSettings sparseness;
  MapReader map(context, place);
  if (const auto window = map.find("window")) sparseness.window = read_number(context, *window);
  map.finish();
  return sparseness;
}

}  // namespace engram::yaml
