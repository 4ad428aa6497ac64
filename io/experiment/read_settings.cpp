#include <cmath>

#include "io/experiment/blocks.hpp"

namespace engram::yaml {

SimulationSettings read_simulation(const Context& context, const Place& place) {
  SimulationSettings settings;
  MapReader map(context, place);
  read(map, context, "duration", settings.duration);
  read(map, context, "warmup", settings.warmup);
  if (const auto dt = map.find("dt")) {
    // Without a step width nothing can be checked against the grid: better that than the default's
    // grid.
    settings.dt = read_number(context, *dt).value_or(std::nan(""));
  }
  read(map, context, "seed", settings.seed);
  map.finish();
  return settings;
}

Partitioning read_partitioning(const Context& context, const Place& place) {
  Partitioning partitioning;
  MapReader map(context, place);
  read(map, context, "strategy", partitioning.strategy);
  if (const auto rates = map.find("expected_rates")) {
    partitioning.expected_rates = read_numbers_by_name(context, *rates);
  }
  map.finish();
  return partitioning;
}

Reference read_reference(const Context& context, const Place& place) {
  Reference reference;
  MapReader map(context, place);
  read(map, context, "source", reference.source);
  if (const auto rates = map.find("rates_hz")) {
    reference.rates_hz = read_numbers_by_name(context, *rates);
  }
  if (const auto cvs = map.find("cv_isi")) {
    reference.cv_isi = read_numbers_by_name(context, *cvs);
  }
  read(map, context, "tolerance", reference.tolerance);
  map.finish();
  return reference;
}

}  // namespace engram::yaml
