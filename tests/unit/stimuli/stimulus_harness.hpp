#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/aligned.hpp"
#include "stimuli/stimulus.hpp"

namespace engram::testing {

/// A stimulus acting on one group of neurons. Tests change `stimulus` and `setup`, then call a
/// maker.
struct StimulusHarness {
  Stimulus stimulus;
  StimulusSetup setup;
  std::size_t lanes;
  std::vector<AlignedVector<double>> sums;  // two ports

  explicit StimulusHarness(const std::string& type, std::uint32_t neurons = 16)
      : lanes(padded(neurons)), sums(2, AlignedVector<double>(padded(neurons), 0.0)) {
    stimulus.name = "stimulus";
    stimulus.type = type;
    stimulus.weight = 1.0;
    stimulus.delay = 0.1;
    setup.seed = 12345;
    setup.grid = TimeGrid(0.1);
    setup.targets = {{0, 0, neurons}};
    setup.weights = {1.0};
    setup.ports = {0};
    setup.whole_population = true;
  }

  [[nodiscard]] std::unique_ptr<SpikeStimulus> spikes() {
    setup.stimulus = &stimulus;
    return find_stimulus_type(stimulus.type)->make_spikes(setup);
  }
  [[nodiscard]] std::unique_ptr<CurrentStimulus> current() {
    setup.stimulus = &stimulus;
    return find_stimulus_type(stimulus.type)->make_current(setup);
  }

  /// What the stimulus adds to the two ports in one step, in place of what was there.
  const std::vector<AlignedVector<double>>& arriving(SpikeStimulus& source, std::int64_t step) {
    for (auto& port : sums) std::fill(port.begin(), port.end(), 0.0);
    std::vector<double*> ports{sums[0].data(), sums[1].data()};
    source.add(Step(step), ports);
    return sums;
  }

  /// The current of every neuron of the group in one step.
  [[nodiscard]] std::vector<double> acting(CurrentStimulus& source, std::int64_t step) const {
    std::vector<double> current(lanes, 0.0);
    source.add(Step(step), current);
    return current;
  }
};

}  // namespace engram::testing
