#include <mpi.h>

#include <fmt/format.h>

#include "api/catalogue.hpp"
#include "cli/commands.hpp"
#include "cli/point_folder.hpp"
#include "core/errors.hpp"
#include "io/experiment/experiment_file.hpp"
#include "parallel/communicator.hpp"

namespace engram::cli {
namespace {

/// Reads an experiment file at any of its points.
class PointReader {
 public:
  explicit PointReader(const ExperimentOptions& options)
      : options_(options),
        overrides_(options.overrides()),
        text_(read_experiment_text(options.file)) {}

  [[nodiscard]] ExperimentFile read(std::optional<std::uint64_t> point) const {
    return {text_, options_.file, catalogue_, overrides_, point};
  }

  /// The file as it stands. Throws BadInput if it has no sweep.
  [[nodiscard]] ExperimentFile read_sweep() const {
    ExperimentFile file = read({});
    if (file.points() > 0) return file;
    throw BadInput({options_.file, 0, 0, "",
                    "has no sweep block; run it with `engram run`, or see docs/experiment_file.md "
                    "for sweep"});
  }

 private:
  const ExperimentOptions& options_;
  Catalogue catalogue_ = full_catalogue();
  std::vector<Override> overrides_;
  std::string text_;
};

std::string line_of(const SweepPoint& point) {
  std::string line = point_folder(point.number, point.points);
  for (const auto& [path, value] : point.values) line += fmt::format("  {}={}", path, value);
  return line + '\n';
}

ExitCode list(const SweepCommand& command) {
  std::uint64_t point = 0;
  bool in_point = false;
  try {
    const PointReader reader(command.run.experiment);
    const ExperimentFile file = reader.read_sweep();
    in_point = true;
    for (; point < file.points(); ++point) static_cast<void>(reader.read(point));
    std::string lines;
    for (std::uint64_t k = 0; k < file.points(); ++k) lines += line_of(file.point(k));
    fmt::print("{}{} {}, all valid\n", lines, file.points(),
               file.points() == 1 ? "point" : "points");
    return ExitCode::done;
  } catch (const BadInput& error) {
    if (in_point) print_error(fmt::format("point {} of the sweep cannot be run:", point));
    print_problems(error.problems());
  } catch (const Error& error) {
    print_error(error.what());
  }
  return ExitCode::bad_input;
}

/// Number of points, the same on all ranks; 0 where the file has none or cannot be read, which each
/// point's run would tell as well.
std::uint64_t points_of(const RunCommand& command, const Communicator& communicator) {
  std::uint64_t points = 0;
  std::vector<Problem> problems;
  try {
    points = PointReader(command.experiment).read_sweep().points();
  } catch (const BadInput& error) {
    problems = error.problems();
  }
  const std::uint64_t fewest = communicator.min(points);
  if (fewest == communicator.max(points) && fewest > 0) return fewest;
  if (communicator.is_root()) {
    print_problems(problems);
    if (problems.empty()) print_error("the ranks see different experiment files");
  }
  communicator.barrier();
  return 0;
}

}  // namespace

ExitCode sweep(const SweepCommand& command) {
  if (!command.runs) return list(command);
  const Communicator communicator(MPI_COMM_WORLD);
  const std::uint64_t points = points_of(command.run, communicator);
  if (points == 0) return ExitCode::bad_input;
  for (std::uint64_t point = 0; point < points; ++point) {
    RunCommand one = command.run;
    one.experiment.point = point;
    if (communicator.is_root()) fmt::print("point {} of 0 to {}\n", point, points - 1);
    const ExitCode code = run(one);
    if (code != ExitCode::done) return code;
  }
  return ExitCode::done;
}

}  // namespace engram::cli
