#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/synapse_change.hpp"
#include "model/validate.hpp"
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

void check_interval(Context& context, double ms, const std::string& path) {
  const Quantity interval{"interval", "ms", 1.0, Range::above(0.0), "time between two of them"};
  check_number(context, ms, interval, path);
  if (!interval.range.contains(ms) || !context.has_grid()) return;
  if (context.grid().on_grid(ms) && context.grid().steps(ms) < 1) {
    context.problems.add(path, fmt::format("found {} ms; allowed: from one step, {} ms, on", ms,
                                           context.grid().dt()));
  } else {
    check_on_grid(context, ms, path);
  }
}

void check_times_of_run(Context& context, const std::vector<double>& times,
                        const std::string& path) {
  const SimulationSettings& simulation = context.experiment.simulation;
  const double end = simulation.warmup + simulation.duration;
  for (std::size_t i = 0; i < times.size() && !context.problems.full(); ++i) {
    const std::string at = fmt::format("{}[{}]", path, i);
    // The end itself may be off by the rounding of a decimal number.
    const bool within = times[i] >= 0.0 && times[i] <= end * (1.0 + 1e-12);
    if (!within) {
      context.problems.add(at, fmt::format("found {} ms; allowed: within the run, from 0 to {} ms "
                                           "with its warm-up",
                                           times[i], end));
    } else if (i > 0 && times[i] <= times[i - 1]) {
      context.problems.add(at, fmt::format("found {} ms after {} ms; allowed: ascending times",
                                           times[i], times[i - 1]));
    } else {
      check_on_grid(context, times[i], at);
    }
  }
}

void check_run_length(Context& context) {
  const std::vector<Projection>& projections = context.experiment.projections;
  const bool learns = std::any_of(
      projections.begin(), projections.end(),
      [&](const Projection& each) { return synapses_change(each.synapse, context.catalogue); });
  if (!context.has_grid() || (!learns && context.experiment.structural.empty())) return;
  const SimulationSettings& simulation = context.experiment.simulation;
  const double steps = (simulation.warmup + simulation.duration) / simulation.dt;
  if (!(steps > static_cast<double>(most_plastic_steps))) return;
  context.problems.add(
      "simulation.duration",
      fmt::format("{} ms with the warm-up are {:.10g} steps; allowed with plastic synapses: at "
                  "most {} steps, {} ms",
                  simulation.warmup + simulation.duration, steps, most_plastic_steps,
                  static_cast<double>(most_plastic_steps) * simulation.dt));
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
