#pragma once

#include <cstdint>
#include <vector>

#include "api/recorded_synapses.hpp"
#include "api/recording_times.hpp"
#include "api/trace_sample.hpp"
#include "engram/experiment.hpp"
#include "io/results/weight_file.hpp"
#include "model/catalogue.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Records the plastic synapses from one population to another: snapshots of all weights, traces of
/// some, histograms. Reading does not change them. Every call is collective.
class WeightRecorder {
 public:
  /// `number`: position in the experiment's list of recordings.
  WeightRecorder(Simulator& simulator, const Experiment& experiment, const Catalogue& catalogue,
                 const NetworkLayout& layout, const Communicator& communicator,
                 std::uint32_t number);

  /// What the file must have room for.
  [[nodiscard]] const WeightGroup& group() const { return group_; }
  /// Writes which synapses there are.
  void write_lists(WeightFile& file);

  /// The next time at which something is recorded, not before `now`.
  [[nodiscard]] Step next(Step now) const;
  /// Records what is due at the simulator's present step. Snapshots are written at once, the rest
  /// is kept until flush().
  void record(WeightFile& file, Step now);
  /// Numbers kept on this rank.
  [[nodiscard]] std::uint64_t waiting() const;
  void flush(WeightFile& file);

 private:
  void describe(const Experiment& experiment, const Catalogue& catalogue,
                const WeightRecording& recording);
  template <class T, class Value>
  void write_column(WeightFile& file, SynapseColumn column, const Value& value) const;
  void add_traces(Step now);
  void add_histogram(Step now);

  const Communicator& communicator_;
  TimeGrid grid_;
  std::size_t number_;
  RecordedSynapses synapses_;
  WeightGroup group_;
  std::vector<std::uint64_t> firsts_;  // place of each target's first synapse in the file
  TraceSample sample_;
  std::vector<std::uint64_t> traced_places_;  // of the sample in the file
  RecordingTimes snapshots_, traces_, histograms_;

  // What has not been written yet, of this rank's synapses.
  std::vector<double> trace_times_, histogram_times_;
  std::vector<float> weights_, eligibilities_;
  std::vector<std::uint64_t> counts_, outside_;
};

}  // namespace engram
