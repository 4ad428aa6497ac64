#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

/// Whether the point lies in the box along one axis.
bool inside(const VoxelGrid& grid, std::size_t axis, double coordinate) {
  const double center = axis < grid.center.size() ? grid.center[axis] : 0.0;
  return std::abs(coordinate - center) <= 0.5 * grid.extent[axis];
}

void check_probe(Context& context, const std::vector<double>& point, const VoxelGrid& grid,
                 const std::string& path) {
  const std::size_t axes = grid.extent.size();
  if (point.size() != axes) {
    context.problems.add(path, fmt::format("found {} coordinates; allowed: {}, as many as the "
                                           "modulator's grid has axes",
                                           point.size(), axes));
    return;
  }
  for (std::size_t i = 0; i < axes; ++i) {
    const std::string at = fmt::format("{}[{}]", path, i);
    if (!std::isfinite(point[i])) {
      context.problems.add(at, fmt::format("found {}; allowed: finite numbers", point[i]));
    } else if (!grid.periodic && !inside(grid, i, point[i])) {
      const double center = i < grid.center.size() ? grid.center[i] : 0.0;
      context.problems.add(
          at, fmt::format("found {} micrometres; allowed: within the modulator's "
                          "grid, from {} to {}",
                          point[i], center - 0.5 * grid.extent[i], center + 0.5 * grid.extent[i]));
    }
  }
}

void check_probes(Context& context, const FieldRecording& recording, const Modulator* modulator,
                  const std::string& path) {
  if (recording.probes.empty()) return;
  if (recording.interval == 0.0) {
    context.problems.add(path + ".interval",
                         "is missing: the time between two values at the probes");
  }
  if (modulator == nullptr) return;
  if (!modulator->neurons.empty()) {
    context.problems.add(path + ".probes",
                         fmt::format("'{}' is a learning signal, whose values have no place: name "
                                     "neurons with 'neurons: [ids]'",
                                     modulator->name));
    return;
  }
  if (!modulator->grid) {
    context.problems.add(path + ".probes",
                         fmt::format("modulator '{}' has no grid and is the same everywhere: leave "
                                     "the probes out to record its mean",
                                     modulator->name));
    return;
  }
  for (std::size_t i = 0; i < recording.probes.size() && !context.problems.full(); ++i) {
    check_probe(context, recording.probes[i], *modulator->grid,
                fmt::format("{}.probes[{}]", path, i));
  }
}

/// Neurons whose values of a learning signal are recorded.
void check_neurons(Context& context, const FieldRecording& recording, const Modulator* modulator,
                   const std::string& path) {
  if (recording.neurons.empty()) return;
  if (recording.interval == 0.0) {
    context.problems.add(path + ".interval", "is missing: the time between two values");
  }
  if (modulator == nullptr) return;
  if (modulator->neurons.empty()) {
    context.problems.add(path + ".neurons",
                         fmt::format("modulator '{}' is a concentration: name points with "
                                     "'probes', or leave both out to record the mean",
                                     modulator->name));
    return;
  }
  const Population* population = context.population(modulator->neurons);
  if (population == nullptr) return;
  for (std::size_t i = 0; i < recording.neurons.size() && !context.problems.full(); ++i) {
    if (recording.neurons[i] < population->size) continue;
    context.problems.add(
        fmt::format("{}.neurons[{}]", path, i),
        fmt::format("there is no neuron {} in population '{}': ids go from 0 to {}",
                    recording.neurons[i], population->name, population->size - 1));
  }
}

}  // namespace

void check_field_recordings(Context& context) {
  const std::vector<FieldRecording>& all = context.experiment.record.fields;
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const FieldRecording& recording = all[i];
    const std::string path = fmt::format("record.fields[{}]", i);
    const Modulator* modulator = context.known_modulator(recording.modulator, path + ".modulator");
    if (modulator != nullptr && !seen.insert(recording.modulator).second) {
      context.problems.add(path,
                           fmt::format("modulator '{}' is recorded already", recording.modulator));
    }
    if (recording.interval != 0.0) check_interval(context, recording.interval, path + ".interval");
    check_probes(context, recording, modulator, path);
    check_neurons(context, recording, modulator, path);
    check_times_of_run(context, recording.snapshots, path + ".snapshots");
    if (recording.interval == 0.0 && recording.snapshots.empty() && recording.probes.empty() &&
        recording.neurons.empty()) {
      context.problems.add(path, "records nothing: give 'interval' or 'snapshots'");
    }
  }
}

}  // namespace engram::validation
