#include "api/weight_recorder.hpp"

#include <algorithm>
#include <numeric>

#include "api/synapse_pieces.hpp"
#include "api/weight_bins.hpp"
#include "network/plastic_limits.hpp"

namespace engram {
namespace {

/// Collective: the places of items that belong to targets: for each of this rank's targets that of
/// its first one.
std::vector<std::uint64_t> places_of(const RecordedSynapses& synapses,
                                     const Communicator& communicator,
                                     std::span<const std::uint64_t> counts) {
  return first_places(communicator, synapses.targets(), counts, synapses.target_population());
}

std::uint64_t total(const Communicator& communicator, std::span<const std::uint64_t> counts) {
  return communicator.sum(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

/// Upper end of a histogram of magnitudes: what the recording says, or the rules' largest weight.
double largest_weight(const Experiment& experiment, const Catalogue& catalogue,
                      const WeightRecording& recording,
                      const std::vector<std::uint32_t>& projections) {
  if (recording.histogram_max > 0.0) return recording.histogram_max;
  double largest = 0.0;
  for (const std::uint32_t p : projections) {
    const SynapseSpec& synapse = experiment.projections[p].synapse;
    largest = std::max(largest, weight_limit(synapse, *catalogue.synapse(synapse.model)));
  }
  return largest;
}

/// Collective: on which sides of zero there are weights.
WeightSides sides_of(const RecordedSynapses& synapses, const Communicator& communicator) {
  std::vector<WeightSides> of_shard(synapses.shards());
  synapses.read([&](std::size_t shard, const RecordedSynapse& synapse) {
    // The sign of a weight of zero tells its side, too.
    (std::signbit(synapse.weight) ? of_shard[shard].below : of_shard[shard].above) = 1;
  });
  WeightSides sides;
  for (const WeightSides& own : of_shard) {
    sides.below = std::max(sides.below, own.below);
    sides.above = std::max(sides.above, own.above);
  }
  return {communicator.max(sides.below), communicator.max(sides.above)};
}

}  // namespace

WeightRecorder::WeightRecorder(Simulator& simulator, const Experiment& experiment,
                               const Catalogue& catalogue, const NetworkLayout& layout,
                               const Communicator& communicator, std::uint32_t number)
    : communicator_(communicator),
      grid_(experiment.simulation.dt),
      number_(number),
      synapses_(simulator, experiment, catalogue, layout, experiment.record.weights[number].source,
                experiment.record.weights[number].target) {
  const WeightRecording& recording = experiment.record.weights[number];
  const Step begin(grid_.steps(experiment.simulation.warmup));
  describe(experiment, catalogue, recording);
  firsts_ = places_of(synapses_, communicator_, synapses_.counts());
  snapshots_ = RecordingTimes::at(recording.snapshots, grid_);
  if (recording.sample > 0) {
    sample_ =
        draw_traces(synapses_, communicator_, recording.sample, experiment.simulation.seed, number);
    std::vector<std::uint64_t> counts(synapses_.targets().size(), 0);
    for (const RecordedSynapse& synapse : sample_.synapses) ++counts[synapse.target_number];
    std::vector<std::uint64_t> next = places_of(synapses_, communicator_, counts);
    for (const RecordedSynapse& synapse : sample_.synapses) {
      traced_places_.push_back(next[synapse.target_number]++);
    }
    group_.traced = total(communicator_, counts);
    if (group_.traced > 0) traces_ = RecordingTimes::every(recording.interval, begin, grid_);
  }
  if (recording.histogram_bins > 0) {
    const double largest =
        largest_weight(experiment, catalogue, recording, synapses_.projections());
    group_.edges = bin_edges(recording.histogram_bins, largest, sides_of(synapses_, communicator_));
    histograms_ = RecordingTimes::every(recording.histogram_interval, begin, grid_);
  }
}

void WeightRecorder::describe(const Experiment& experiment, const Catalogue& catalogue,
                              const WeightRecording& recording) {
  group_.source = recording.source;
  group_.target = recording.target;
  group_.projections = synapses_.projections();
  for (const std::uint32_t p : group_.projections) {
    const SynapseSpec& synapse = experiment.projections[p].synapse;
    group_.models.push_back(synapse.model);
    group_.eligibility = group_.eligibility || synapse.third_factor.has_value();
  }
  for (const Population& population : experiment.populations) {
    if (population.name == recording.target) {
      group_.unit = std::string(catalogue.neuron(population.model)->weight_unit);
    }
  }
  group_.synapses = total(communicator_, synapses_.counts());
  group_.snapshots = recording.snapshots.size();
}

template <class T, class Value>
void WeightRecorder::write_column(WeightFile& file, SynapseColumn column,
                                  const Value& value) const {
  if (group_.snapshots > 0) {
    file.write_column(number_, SynapseList::all, column,
                      SynapsePieces<T, Value>(synapses_, firsts_, value));
  }
  if (group_.traced == 0) return;
  std::size_t next = 0;
  file.write_column(number_, SynapseList::traced, column, [&] {
    ScatteredValues all;
    for (; next < sample_.synapses.size(); ++next) {
      const T own = value(sample_.synapses[next]);
      all.add<T>(traced_places_[next], {&own, 1});
    }
    return all;
  });
}

void WeightRecorder::write_lists(WeightFile& file) {
  write_column<std::uint64_t>(file, SynapseColumn::source,
                              [](const RecordedSynapse& s) { return s.source; });
  write_column<std::uint64_t>(file, SynapseColumn::target,
                              [](const RecordedSynapse& s) { return s.target; });
  write_column<std::uint32_t>(file, SynapseColumn::projection,
                              [](const RecordedSynapse& s) { return s.projection; });
  write_column<std::uint32_t>(file, SynapseColumn::ordinal,
                              [](const RecordedSynapse& s) { return s.ordinal; });
  write_column<float>(file, SynapseColumn::delay, [this](const RecordedSynapse& s) {
    return static_cast<float>(s.delay * grid_.dt());
  });
}

Step WeightRecorder::next(Step now) const {
  return std::min({snapshots_.next(now), traces_.next(now), histograms_.next(now)});
}

void WeightRecorder::record(WeightFile& file, Step now) {
  if (snapshots_.contains(now)) {
    const auto weight = [](const RecordedSynapse& s) { return static_cast<float>(s.weight); };
    file.append_snapshot(number_, grid_.begin_of(now),
                         SynapsePieces<float, decltype(weight)>(synapses_, firsts_, weight));
  }
  if (traces_.contains(now)) add_traces(now);
  if (histograms_.contains(now)) add_histogram(now);
}

void WeightRecorder::add_traces(Step now) {
  std::vector<RecordedSynapses::Values> values(sample_.synapses.size());
  synapses_.read(sample_.chosen, values);
  for (const RecordedSynapses::Values& value : values) {
    weights_.push_back(value.weight);
    if (group_.eligibility) eligibilities_.push_back(value.eligibility);
  }
  trace_times_.push_back(grid_.begin_of(now));
}

void WeightRecorder::add_histogram(Step now) {
  const WeightBins bins(group_.edges);
  std::vector<std::vector<std::uint64_t>> of_shard(synapses_.shards());
  for (auto& counts : of_shard) counts.assign(bins.count() + 1, 0);
  synapses_.read([&](std::size_t shard, const RecordedSynapse& synapse) {
    ++of_shard[shard][bins.of(synapse.weight)];
  });
  const std::size_t before = counts_.size();
  counts_.resize(before + bins.count());
  std::uint64_t outside = 0;
  for (const auto& counts : of_shard) {
    for (std::size_t bin = 0; bin < bins.count(); ++bin) counts_[before + bin] += counts[bin];
    outside += counts.back();
  }
  outside_.push_back(outside);
  histogram_times_.push_back(grid_.begin_of(now));
}

std::uint64_t WeightRecorder::waiting() const {
  return weights_.size() + eligibilities_.size() + counts_.size() + trace_times_.size();
}

void WeightRecorder::flush(WeightFile& file) {
  if (group_.traced > 0) {
    file.append_traces(number_, trace_times_, traced_places_, weights_, eligibilities_);
  }
  if (!group_.edges.empty()) {
    file.append_histograms(number_, histogram_times_, communicator_.sum(std::move(counts_)),
                           communicator_.sum(std::move(outside_)));
  }
  for (auto* values : {&trace_times_, &histogram_times_}) values->clear();
  weights_.clear();
  eligibilities_.clear();
  counts_.clear();
  outside_.clear();
}

}  // namespace engram
