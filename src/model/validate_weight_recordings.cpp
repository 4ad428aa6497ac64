#include <set>

#include <fmt/format.h>

#include "model/synapse_change.hpp"
#include "model/validate.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

/// What is known of the projections a recording names.
struct Recorded {
  bool any = false;      ///< there is one
  bool plastic = false;  ///< there is a plastic one
  bool bounded = true;   ///< each plastic one has a largest weight
};

Recorded projections_of(const Context& context, const WeightRecording& recording) {
  Recorded found;
  for (const Projection& each : context.experiment.projections) {
    if (each.source != recording.source || each.target != recording.target) continue;
    found.any = true;
    if (!synapses_change(each.synapse, context.catalogue)) continue;
    found.plastic = true;
    const SynapseModelInfo* model = context.catalogue.synapse(each.synapse.model);
    if (model != nullptr && model->upper_bound.empty()) found.bounded = false;
  }
  return found;
}

bool check_projection(Context& context, const WeightRecording& recording, const Recorded& found,
                      const std::string& path) {
  const bool known = (context.known_source(recording.source, path + ".source") != nullptr) &
                     (context.known_population(recording.target, path + ".target") != nullptr);
  if (!known || found.plastic) return known;
  context.problems.add(
      path, found.any
                ? fmt::format("the synapses from '{}' to '{}' never change: give their projection "
                              "a model that learns, or leave the recording out",
                              recording.source, recording.target)
                : fmt::format("there is no projection from '{}' to '{}'", recording.source,
                              recording.target));
  return false;
}

void check_traces(Context& context, const WeightRecording& recording, const std::string& path) {
  if (recording.sample > most_traced_synapses) {
    context.problems.add(path + ".sample", fmt::format("found {}; allowed: at most {} synapses",
                                                       recording.sample, most_traced_synapses));
  }
  if (recording.interval != 0.0) check_interval(context, recording.interval, path + ".interval");
  if (recording.sample > 0 && recording.interval == 0.0) {
    context.problems.add(path + ".interval",
                         "is missing: the time between two values of the traced synapses");
  }
  if (recording.sample == 0 && recording.interval != 0.0) {
    context.problems.add(path + ".sample", "is missing: the number of synapses to trace");
  }
}

void check_histogram(Context& context, const WeightRecording& recording, const Recorded& found,
                     const std::string& path) {
  if (recording.histogram_bins == 0) return;
  if (recording.histogram_bins > most_histogram_bins) {
    context.problems.add(path + ".bins",
                         fmt::format("found {}; allowed: at most {}", recording.histogram_bins,
                                     most_histogram_bins));
  }
  check_interval(context, recording.histogram_interval, path + ".interval");
  check_number(context, recording.histogram_max,
               {"max", "", 0.0, Range::at_least(0.0), "upper end"}, path + ".max");
  if (recording.histogram_max == 0.0 && !found.bounded) {
    context.problems.add(path + ".max",
                         "is missing: the synapses have no largest weight, so the histogram needs "
                         "an upper end");
  }
}

}  // namespace

void check_weight_recordings(Context& context) {
  const std::vector<WeightRecording>& all = context.experiment.record.weights;
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const WeightRecording& recording = all[i];
    const std::string path = fmt::format("record.weights[{}]", i);
    const Recorded found = projections_of(context, recording);
    if (check_projection(context, recording, found, path) &&
        !seen.emplace(recording.source, recording.target).second) {
      context.problems.add(path, fmt::format("weights from '{}' to '{}' are recorded already",
                                             recording.source, recording.target));
    }
    check_times_of_run(context, recording.snapshots, path + ".snapshots");
    check_traces(context, recording, path);
    check_histogram(context, recording, found, path + ".histogram");
    if (recording.snapshots.empty() && recording.sample == 0 && recording.interval == 0.0 &&
        recording.histogram_bins == 0) {
      context.problems.add(path,
                           "records nothing: give 'snapshots', 'sample' with 'interval', or "
                           "'histogram'");
    }
  }
}

}  // namespace engram::validation
