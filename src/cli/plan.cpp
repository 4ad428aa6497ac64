#include <fmt/format.h>

#include "api/catalogue.hpp"
#include "api/checks.hpp"
#include "cli/commands.hpp"
#include "cli/plan_json.hpp"
#include "core/errors.hpp"
#include "io/experiment/experiment_file.hpp"
#include "io/sources/hdf5_source.hpp"
#include "partitioning/plan.hpp"

namespace engram::cli {
namespace {

/// Reads and checks the file, then calls `action(file, catalogue, options of estimates)`.
template <class Action>
ExitCode with_experiment(const PlanCommand& command, const Action& action) {
  try {
    const Catalogue catalogue = full_catalogue();
    const std::vector<Override> overrides = command.experiment.overrides();
    const ExperimentFile file(read_experiment_text(command.experiment.file),
                              command.experiment.file, catalogue, overrides,
                              command.experiment.point);
    const Hdf5Source data;
    const std::vector<Problem> problems = find_problems(file.experiment(), catalogue, data);
    if (!problems.empty()) throw BadInput(file.locate(problems));
    action(file, catalogue, cost_options(data));
    return ExitCode::done;
  } catch (const BadInput& error) {
    print_problems(error.problems());
  } catch (const Error& error) {
    print_error(error.what());
  }
  return ExitCode::bad_input;
}

Plan plan_for(const PlanCommand& command, const Experiment& experiment, const Catalogue& catalogue,
              const CostOptions& cost) {
  PlanOptions options;
  options.ranks = command.ranks;
  options.threads = command.threads;
  options.cost = cost;
  options.tiling = {command.tile, command.remote_fraction, command.remote_columns};
  return make_plan(experiment, catalogue, options);
}

}  // namespace

ExitCode check(const PlanCommand& command) {
  return with_experiment(command, [&](const ExperimentFile& file, const Catalogue& catalogue,
                                      const CostOptions& cost) {
    const Plan plan = plan_for(command, file.experiment(), catalogue, cost);
    fmt::print("{} is valid\n\n{}\n{}", command.experiment.file, network_text(plan.load),
               plan_text(plan));
    if (file.points() > 0 && !command.experiment.point) {
      fmt::print("note: without its sweep; `engram sweep {}` checks the {} points\n",
                 command.experiment.file, file.points());
    }
  });
}

ExitCode plan(const PlanCommand& command) {
  return with_experiment(command, [&](const ExperimentFile& file, const Catalogue& catalogue,
                                      const CostOptions& cost) {
    const Plan plan = plan_for(command, file.experiment(), catalogue, cost);
    fmt::print("{}",
               command.json ? plan_json(plan, file.experiment(), file.points()) : plan_text(plan));
  });
}

}  // namespace engram::cli
