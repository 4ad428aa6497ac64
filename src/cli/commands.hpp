#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/progress_printer.hpp"
#include "core/errors.hpp"
#include "engram/checkpoint_options.hpp"
#include "io/experiment/override.hpp"

namespace engram::cli {

/// Options shared by the commands that read an experiment file.
struct ExperimentOptions {
  std::string file;
  std::vector<std::string> set;  ///< path=value
  std::string seed;              ///< as given; empty: the file's. Read like a value of the file
  std::string duration;          ///< as given, ms; empty: the file's
  std::optional<std::uint64_t> point{};  ///< of the file's sweep; empty: the file without it

  /// --set, --seed and --duration as overrides of the file. Throws BadInput for one without "=".
  [[nodiscard]] std::vector<Override> overrides() const;
};

struct RunCommand {
  ExperimentOptions experiment;
  std::string out;
  int threads = 0;
  bool overwrite = false;
  CheckpointOptions checkpoints;
  double patience = RunOptions().patience;
  ProgressStyle progress = ProgressStyle::automatic;
  std::string command_line;
};

struct SweepCommand {
  RunCommand run;     ///< of each point; its `point` is empty
  bool runs = false;  ///< false: list the points only
};

struct PlanCommand {
  ExperimentOptions experiment;
  int ranks = 1;
  int threads = 1;
  double tile = 1.0;             ///< copies of the network
  double remote_fraction = 0.0;  ///< of each neuron's synapses that come from other copies
  double remote_columns = 0.0;   ///< how many other copies they come from
  bool json = false;             ///< for programs instead of people
};

struct InfoCommand {
  std::vector<std::string> paths;
  bool verify = false;  ///< compare with checksums instead of describing
};

struct ModelsCommand {
  std::string name;       ///< empty: list all
  bool markdown = false;  ///< as a page for docs/
  bool schema = false;    ///< print the JSON Schema of experiment files instead
};

struct ReportCommand {
  std::string directory;
  std::vector<std::string> rest;  ///< passed on
};

// Each command prints to standard output, problems to standard error.
[[nodiscard]] ExitCode run(const RunCommand& command);      // collective; MPI must be initialised
[[nodiscard]] ExitCode sweep(const SweepCommand& command);  // collective if it runs the points
[[nodiscard]] ExitCode check(const PlanCommand& command);
[[nodiscard]] ExitCode plan(const PlanCommand& command);
[[nodiscard]] ExitCode info(const InfoCommand& command);
[[nodiscard]] ExitCode models(const ModelsCommand& command);
[[nodiscard]] ExitCode report(const ReportCommand& command);

/// Prints every problem on a line of its own to standard error.
void print_problems(const std::vector<Problem>& problems);

/// Prints "engram: text" to standard error.
void print_error(const std::string& text);

}  // namespace engram::cli
