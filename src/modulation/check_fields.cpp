#include "modulation/check_fields.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "model/modulator_values.hpp"
#include "modulation/field_plan.hpp"
#include "modulation/prefix_sums.hpp"
#include "modulation/third_factor_numbers.hpp"

namespace engram {
namespace {

/// What is wrong with the interval beside the eligibility traces of a projection.
std::optional<std::string> trace_problem(const FieldPlan& plan, const Modulator& modulator,
                                         const SynapseSpec& synapse, const SynapseModelInfo& model,
                                         double dt) {
  const double tau = eligibility_decay(synapse, model);
  const std::int64_t longest = PrefixSums::largest_stride(tau, dt);
  if (plan.signal_stride() <= longest) return {};
  return fmt::format(
      "the present value of '{}' is known once per interval of {:g} ms, too seldom for an "
      "eligibility trace with tau_c = {:g} ms; allowed: an interval of the modulator of at most "
      "four tau_c, {:.10g} ms",
      modulator.name, modulator.interval, tau, static_cast<double>(longest) * dt);
}

}  // namespace

std::vector<Problem> check_fields(const Experiment& experiment, const Catalogue& catalogue) {
  const double dt = experiment.simulation.dt;
  std::vector<Problem> problems;
  std::vector<std::string> unsound;
  for (const Modulator& modulator : experiment.modulators) {
    const std::optional<std::string> wrong = FieldPlan::problem(modulator, dt);
    if (!wrong) continue;
    problems.push_back({"", 0, 0, "modulators." + modulator.name + ".interval", *wrong});
    unsound.push_back(modulator.name);
  }
  for (std::size_t i = 0; i < experiment.projections.size(); ++i) {
    const SynapseSpec& synapse = experiment.projections[i].synapse;
    if (!synapse.third_factor) continue;
    const std::string& name = synapse.third_factor->species;
    if (std::ranges::find(unsound, name) != unsound.end()) continue;
    const auto modulator = std::ranges::find(experiment.modulators, name, &Modulator::name);
    const FieldPlan plan(*modulator, dt, neurons_of(experiment, *modulator));
    if (const auto wrong =
            trace_problem(plan, *modulator, synapse, *catalogue.synapse(synapse.model), dt)) {
      problems.push_back(
          {"", 0, 0, fmt::format("projections[{}].synapse.third_factor", i), *wrong});
    }
  }
  return problems;
}

}  // namespace engram
