#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "stimuli/active_steps.hpp"
#include "stimuli/target_weights.hpp"
#include "stimuli/types.hpp"

namespace engram {
namespace {

/// Step in which a spike at `time` is emitted: it happens at the end of that step.
std::int64_t emission_step(const TimeGrid& grid, double time) {
  const std::int64_t step = grid.steps(time) - 1;
  if (step >= 0) return step;
  throw BadInput(Problem{"", 0, 0, "times",
                         fmt::format("a spike at {} ms falls on time 0 of the grid: the "
                                     "earliest spike is at {} ms, the end of the first step",
                                     time, grid.dt())});
}

/// Listed spikes that reach every target.
class SharedSpikes final : public SpikeStimulus {
 public:
  explicit SharedSpikes(const StimulusSetup& setup)
      : targets_(setup.targets),
        weights_(setup),
        delay_(delay_steps(setup.grid, setup.stimulus->delay)) {
    for (const double time : setup.stimulus->spikes->times) {
      steps_.push_back(emission_step(setup.grid, time));
    }
    std::sort(steps_.begin(), steps_.end());
  }

  void add(Step step, std::span<double* const> ports) override {
    const auto [begin, end] = std::equal_range(steps_.begin(), steps_.end(), step.value() - delay_);
    if (begin == end) return;
    alignas(64) std::array<std::int32_t, 256> counts;
    counts.fill(static_cast<std::int32_t>(end - begin));
    std::size_t position = 0;
    for (const TargetRun& run : targets_) {
      for (std::size_t k = 0; k < run.count; k += counts.size()) {
        weights_.add(ports, position + k, run.first_local + k, counts.data(),
                     std::min<std::size_t>(counts.size(), run.count - k));
      }
      position += run.count;
    }
  }

 private:
  std::vector<TargetRun> targets_;
  TargetWeights weights_;
  std::int64_t delay_;
  std::vector<std::int64_t> steps_;  // ascending, one entry per spike
};

/// Spikes of a file: each reaches one target.
class OwnSpikes final : public SpikeStimulus {
 public:
  explicit OwnSpikes(const StimulusSetup& setup)
      : weights_(setup), delay_(delay_steps(setup.grid, setup.stimulus->delay)) {
    std::vector<std::uint32_t> positions{0};
    for (const TargetRun& run : setup.targets) positions.push_back(positions.back() + run.count);
    spikes_.reserve(setup.spikes.size());
    for (const TimedSpike& spike : setup.spikes) {
      spikes_.push_back(locate(setup.targets, positions, spike));
    }
    std::stable_sort(spikes_.begin(), spikes_.end(),
                     [](const Spike& a, const Spike& b) { return a.step < b.step; });
  }

  void add(Step step, std::span<double* const> ports) override {
    const std::int64_t emitted = step.value() - delay_;
    auto spike =
        std::lower_bound(spikes_.begin(), spikes_.end(), emitted,
                         [](const Spike& s, std::int64_t wanted) { return s.step < wanted; });
    constexpr std::int32_t once = 1;
    for (; spike != spikes_.end() && spike->step == emitted; ++spike) {
      weights_.add(ports, spike->position, spike->local, &once, 1);
    }
  }

 private:
  struct Spike {
    std::int64_t step;
    std::uint32_t position;  // among the targets
    std::uint32_t local;     // in the group
  };

  /// `positions`: how many targets come before each run.
  static Spike locate(const std::vector<TargetRun>& runs,
                      const std::vector<std::uint32_t>& positions, const TimedSpike& spike) {
    const auto after = std::upper_bound(
        runs.begin(), runs.end(), spike.index,
        [](std::uint64_t index, const TargetRun& run) { return index < run.first_index; });
    if (after == runs.begin() || spike.index - (after - 1)->first_index >= (after - 1)->count) {
      throw Error(
          fmt::format("a spike for neuron {} reached a group that does not hold it", spike.index));
    }
    const TargetRun& run = *(after - 1);
    const auto k = static_cast<std::uint32_t>(spike.index - run.first_index);
    return {spike.step, positions[static_cast<std::size_t>(&run - runs.data())] + k,
            run.first_local + k};
  }

  TargetWeights weights_;
  std::int64_t delay_;
  std::vector<Spike> spikes_;  // ascending by step
};

}  // namespace

StimulusType spike_times() {
  StimulusType type;
  type.info = {{"spike_times",
                "Spikes at given times, listed or from a SONATA spikes file.",
                "a spike at time t, rounded to the grid, arrives at t + delay",
                "NEST 3, spike_generator (conventions of time)",
                {}},
               StimulusInfo::Output::spikes,
               true,
               nullptr};
  type.make_spikes = [](const StimulusSetup& setup) -> std::unique_ptr<SpikeStimulus> {
    const auto& spikes = setup.stimulus->spikes;
    if (spikes.has_value() && spikes->file.empty()) return std::make_unique<SharedSpikes>(setup);
    return std::make_unique<OwnSpikes>(setup);
  };
  return type;
}

}  // namespace engram
