#include <cstdio>

#include <fmt/format.h>

#include "api/catalogue.hpp"
#include "api/checks.hpp"
#include "cli/commands.hpp"
#include "core/errors.hpp"
#include "io/experiment/experiment_file.hpp"
#include "io/sources/hdf5_source.hpp"
#include "partitioning/plan.hpp"

namespace engram::cli {
namespace {

/// Reads and checks the file, then calls `action(experiment, catalogue)`.
template <class Action>
ExitCode with_experiment(const PlanCommand& command, const Action& action) {
  try {
    const Catalogue catalogue = full_catalogue();
    const std::vector<Override> overrides = command.experiment.overrides();
    const ExperimentFile file(read_experiment_text(command.experiment.file), command.experiment.file, catalogue,
                              overrides);
    const std::vector<Problem> problems =
        find_problems(file.experiment(), catalogue, Hdf5Source());
    if (!problems.empty()) throw BadInput(file.locate(problems));
    action(file.experiment(), catalogue);
    return ExitCode::done;
  } catch (const BadInput& error) {
    print_problems(error.problems());
  } catch (const Error& error) {
    std::fprintf(stderr, "engram: %s\n", error.what());
  }
  return ExitCode::bad_input;
}

Plan plan_for(const PlanCommand& command, const Experiment& experiment, const Catalogue& catalogue) {
  PlanOptions options;
  options.ranks = command.ranks;
  options.threads = command.threads;
  options.tiling = {command.tile, command.remote_fraction, command.remote_columns};
  return make_plan(experiment, catalogue, options);
}

}  // namespace

ExitCode check(const PlanCommand& command) {
  return with_experiment(command, [&](const Experiment& experiment, const Catalogue& catalogue) {
    const Plan plan = plan_for(command, experiment, catalogue);
    fmt::print("{} is valid\n\n{}\n{}", command.experiment.file, network_text(plan.load),
               plan_text(plan));
  });
}

ExitCode plan(const PlanCommand& command) {
  return with_experiment(command, [&](const Experiment& experiment, const Catalogue& catalogue) {
    fmt::print("{}", plan_text(plan_for(command, experiment, catalogue)));
  });
}

}  // namespace engram::cli
