#include "api/field_recorder.hpp"

#include <algorithm>

namespace engram {

FieldRecorder::FieldRecorder(const ModulatorField& field, const Experiment& experiment,
                             const Communicator& communicator, std::size_t number)
    : field_(field), communicator_(communicator), grid_(experiment.simulation.dt), number_(number) {
  const FieldRecording& recording = experiment.record.fields[number];
  const auto modulator =
      std::find_if(experiment.modulators.begin(), experiment.modulators.end(),
                   [&](const Modulator& each) { return each.name == recording.modulator; });
  group_.modulator = recording.modulator;
  group_.species = modulator->species;
  group_.interval = field.interval();
  if (modulator->grid) {
    group_.shape = modulator->grid->shape;
    group_.extent = modulator->grid->extent;
    group_.center = modulator->grid->center;
    group_.center.resize(group_.extent.size(), 0.0);
    group_.periodic = modulator->grid->periodic;
  }
  group_.population = modulator->neurons;
  group_.size = field.grid().size();
  group_.snapshots = recording.snapshots.size();
  group_.probes = recording.interval > 0.0;
  group_.points = recording.probes;
  group_.neurons = recording.neurons;
  for (const std::vector<double>& point : group_.points) {
    voxels_.push_back(field.grid().voxel_of(point));
  }
  voxels_.insert(voxels_.end(), group_.neurons.begin(), group_.neurons.end());
  const Step begin(grid_.steps(experiment.simulation.warmup));
  probes_ = RecordingTimes::every(recording.interval, begin, grid_);
  snapshots_ = RecordingTimes::at(recording.snapshots, grid_);
}

Step FieldRecorder::next(Step now) const {
  return std::min(probes_.next(now), snapshots_.next(now));
}

void FieldRecorder::record(FieldFile& file, Step now) {
  if (snapshots_.contains(now)) {
    file.append_snapshot(number_, grid_.begin_of(now), field_.on_root());
  }
  if (!probes_.contains(now)) return;
  times_.push_back(grid_.begin_of(now));
  add_probes();
}

void FieldRecorder::add_probes() {
  if (!voxels_.empty()) {
    const std::vector<double> values = field_.on_root(voxels_);
    values_.insert(values_.end(), values.begin(), values.end());
    return;
  }
  const std::vector<double> all = field_.on_root();
  if (!communicator_.is_root()) return;
  double sum = 0.0;
  for (const double value : all) sum += value;
  values_.push_back(sum / static_cast<double>(all.size()));
}

void FieldRecorder::flush(FieldFile& file) {
  if (group_.probes) file.append_probes(number_, times_, values_);
  times_.clear();
  values_.clear();
}

}  // namespace engram
