#include <mpi.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <new>
#include <optional>

#include <fmt/format.h>

#include "api/catalogue.hpp"
#include "api/machine.hpp"
#include "cli/commands.hpp"
#include "cli/parting.hpp"
#include "cli/point_folder.hpp"
#include "cli/stop_signal.hpp"
#include "cli/thread_advice.hpp"
#include "core/errors.hpp"
#include "engram/simulation.hpp"
#include "io/experiment/experiment_file.hpp"
#include "parallel/communicator.hpp"

namespace engram::cli {
namespace {

/// Throws BadInput for a file with a sweep of which no point was chosen.
void require_point(const ExperimentFile& file, const ExperimentOptions& options) {
  if (options.point || file.points() == 0) return;
  throw BadInput(
      {options.file, 0, 0, "sweep",
       fmt::format("the file describes {} experiments: run one with --point K (0 to {}), "
                   "all with `engram sweep {} --run`, or submit jobs/sweep.sbatch",
                   file.points(), file.points() - 1, options.file)});
}

/// Collective: reads the file on every rank. Empty where any rank could not; the problems have been
/// printed.
std::unique_ptr<ExperimentFile> read_on_all(const RunCommand& command,
                                            const Communicator& communicator) {
  std::unique_ptr<ExperimentFile> file;
  std::vector<Problem> problems;
  try {
    const std::vector<Override> overrides = command.experiment.overrides();
    file = std::make_unique<ExperimentFile>(read_experiment_text(command.experiment.file),
                                            command.experiment.file, full_catalogue(), overrides,
                                            command.experiment.point);
    require_point(*file, command.experiment);
  } catch (const BadInput& error) {
    problems = error.problems();
  }
  const auto me = static_cast<std::uint64_t>(communicator.rank().value());
  const auto nobody = static_cast<std::uint64_t>(communicator.size());
  const std::uint64_t first = communicator.min(problems.empty() ? nobody : me);
  if (first == nobody) return file;
  if (first == me) {
    if (first > 0) print_error(fmt::format("on rank {} only:", first));
    print_problems(problems);
  }
  communicator.barrier();  // the launcher may end the others as soon as one has left
  return nullptr;
}

/// Where results go. Each point of a sweep has a folder of its own in there.
std::string output_directory(const RunCommand& command, const ExperimentFile& file) {
  const std::string& name = file.experiment().name;
  std::filesystem::path folder = command.out;
  if (command.out.empty()) {
    folder = "results";
    folder /= name.empty() ? std::filesystem::path(command.experiment.file).stem().string() : name;
  }
  if (const auto point = command.experiment.point) {
    folder /= point_folder(*point, file.points());
  }
  return folder.string();
}

/// A directory for checkpoints is one for all points of a sweep, each of which has its own in
/// there.
CheckpointOptions checkpoint_options(const RunCommand& command, const ExperimentFile& file) {
  CheckpointOptions options = command.checkpoints;
  const auto point = command.experiment.point;
  if (point && !options.directory.empty()) {
    options.directory =
        (std::filesystem::path(options.directory) / point_folder(*point, file.points())).string();
  }
  return options;
}

std::string counted(int number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

void print_result(const RunResult& result, const Experiment& experiment, const std::string& out) {
  fmt::print("{} neurons, {} synapses, {:.2f} bytes per synapse, {} x {}\n", result.neurons,
             result.synapses, result.bytes_per_synapse, counted(result.ranks, "rank"),
             counted(result.threads, "thread"));
  fmt::print("built in {:.2f} s; {:.3f} s of model time in {:.2f} s: real-time factor {:.3f}\n",
             result.build_seconds, result.model_seconds, result.simulate_seconds,
             result.real_time_factor);
  fmt::print("{} synaptic events, {:.2f} ns per event and core; peak memory {:.2f} GB\n",
             result.synaptic_events, result.nanoseconds_per_event_per_core,
             static_cast<double>(result.peak_rss_bytes_sum) * 1e-9);
  for (std::size_t p = 0; p < experiment.populations.size(); ++p) {
    fmt::print("  {:<12} {:8.3f} Hz\n", experiment.populations[p].name, result.rates_hz[p]);
  }
  fmt::print("{} spikes, spike_hash {:016x}, state_hash {:016x}\n", result.spike_count,
             result.spike_hash, result.state_hash);
  if (result.paused) {
    fmt::print(
        "state saved after {:.3f} of {:.3f} s of recorded model time; continue it with --resume; "
        "results so far in {}\n",
        result.model_seconds, experiment.simulation.duration * 1e-3, out);
  } else if (result.interrupted) {
    fmt::print(
        "interrupted after {:.3f} of {:.3f} s of recorded model time; results so far in {}\n",
        result.model_seconds, experiment.simulation.duration * 1e-3, out);
  } else {
    fmt::print("results in {}\n", out);
  }
  // Once a rank has left with an error code the launcher may end this one.
  std::fflush(stdout);
}

/// Collective: a warning where threads will share cores.
void warn_about_threads(const RunCommand& command, const Communicator& communicator) {
  const int here = ranks_on_this_machine(communicator);
  const int threads = command.threads > 0 ? command.threads : default_threads(here);
  const std::string advice = thread_advice({threads, usable_cores(), cores_of_machine(), here});
  if (communicator.is_root() && !advice.empty()) print_error("warning: " + advice);
}

/// Tells of a failure and leaves: together with the other ranks where all have failed, else by
/// ending them.
ExitCode leave(ExitCode code, const std::vector<Problem>& problems,
               const Communicator& communicator, Parting& parting) {
  if (parting.all_have_failed()) {
    if (communicator.is_root()) print_problems(problems);
    communicator.barrier();
    return code;
  }
  for (Problem problem : problems) {
    problem.message += fmt::format(" (rank {})", communicator.rank().value());
    print_problems({problem});
  }
  MPI_Abort(MPI_COMM_WORLD, static_cast<int>(code));
  return code;
}

}  // namespace

ExitCode run(const RunCommand& command) {
  const Communicator communicator(MPI_COMM_WORLD, Patience(command.patience));
  const std::unique_ptr<ExperimentFile> file = read_on_all(command, communicator);
  if (file == nullptr) return ExitCode::bad_input;
  const Experiment& experiment = file->experiment();
  Parting parting(MPI_COMM_WORLD);
  ProgressPrinter printer(command.progress);
  RunOptions options;
  options.threads = command.threads;
  options.patience = command.patience;
  options.output = output_directory(command, *file);
  if (const auto point = command.experiment.point) options.point = file->point(*point);
  options.overwrite = command.overwrite;
  options.command = command.command_line;
  if (command.progress != ProgressStyle::none) options.on_progress = std::ref(printer);
  options.should_stop = stop_asked;
  options.should_pause = pause_asked;
  options.checkpoints = checkpoint_options(command, *file);
  options.on_notice = [&](const std::string& text) {
    printer.end_line();
    print_error(text);
  };
  const auto fail = [&](ExitCode code, const std::vector<Problem>& problems) {
    printer.end_line();
    return leave(code, problems, communicator, parting);
  };
  // Closing files and freeing communicators takes all ranks: where one is lost, the process ends
  // before.
  std::optional<Simulation> simulation;
  try {
    listen_for_stop();
    listen_for_pause();
    simulation.emplace(experiment, options);
    warn_about_threads(command, communicator);
    const RunResult result = simulation->run();
    if (communicator.is_root()) print_result(result, experiment, options.output);
    communicator.barrier();
    if (result.paused) return ExitCode::requeue;
    return result.interrupted ? ExitCode::failed : ExitCode::done;
  } catch (const BadInput& error) {
    return fail(ExitCode::bad_input, file->locate(error.problems()));
  } catch (const Interrupted& error) {
    return fail(ExitCode::failed,
                {{"", 0, 0, "", std::string(error.what()) + "; there are no results"}});
  } catch (const std::bad_alloc&) {
    return fail(
        ExitCode::failed,
        {{"", 0, 0, "", "out of memory; use more ranks, on more machines, or a smaller network"}});
  } catch (const std::exception& error) {
    return fail(ExitCode::failed, {{"", 0, 0, "", error.what()}});
  }
}

}  // namespace engram::cli
