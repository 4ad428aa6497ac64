#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <sstream>

#include <fmt/format.h>

#include "engram/simulation.hpp"
#include "model/suggest.hpp"

namespace engram::cli {
namespace {

/// Values of all options; the parser writes into them.
struct Values {
  RunCommand run;
  SweepCommand sweep;
  CheckCommand check;
  PlanCommand plan;
  InfoCommand info;
  ModelsCommand models;
  ReportCommand report;
  std::string progress = "auto";
  bool quiet = false;
};

ProgressStyle progress_style(const Values& values) {
  if (values.quiet || values.progress == "none") return ProgressStyle::none;
  if (values.progress == "line") return ProgressStyle::line;
  return values.progress == "lines" ? ProgressStyle::lines : ProgressStyle::automatic;
}

void add_experiment_options(CLI::App& app, ExperimentOptions& options) {
  app.add_option("FILE", options.file, "experiment file (YAML or JSON)")->required();
  app.add_option("--set", options.set,
                 "change a value of the file: path=value, for instance simulation.dt=0.05")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--seed", options.seed, "seed of all random numbers (simulation.seed)");
  app.add_option("--duration", options.duration, "recorded model time in ms (simulation.duration)");
}

void add_point_option(CLI::App& app, ExperimentOptions& options) {
  app.add_option("--point", options.point, "which point of the file's sweep, from 0");
}

/// What `run` and `sweep --run` have in common.
void add_run_options(CLI::App* sub, RunCommand& run, Values& values) {
  add_experiment_options(*sub, run.experiment);
  sub->add_option("--out", run.out, "directory for results (default: results/NAME)");
  sub->add_option("--threads", run.threads, "threads per rank")->check(CLI::Range(1, 4096));
  sub->add_flag("--overwrite", run.overwrite, "replace results of an earlier run");
  sub->add_option("--watchdog", run.patience,
                  "end the run when a rank has not answered for so many seconds (default: 600; 0: "
                  "wait for ever)")
      ->check(CLI::NonNegativeNumber.description(""));
  sub->add_option(
         "--progress", values.progress,
         "auto, line (one line written over), lines (one every 5 % or 30 s) or none; auto takes "
         "line on a terminal, which under mpirun it cannot see")
      ->check(CLI::IsMember({"auto", "line", "lines", "none"}).description(""));
  sub->add_flag("--quiet", values.quiet, "no progress; the same as --progress none");
}

void add_checkpoint_options(CLI::App* sub, CheckpointOptions& options) {
  const CLI::Range above_zero(1e-6, 1e12);
  sub->add_option("--checkpoint-every-model", options.every_model_ms,
                  "save the state at all multiples of this model time in ms")
      ->check(above_zero.description(""));
  sub->add_option("--checkpoint-every-wall", options.every_wall_seconds,
                  "save the state after every so many seconds")
      ->check(above_zero.description(""));
  sub->add_flag("--checkpoint-at-end", options.at_end, "save the state when the run is complete");
  sub->add_option("--checkpoint-dir", options.directory,
                  "directory for checkpoints (default: checkpoints in that for results)");
  sub->add_option("--checkpoint-keep", options.keep, "how many checkpoints to keep (default: 2)")
      ->check(CLI::Range(1, 1000000).description(""));
  sub->add_option("--time-limit", options.time_limit_seconds,
                  "save the state before so many seconds are over, and leave with exit code 85")
      ->check(above_zero.description(""));
  sub->add_flag("--resume", options.resume,
                "go on from the newest intact checkpoint; from the beginning if there is none");
  sub->add_option(
      "--from", options.from,
      "begin from this checkpoint of a run of the same network, which is left as it is");
}

CLI::App* add_run(CLI::App& app, Values& values) {
  CLI::App* sub =
      app.add_subcommand("run", "build and run an experiment, alone or under mpirun or srun");
  add_run_options(sub, values.run, values);
  add_checkpoint_options(sub, values.run.checkpoints);
  sub->get_option("--resume")->excludes("--overwrite");
  add_point_option(*sub, values.run.experiment);
  return sub;
}

CLI::App* add_sweep(CLI::App& app, Values& values) {
  CLI::App* sub =
      app.add_subcommand("sweep", "list the points of an experiment's sweep, or run all");
  sub->add_flag("--run", values.sweep.runs, "run them, one after the other");
  add_run_options(sub, values.sweep.run, values);
  return sub;
}

void add_plan_options(CLI::App& app, PlanCommand& plan) {
  add_point_option(app, plan.experiment);
  app.add_option("--threads", plan.threads, "threads per rank")->check(CLI::Range(1, 4096));
  app.add_option("--tile", plan.tile, "this many copies of the network")
      ->check(CLI::Range(1.0, 1e12));
  app.add_option("--remote-fraction", plan.remote_fraction,
                 "share of synapses that come from other copies")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--remote-columns", plan.remote_columns, "how many other copies they come from")
      ->check(CLI::Range(0.0, 1e9));
}

CLI::App* add_check(CLI::App& app, PlanCommand& check) {
  CLI::App* sub =
      app.add_subcommand("check", "validate an experiment and print its network, memory and cost");
  add_experiment_options(*sub, check.experiment);
  sub->add_option("--ranks", check.ranks, "ranks to plan for")->check(CLI::Range(1, 10000000));
  add_plan_options(*sub, check);
  return sub;
}

CLI::App* add_plan(CLI::App& app, PlanCommand& plan) {
  CLI::App* sub = app.add_subcommand(
      "plan",
      "predict memory, traffic and time per rank for any number of ranks, building nothing");
  add_experiment_options(*sub, plan.experiment);
  sub->add_option("--ranks", plan.ranks, "ranks")->required()->check(CLI::Range(1, 10000000));
  add_plan_options(*sub, plan);
  sub->add_flag("--json", plan.json, "as JSON, for scripts");
  return sub;
}

CLI::App* add_info(CLI::App& app, InfoCommand& info) {
  CLI::App* sub =
      app.add_subcommand("info", "describe result files and checkpoints, or verify them");
  sub->add_option("PATH", info.paths, "HDF5 file, summary.json or directory of results")
      ->required()
      ->take_all();
  sub->add_flag("--verify", info.verify,
                "compare HDF5 files with their checksums; exit code 3 if one is damaged");
  return sub;
}

CLI::App* add_models(CLI::App& app, ModelsCommand& models) {
  CLI::App* sub = app.add_subcommand(
      "models", "list models, or print one's equations, parameters, units and defaults");
  sub->add_option("NAME", models.name,
                  "a model, stimulus, rule or strategy; without it all are listed");
  sub->add_flag("--markdown", models.markdown, "as a Markdown page");
  sub->add_flag("--schema", models.schema, "the JSON Schema of experiment files");
  return sub;
}

CLI::App* add_report(CLI::App& app, ReportCommand& report) {
  CLI::App* sub = app.add_subcommand("report", "draw the report of a run");
  sub->add_option("DIR", report.directory, "directory of results")->required();
  sub->prefix_command();
  return sub;
}

Answer wrong(const std::string& text) {
  return {"engram: " + text, ExitCode::bad_input};
}

/// Names with which an option or a command may be meant.
std::string suggestion(const std::string& word, const CLI::App& app) {
  std::vector<std::string> names;
  if (word.rfind('-', 0) == 0) {
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  } else {
    for (const CLI::App* sub : app.get_subcommands({})) names.push_back(sub->get_name());
  }
  return did_you_mean(word.substr(0, word.find('=')), {names.begin(), names.end()});
}

/// What is said about a word that has no place.
Answer unexpected(const std::string& word, const CLI::App& app, const std::string& call) {
  if (word.rfind('-', 0) == 0) {
    return wrong(fmt::format("unknown option {}{}; `{} --help` lists all", engram::quoted(word),
                             suggestion(word, app), call));
  }
  if (app.get_subcommands({}).empty()) {
    return wrong(fmt::format("unexpected argument {}; `{} --help` shows the usage",
                             engram::quoted(word), call));
  }
  return wrong(fmt::format(
      "unknown command {}{}; the commands are run, sweep, check, plan, info, models, report",
      engram::quoted(word), suggestion(word, app)));
}

/// What the parser refused, with the command it belongs to.
Answer refusal(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream out;
  std::ostringstream complaint;
  if (app.exit(error, out, complaint) == 0) return {out.str(), ExitCode::done};
  const auto subs = app.get_subcommands();
  const std::string call = subs.empty() ? "engram" : "engram " + subs.front()->get_name();
  return wrong(fmt::format("{}; `{} --help` shows the usage", error.what(), call));
}

}  // namespace

Command parse_command_line(const std::vector<std::string>& words) {
  CLI::App app{"Engram simulates networks of spiking neurons."};
  app.name("engram");
  // Scripts put the user's options behind their own: the last one holds.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.set_version_flag("--version", engram::version());
  app.allow_extras();
  Values values;
  const CLI::App* run = add_run(app, values);
  const CLI::App* sweep = add_sweep(app, values);
  const CLI::App* check = add_check(app, values.check.plan);
  const CLI::App* plan = add_plan(app, values.plan);
  const CLI::App* info = add_info(app, values.info);
  const CLI::App* models = add_models(app, values.models);
  const CLI::App* report = add_report(app, values.report);
  for (CLI::App* sub : app.get_subcommands({})) sub->allow_extras();
  try {
    // The parser takes the words from the back.
    app.parse(std::vector<std::string>(words.rbegin(), words.rend() - 1));
  } catch (const CLI::ParseError& error) {
    return refusal(app, error);
  }
  const std::vector<std::string> rest = app.remaining();
  if (!rest.empty()) return unexpected(rest.front(), app, "engram");
  const auto subs = app.get_subcommands();
  if (subs.size() > 1)
    return wrong(fmt::format("one command at a time; found {}", subs[1]->get_name()));
  for (const CLI::App* sub : subs) {
    if (sub == report || sub->remaining().empty()) continue;
    return unexpected(sub->remaining().front(), *sub, "engram " + sub->get_name());
  }
  if (run->parsed()) {
    values.run.progress = progress_style(values);
    values.run.command_line = fmt::format("{}", fmt::join(words, " "));
    return values.run;
  }
  if (sweep->parsed()) {
    values.sweep.run.progress = progress_style(values);
    values.sweep.run.command_line = fmt::format("{}", fmt::join(words, " "));
    return values.sweep;
  }
  if (check->parsed()) return values.check;
  if (plan->parsed()) return values.plan;
  if (info->parsed()) return values.info;
  if (models->parsed()) return values.models;
  if (report->parsed()) {
    values.report.rest = report->remaining();
    return values.report;
  }
  return Answer{app.help(), ExitCode::bad_input};
}

}  // namespace engram::cli
