#pragma once

#include <cstdint>
#include <vector>

#include "api/recording_times.hpp"
#include "engram/experiment.hpp"
#include "io/results/field_file.hpp"
#include "modulation/modulator_field.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Records a modulator: its time course at some points, of some neurons or on average, and whole
/// fields. Every call is collective.
class FieldRecorder {
 public:
  /// `number`: position in the experiment's list of recordings. `field` must outlive this object.
  FieldRecorder(const ModulatorField& field, const Experiment& experiment,
                const Communicator& communicator, std::size_t number);

  /// What the file must have room for.
  [[nodiscard]] const FieldGroup& group() const { return group_; }

  /// The next time at which something is recorded, not before `now`.
  [[nodiscard]] Step next(Step now) const;
  /// Records what is due at step `now`, the simulator's present one. Whole fields are written at
  /// once, the rest is kept until flush().
  void record(FieldFile& file, Step now);
  /// Numbers kept on this rank.
  [[nodiscard]] std::uint64_t waiting() const { return times_.size() + values_.size(); }
  void flush(FieldFile& file);

 private:
  void add_probes();

  const ModulatorField& field_;
  const Communicator& communicator_;
  TimeGrid grid_;
  std::size_t number_;
  FieldGroup group_;
  std::vector<std::uint64_t> voxels_;  // of the probes
  RecordingTimes probes_, snapshots_;
  std::vector<double> times_, values_;  // that have not been written yet
};

}  // namespace engram
