#include <mpi.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "api/catalogue.hpp"
#include "cli/commands.hpp"
#include "cli/progress_printer.hpp"
#include "cli/stop_signal.hpp"
#include "core/errors.hpp"
#include "engram/simulation.hpp"
#include "io/experiment/experiment_file.hpp"
#include "parallel/communicator.hpp"

namespace engram::cli {
namespace {

/// Collective: reads the file on every rank. Empty where any rank could not; the problems have been printed.
std::unique_ptr<ExperimentFile> read_on_all(const RunCommand& command,
                                            const Communicator& communicator) {
  std::unique_ptr<ExperimentFile> file;
  std::vector<Problem> problems;
  try {
    const std::vector<Override> overrides = command.experiment.overrides();
    file = std::make_unique<ExperimentFile>(read_experiment_text(command.experiment.file),
                                            command.experiment.file, full_catalogue(), overrides);
  } catch (const BadInput& error) {
    problems = error.problems();
  }
  const auto unlucky = static_cast<std::uint64_t>(communicator.rank().value());
  const std::uint64_t none = static_cast<std::uint64_t>(communicator.size());
  const std::uint64_t first = communicator.min(problems.empty() ? none : unlucky);
  if (first == none) return file;
  if (first == unlucky) {
    if (first > 0) std::fprintf(stderr, "on rank %llu only:\n", static_cast<unsigned long long>(first));
    print_problems(problems);
  }
  return nullptr;
}

std::string default_directory(const Experiment& experiment, const std::string& file) {
  const std::string name =
      experiment.name.empty() ? std::filesystem::path(file).stem().string() : experiment.name;
  return (std::filesystem::path("results") / name).string();
}

void print_result(const RunResult& result, const Experiment& experiment, const std::string& out) {
  fmt::print("{} neurons, {} synapses, {:.2f} bytes per synapse, {} ranks x {} threads\n",
             result.neurons, result.synapses, result.bytes_per_synapse, result.ranks, result.threads);
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
  fmt::print("{}results in {}\n", result.interrupted ? "interrupted; " : "", out);
}

RunOptions options_for(const RunCommand& command, const Experiment& experiment) {
  RunOptions options;
  options.threads = command.threads;
  options.output = command.out.empty() ? default_directory(experiment, command.experiment.file)
                                       : command.out;
  options.overwrite = command.overwrite;
  options.command = command.command_line;
  if (!command.quiet) options.on_progress = ProgressPrinter();
  options.should_stop = stop_asked;
  return options;
}

}  // namespace

ExitCode run(const RunCommand& command) {
  const Communicator communicator(MPI_COMM_WORLD);
  const std::unique_ptr<ExperimentFile> file = read_on_all(command, communicator);
  if (file == nullptr) return ExitCode::bad_input;
  const RunOptions options = options_for(command, file->experiment());
  try {
    listen_for_stop();
    Simulation simulation(file->experiment(), options);
    const RunResult result = simulation.run();
    if (communicator.is_root()) print_result(result, file->experiment(), options.output);
    return ExitCode::done;
  } catch (const BadInput& error) {
    // Bad input is found by all ranks alike.
    if (communicator.is_root()) print_problems(file->locate(error.problems()));
    return ExitCode::bad_input;
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "engram: rank %d: out of memory; use more ranks or a smaller network\n",
                 communicator.rank().value());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "engram: rank %d: %s\n", communicator.rank().value(), error.what());
  }
  // The others may wait for this rank: none of them may be left behind.
  std::fflush(stderr);
  MPI_Abort(MPI_COMM_WORLD, static_cast<int>(ExitCode::failed));
  return ExitCode::failed;
}

}  // namespace engram::cli
