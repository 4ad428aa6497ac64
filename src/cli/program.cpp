#include "cli/program.hpp"

#include <mpi.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "cli/commands.hpp"
#include "engram/simulation.hpp"

namespace engram::cli {
namespace {

/// Starts the program anew with threads that sleep while they wait, unless the user chose otherwise: threads that
/// spin between regions slow a busy machine down. The OpenMP library reads this before main() begins.
void set_wait_policy(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  setenv("OMP_WAIT_POLICY", "passive", 1);
  execv("/proc/self/exe", argv);
}

std::string joined(int argc, char** argv) {
  std::string line;
  for (int i = 0; i < argc; ++i) line += (i > 0 ? " " : "") + std::string(argv[i]);
  return line;
}

/// MPI for the length of a command.
class MpiSession {
 public:
  MpiSession() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  }
  ~MpiSession() { MPI_Finalize(); }
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;
};

void add_experiment_options(CLI::App& app, ExperimentOptions& options) {
  app.add_option("FILE", options.file, "experiment file (YAML or JSON)")->required();
  app.add_option("--set", options.set, "change a value of the file: path=value, for instance simulation.dt=0.05")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--seed", options.seed, "seed of all random numbers (simulation.seed)");
  app.add_option("--duration", options.duration, "recorded model time in ms (simulation.duration)");
}

}  // namespace

int program(int argc, char** argv) {
  CLI::App app{"Engram simulates networks of spiking neurons."};
  app.set_version_flag("--version", engram::version());
  app.require_subcommand(1);

  RunCommand run_command;
  run_command.command_line = joined(argc, argv);
  CLI::App* run_app = app.add_subcommand("run", "build and run an experiment, alone or under mpirun or srun");
  add_experiment_options(*run_app, run_command.experiment);
  run_app->add_option("--out", run_command.out, "directory for results (default: results/NAME)");
  run_app->add_option("--threads", run_command.threads, "threads per rank")->check(CLI::Range(1, 4096));
  run_app->add_flag("--overwrite", run_command.overwrite, "replace results of an earlier run");
  run_app->add_flag("--quiet", run_command.quiet, "no progress");

  PlanCommand check_command;
  CLI::App* check_app =
      app.add_subcommand("check", "validate an experiment and print its network, memory and cost");
  add_experiment_options(*check_app, check_command.experiment);
  check_app->add_option("--ranks", check_command.ranks, "ranks to plan for")->check(CLI::Range(1, 10000000));
  check_app->add_option("--threads", check_command.threads, "threads per rank")->check(CLI::Range(1, 4096));

  PlanCommand plan_command;
  CLI::App* plan_app = app.add_subcommand(
      "plan", "predict memory, traffic and time per rank for any number of ranks, building nothing");
  add_experiment_options(*plan_app, plan_command.experiment);
  plan_app->add_option("--ranks", plan_command.ranks, "ranks")->required()->check(CLI::Range(1, 10000000));
  plan_app->add_option("--threads", plan_command.threads, "threads per rank")->check(CLI::Range(1, 4096));
  plan_app->add_option("--tile", plan_command.tile, "this many copies of the network")->check(CLI::Range(1.0, 1e12));
  plan_app->add_option("--remote-fraction", plan_command.remote_fraction,
                       "share of synapses that come from other copies")
      ->check(CLI::Range(0.0, 1.0));
  plan_app->add_option("--remote-columns", plan_command.remote_columns, "how many other copies they come from")
      ->check(CLI::Range(0.0, 1e9));

  InfoCommand info_command;
  CLI::App* info_app = app.add_subcommand("info", "describe a result file or directory");
  info_app->add_option("PATH", info_command.path)->required();

  ModelsCommand models_command;
  CLI::App* models_app =
      app.add_subcommand("models", "list models, or print one's equations, parameters, units and defaults");
  models_app->add_option("NAME", models_command.name);
  models_app->add_flag("--markdown", models_command.markdown, "as a Markdown page");
  models_app->add_flag("--schema", models_command.schema, "the JSON Schema of experiment files");

  ReportCommand report_command;
  CLI::App* report_app = app.add_subcommand("report", "draw the report of a run");
  report_app->add_option("DIR", report_command.directory, "directory of results")->required();
  report_app->prefix_command();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? static_cast<int>(ExitCode::done)
                                : static_cast<int>(ExitCode::bad_input);
  }
  ExitCode code = ExitCode::done;
  if (run_app->parsed()) {
    set_wait_policy(argv);
    const MpiSession session;
    code = run(run_command);
  } else if (check_app->parsed()) {
    code = check(check_command);
  } else if (plan_app->parsed()) {
    code = plan(plan_command);
  } else if (info_app->parsed()) {
    code = info(info_command);
  } else if (models_app->parsed()) {
    code = models(models_command);
  } else {
    report_command.rest = report_app->remaining();
    code = report(report_command);
  }
  return static_cast<int>(code);
}

}  // namespace engram::cli
