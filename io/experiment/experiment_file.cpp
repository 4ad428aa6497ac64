#include "io/experiment/experiment_file.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include <fmt/format.h>

#include "io/experiment/blocks.hpp"
#include "io/experiment/parse_tree.hpp"
#include "io/experiment/scalar.hpp"
#include "io/experiment/sweep.hpp"
#include "model/synapse_change.hpp"
#include "model/validate.hpp"

namespace engram {
namespace {

using yaml::Context;
using yaml::Draft;
using yaml::MapReader;
using yaml::NodePtr;
using yaml::Place;

constexpr std::uint64_t format_version = 1;

/// False if the file is not of the version this program reads; nothing else in it is looked at
/// then.
bool read_version(const Context& context, MapReader& map) {
  const auto version = map.require("engram", "the version of the file's format; write 'engram: 1'");
  if (!version) return true;
  const auto number = read_count(context, *version);
  if (!number) return false;
  if (*number == format_version) return true;
  context.add(
      version->node->mark, version->path,
      fmt::format("this program reads version {}, the file says {}", format_version, *number));
  return false;
}

Draft read_document(const Context& context, const yaml::Node& root) {
  Draft draft;
  Experiment& experiment = draft.experiment;
  MapReader map(context, {&root, ""});
  draft.readable = map.is_map() && read_version(context, map);
  if (!draft.readable) return draft;
  read(map, context, "name", experiment.name);
  read(map, context, "description", experiment.description);
  if (const auto block = map.find("simulation")) {
    experiment.simulation = read_simulation(context, *block);
  }
  if (const auto block = map.require("populations", "the populations of neurons, by name")) {
    experiment.populations = read_populations(context, *block);
  }
  if (const auto block = map.find("switches")) draft.switches = yaml::Switches(context, *block);
  if (const auto block = map.find("stimuli")) read_stimuli(context, *block, draft);
  if (const auto block = map.find("modulators")) {
    experiment.modulators = read_modulators(context, *block);
  }
  if (const auto block = map.find("projections")) read_projections(context, *block, draft);
  if (const auto block = map.find("structural")) {
    experiment.structural = read_structural(context, *block);
  }
  draft.switches.finish(context);
  const auto record = map.find("record");
  if (record) {
    experiment.record = read_record(context, *record, experiment.populations);
  } else {
    experiment.record.spikes = yaml::every_population(experiment.populations);
  }
  if (const auto block = map.find("energy")) experiment.energy = read_energy(context, *block);
  if (const auto block = map.find("sparseness")) {
    experiment.sparseness = read_sparseness(context, *block);
  }
  if (const auto block = map.find("partitioning")) {
    experiment.partitioning = read_partitioning(context, *block);
  }
  if (const auto block = map.find("reference")) {
    experiment.reference = read_reference(context, *block);
  }
  static_cast<void>(map.find("sweep"));  // was read before, as it changes the rest
  map.finish();
  return draft;
}

/// Whether `experiment` has a projection with weights to record.
bool has_weights(const Experiment& experiment, const WeightRecording& recording,
                 const Catalogue& catalogue) {
  return std::any_of(experiment.projections.begin(), experiment.projections.end(),
                     [&](const Projection& each) {
                       return each.source == recording.source && each.target == recording.target &&
                              synapses_change(each.synapse, catalogue);
                     });
}

/// Takes out of a list what is not enabled.
template <class T>
void keep(std::vector<T>& items, const std::vector<bool>& enabled) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!enabled[i]) continue;
    if (kept != i) items[kept] = std::move(items[i]);
    ++kept;
  }
  items.resize(kept);
}

/// "projections[7].rule" with the position in the file's list instead of the experiment's.
std::string in_file(const std::string& path, const std::vector<std::size_t>& projection_origin) {
  std::vector<yaml::Step> steps;
  if (!path.starts_with("projections[") || !yaml::split_path(path, steps)) return path;
  if (steps[1].index >= projection_origin.size()) return path;
  return fmt::format("projections[{}]{}", projection_origin[steps[1].index],
                     path.substr(path.find(']') + 1));
}

/// Whether one of the problems is about the value at `path` or one it lies in.
bool is_told(const std::vector<Problem>& problems, const std::string& path) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
    if (problem.path.empty() || !path.starts_with(problem.path)) return false;
    const std::size_t length = problem.path.size();
    return path.size() == length || path[length] == '.' || path[length] == '[';
  });
}

/// As one reads the file; what has no line comes last.
std::vector<Problem> in_order_of_lines(std::vector<Problem> problems) {
  const auto place = [](const Problem& problem) {
    return std::tuple(problem.line == 0, problem.line, problem.column);
  };
  std::stable_sort(problems.begin(), problems.end(),
                   [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
  return problems;
}

}  // namespace

struct ExperimentFile::Content {
  Draft draft;
  NodePtr root;
  yaml::Sweep sweep;
  std::vector<std::string> origins;

  [[nodiscard]] Problem locate(Problem problem) const {
    if (!problem.file.empty() || problem.line > 0) return problem;
    const yaml::Found found = yaml::locate(*root, in_file(problem.path, draft.projection_origin));
    problem.file = origins[static_cast<std::size_t>(found.mark.origin)];
    problem.path = found.path;
    if (found.mark.origin == 0) {
      problem.line = found.mark.line;
      problem.column = found.mark.column;
    }
    return problem;
  }

  /// Adds what is wrong with the meaning, except where the form is wrong already.
  void add_meaning(const Catalogue& catalogue, ProblemList& problems) const {
    const std::vector<Problem> of_form = problems.problems();
    for (Problem& problem : validate(draft.experiment, catalogue)) {
      problem = locate(std::move(problem));
      if (!is_told(of_form, problem.path)) problems.add(std::move(problem));
    }
  }

  /// Reads the sweep and makes the document what it is at the point asked for.
  void go_to_point(const Context& context, std::span<const Override> overrides,
                   std::optional<std::uint64_t> point) {
    const yaml::Entry* block = root->find("sweep");
    if (block != nullptr) {
      sweep = yaml::Sweep(context, {block->value.get(), "sweep"}, *root);
      refuse_swept(context, overrides);
    }
    if (!point || (block != nullptr && sweep.points() == 0)) return;
    if (*point < sweep.points()) {
      root = sweep.apply(context, root, *point);
      return;
    }
    context.problems.add({origins.front(), 0, 0, "",
                          block == nullptr
                              ? "has no sweep block, so that there are no points; leave out --point"
                              : fmt::format("has no point {}; its sweep has points 0 to {}", *point,
                                            sweep.points() - 1)});
  }

  /// What the sweep sets cannot be set from outside: one of the two would be lost.
  void refuse_swept(const Context& context, std::span<const Override> overrides) const {
    if (sweep.points() == 0) return;
    for (const auto& [path, value] : sweep.point(0).values) {
      for (const Override& each : overrides) {
        if (each.path != path) continue;
        context.problems.add({each.text(), 0, 0, path,
                              "the file's sweep sets this value; leave out the option or change "
                              "the sweep"});
      }
    }
  }

  void leave_out_disabled(const Catalogue& catalogue) {
    keep(draft.experiment.stimuli, draft.stimulus_enabled);
    keep(draft.experiment.projections, draft.projection_enabled);
    keep(draft.projection_origin, draft.projection_enabled);
    // With the projection goes the recording of its weights.
    std::erase_if(draft.experiment.record.weights, [&](const WeightRecording& recording) {
      return !has_weights(draft.experiment, recording, catalogue);
    });
  }
};

ExperimentFile::ExperimentFile(const std::string& text, const std::string& file_name,
                               const Catalogue& catalogue, std::span<const Override> overrides,
                               std::optional<std::uint64_t> point)
    : content_(std::make_unique<Content>()) {
  ProblemList problems;
  Content& content = *content_;
  content.origins.push_back(file_name);
  for (const Override& each : overrides) content.origins.push_back(each.text());
  const NodePtr parsed = yaml::parse_tree(text, file_name, 0, problems);
  if (parsed == nullptr) throw BadInput(problems.take());
  content.root = yaml::apply_overrides(parsed, overrides, problems);
  const Context context{catalogue, problems, content.origins,
                        std::filesystem::path(file_name).parent_path().string()};
  content.go_to_point(context, overrides, point);
  content.draft = read_document(context, *content.root);
  const bool readable =
      content.root->kind == yaml::Node::Kind::map && !is_told(problems.problems(), "engram");
  if (readable) content.add_meaning(catalogue, problems);
  if (!problems.empty()) throw BadInput(in_order_of_lines(problems.take()));
  content.leave_out_disabled(catalogue);
}

ExperimentFile::~ExperimentFile() = default;
ExperimentFile::ExperimentFile(ExperimentFile&&) noexcept = default;
ExperimentFile& ExperimentFile::operator=(ExperimentFile&&) noexcept = default;

const Experiment& ExperimentFile::experiment() const {
  return content_->draft.experiment;
}

std::uint64_t ExperimentFile::points() const {
  return content_->sweep.points();
}

SweepPoint ExperimentFile::point(std::uint64_t number) const {
  return content_->sweep.point(number);
}

std::vector<Problem> ExperimentFile::locate(std::vector<Problem> problems) const {
  ProblemList located;
  for (Problem& problem : problems) {
    if (problem.path.empty() && problem.file.empty()) problem.file = content_->origins.front();
    located.add(content_->locate(std::move(problem)));
  }
  return located.take();
}

}  // namespace engram
