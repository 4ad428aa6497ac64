#include <cmath>

#include <fmt/format.h>

#include "model/validate_parts.hpp"

namespace engram::validation {

void check_on_grid(Context& context, double ms, const std::string& path) {
  if (!context.has_grid() || context.grid().on_grid(ms)) return;
  const double dt = context.grid().dt();
  const double below = std::floor(ms / dt) * dt;
  context.problems.add(
      path, fmt::format("found {} ms; allowed: multiples of dt = {} ms, such as {:.10g} or "
                        "{:.10g}",
                        ms, dt, below, below + dt));
}

void check_simulation(Context& context) {
  const SimulationSettings& simulation = context.experiment.simulation;
  const std::string at = "simulation.";
  if (!context.has_grid()) {
    context.problems.add(at + "dt", fmt::format("found {} ms; allowed: above 0", simulation.dt));
  }
  // Times are whole numbers of steps and must stay exact as doubles.
  constexpr double most_steps = 9007199254740992.0;
  for (const auto& [name, ms] :
       {std::pair{"duration", simulation.duration}, std::pair{"warmup", simulation.warmup}}) {
    if (!std::isfinite(ms) || ms < 0.0) {
      context.problems.add(at + name, fmt::format("found {} ms; allowed: at least 0", ms));
    } else if (context.has_grid() && ms / simulation.dt > most_steps) {
      context.problems.add(
          at + name, fmt::format("{} ms are more than 2^53 steps of {} ms", ms, simulation.dt));
    } else {
      check_on_grid(context, ms, at + name);
    }
  }
}

void check_partitioning(Context& context) {
  const Partitioning& partitioning = context.experiment.partitioning;
  if (context.catalogue.strategy(partitioning.strategy) == nullptr) {
    context.problems.add_unknown("partitioning.strategy", "partitioning strategy",
                                 partitioning.strategy, names_of(context.catalogue.strategies));
  }
  const Quantity rate{"rate", "Hz", 5.0, Range::at_least(0.0), "expected mean rate"};
  for (const auto& [population, value] : partitioning.expected_rates) {
    const std::string path = "partitioning.expected_rates." + population;
    context.known_population(population, path);
    check_number(context, value, rate, path);
  }
}

void check_reference(Context& context) {
  const Reference& reference = context.experiment.reference;
  const Quantity figure{"figure", "", 0.0, Range::at_least(0.0), "a published figure"};
  for (const auto& [name, figures] :
       {std::pair{"rates_hz", &reference.rates_hz}, std::pair{"cv_isi", &reference.cv_isi}}) {
    for (const auto& [population, value] : *figures) {
      const std::string path = fmt::format("reference.{}.{}", name, population);
      context.known_population(population, path);
      check_number(context, value, figure, path);
    }
  }
  check_number(context, reference.tolerance, figure, "reference.tolerance");
}

}  // namespace engram::validation
