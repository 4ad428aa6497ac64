#include "api/run_beginning.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "api/fixed_parts.hpp"
#include "api/on_root.hpp"
#include "core/errors.hpp"
#include "io/checkpoint/checkpoint_directory.hpp"
#include "io/results/output_directory.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

std::string default_directory(const std::string& output) {
  return (fs::path(output) / "checkpoints").string();
}

class Preparation {
 public:
  Preparation(const RunOptions& options, const Communicator& communicator,
              const Experiment& experiment, const std::vector<Fixture>& fixed)
      : options_(options),
        communicator_(communicator),
        experiment_(experiment),
        fixed_(fixed),
        directory_(checkpoint_directory(options)) {}

  RunBeginning operator()() {
    require_place();
    RunBeginning beginning;
    if (options_.checkpoints.resume) beginning = resumed();
    if (!beginning.reader && !options_.checkpoints.from.empty()) beginning = branched();
    if (beginning.reader) require_time_left(beginning.reader->head());
    on_root(communicator_, options_.output, [&] { prepare(beginning.kind); });
    if (beginning.reader) {
      tell(fmt::format(
          "{} {} at {:g} ms",
          beginning.kind == RunBeginning::Kind::resumed ? "resuming from" : "branching off from",
          beginning.reader->path(), beginning.reader->head().time_ms));
    }
    return beginning;
  }

 private:
  void require_place() const {
    const CheckpointOptions& asked = options_.checkpoints;
    const bool needed = asked.wanted() || asked.resume || options_.should_pause;
    if (!directory_.empty() || !needed) return;
    throw BadInput({"", 0, 0, "",
                    "checkpoints need a directory, their own or one for results: neither was "
                    "given"});
  }

  void tell(const std::string& text) const {
    if (communicator_.is_root() && options_.on_notice) options_.on_notice(text);
  }

  RunBeginning resumed() const {
    on_root(communicator_, directory_, [&] { require_no_lost_link(directory_); });
    ChosenCheckpoint chosen = open_newest_intact(communicator_, directory_);
    for (const RefusedCheckpoint& each : chosen.refused) {
      tell(fmt::format("{}: {}; trying the checkpoint before it", each.path, each.reason));
    }
    if (chosen.reader) {
      require_same_run(chosen.reader->path(), chosen.reader->head(), experiment_, fixed_);
      return {RunBeginning::Kind::resumed, std::move(chosen.reader)};
    }
    if (!chosen.refused.empty()) {
      throw BadInput({directory_, 0, 0, "",
                      fmt::format("none of {} checkpoints can be used; begin again with "
                                  "--overwrite, or begin elsewhere with another --out",
                                  chosen.refused.size())});
    }
    tell(fmt::format("there is no checkpoint in {} to resume from; beginning from the {}",
                     directory_, options_.checkpoints.from.empty() ? "start" : "given one"));
    return {};
  }

  RunBeginning branched() const {
    const std::string& from = options_.checkpoints.from;
    std::error_code code;
    RunBeginning beginning{RunBeginning::Kind::branched, nullptr};
    const bool is_directory = communicator_.max(static_cast<std::uint64_t>(
                                  communicator_.is_root() && fs::is_directory(from, code))) != 0;
    if (is_directory) {
      ChosenCheckpoint chosen = open_newest_intact(communicator_, from);
      for (const RefusedCheckpoint& each : chosen.refused) {
        tell(fmt::format("{}: {}; trying the checkpoint before it", each.path, each.reason));
      }
      beginning.reader = std::move(chosen.reader);
      if (!beginning.reader) throw BadInput({from, 0, 0, "", "holds no checkpoint to begin from"});
    } else {
      beginning.reader = std::make_unique<CheckpointReader>(communicator_, from);
    }
    const CheckpointReader& reader = *beginning.reader;
    require_same_network(reader.path(), reader.head(), experiment_, fixed_);
    return beginning;
  }

  void require_time_left(const CheckpointHead& head) const {
    const TimeGrid grid(experiment_.simulation.dt);
    const Step end = Step(grid.steps(experiment_.simulation.warmup)) +
                     grid.steps(experiment_.simulation.duration);
    if (head.step <= end) return;
    throw BadInput({"", 0, 0, "simulation.duration",
                    fmt::format("the run ends at {:g} ms, before the checkpoint at {:g} ms from "
                                "which it is to begin; durations count from the end of the "
                                "warm-up, not from the checkpoint",
                                grid.begin_of(end), head.time_ms)});
  }

  /// On the root.
  void prepare(RunBeginning::Kind kind) const {
    if (kind == RunBeginning::Kind::resumed) {
      if (!options_.output.empty()) prepare_output_directory(options_.output, OldResults::keep);
    } else {
      clear(kind);
    }
    if (options_.checkpoints.wanted()) make_writable_directory(directory_);
    const std::string& own = options_.checkpoints.directory;
    // Whoever resumes the run without naming the directory again finds it.
    if (!own.empty() && !options_.output.empty()) {
      link_checkpoints(default_directory(options_.output), own);
    }
  }

  void clear(RunBeginning::Kind kind) const {
    if (directory_.empty()) return;
    if (kind == RunBeginning::Kind::branched) require_kept_origin();
    const bool overwrite = options_.overwrite;
    if (!overwrite && !find_checkpoints(directory_).empty()) {
      throw FileError(directory_,
                      "holds checkpoints already; continue that run with --resume, or begin it "
                      "again with --overwrite");
    }
    if (!options_.output.empty()) prepare_output_directory(options_.output, old_results());
    if (overwrite) remove_checkpoints(directory_);
  }

  [[nodiscard]] OldResults old_results() const {
    if (options_.overwrite) return OldResults::overwrite;
    // What a run has left that came to its end before the first checkpoint.
    if (options_.checkpoints.resume && !is_complete()) return OldResults::overwrite;
    return OldResults::refuse;
  }

  [[nodiscard]] bool is_complete() const {
    std::ifstream file(fs::path(options_.output) / "summary.json");
    std::stringstream text;
    text << file.rdbuf();
    return text.str().find("\"status\": \"complete\"") != std::string::npos;
  }

  /// What is branched off from must not be overwritten.
  void require_kept_origin() const {
    const fs::path origin = fs::weakly_canonical(options_.checkpoints.from);
    for (const std::string& place : {directory_, options_.output}) {
      if (place.empty() || !options_.overwrite) continue;
      const fs::path own = fs::weakly_canonical(place);
      if (origin != own && origin.parent_path() != own) continue;
      throw FileError(options_.checkpoints.from,
                      "lies where this run is to overwrite what is there; give the new run "
                      "another --out");
    }
  }

  const RunOptions& options_;
  const Communicator& communicator_;
  const Experiment& experiment_;
  const std::vector<Fixture>& fixed_;
  std::string directory_;
};

}  // namespace

std::string checkpoint_directory(const RunOptions& options) {
  if (!options.checkpoints.directory.empty()) return options.checkpoints.directory;
  if (options.output.empty()) return {};
  return default_directory(options.output);
}

RunBeginning prepare_beginning(const RunOptions& options, const Communicator& communicator,
                               const Experiment& experiment, const std::vector<Fixture>& fixed) {
  try {
    return Preparation(options, communicator, experiment, fixed)();
  } catch (const FileError& error) {
    throw as_bad_input(error);
  }
}

}  // namespace engram
