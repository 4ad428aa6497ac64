#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/philox.hpp"
#include "core/time_grid.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/target_run.hpp"

namespace engram {

/// A spike of an outside source, for one target.
struct TimedSpike {
  std::int64_t step;    ///< step in which it was emitted: it happens at the end of that step
  std::uint64_t index;  ///< target, by index within the population
};

/// What a stimulus needs to know to act on one group.
struct StimulusSetup {
  const Stimulus* stimulus = nullptr;  ///< validated
  std::uint32_t entity = 0;            ///< position of the stimulus in the experiment
  std::uint64_t seed = 0;
  TimeGrid grid{0.1};
  std::uint32_t population = 0;  ///< of the group; part of the random counter
  /// The stimulus reaches every neuron of the population. What is uniform may depend on this only,
  /// not on which neurons happen to live in the group, or sums would round differently for other
  /// partitions.
  bool whole_population = true;
  std::vector<TargetRun> targets;  ///< the neurons of the group it reaches, ascending
  /// Weight per target neuron in the order of `targets`, or one for all; already on the group's
  /// grid.
  std::vector<double> weights;
  std::vector<std::uint32_t> ports;  ///< receptor per entry of `weights`
  /// spike_times from a file: of these targets, in any order. Times listed in the experiment are
  /// read from `stimulus` and need no expansion.
  std::vector<TimedSpike> spikes;
};

/// A stimulus acting on one group through its receptors.
class SpikeStimulus {
 public:
  virtual ~SpikeStimulus() = default;
  /// Adds what arrives in step `step` to the input sums: `ports[r][i]` for receptor r, neuron i of
  /// the group. Every amount added is a whole multiple of a weight, so the sums stay exact.
  virtual void add(Step step, std::span<double* const> ports) = 0;
};

/// A stimulus that injects current into one group.
class CurrentStimulus {
 public:
  virtual ~CurrentStimulus() = default;
  /// True where the current in step `step` differs from that in the step before (and for the
  /// first).
  [[nodiscard]] virtual bool changes(Step step) const = 0;
  /// True where all neurons of the group receive the same current.
  [[nodiscard]] virtual bool uniform() const = 0;
  /// The current that acts in step `step` on every neuron, pA; only where uniform().
  [[nodiscard]] virtual double value(Step step) const = 0;
  /// Adds the current that acts in step `step` to `current[i]` of neuron i of the group, pA.
  virtual void add(Step step, std::span<double> current) = 0;
};

/// A stimulus type: exactly one of the two makers is set.
struct StimulusType {
  StimulusInfo info;
  std::unique_ptr<SpikeStimulus> (*make_spikes)(const StimulusSetup&) = nullptr;
  std::unique_ptr<CurrentStimulus> (*make_current)(const StimulusSetup&) = nullptr;
};

/// All stimulus types, in the order of the docs.
[[nodiscard]] std::span<const StimulusType> stimulus_types();

/// The type with this name, or null.
[[nodiscard]] const StimulusType* find_stimulus_type(std::string_view name);

}  // namespace engram
