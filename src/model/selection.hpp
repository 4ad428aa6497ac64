#pragma once

#include <cstdint>
#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// The chosen neurons of one population.
struct ChosenNeurons {
  bool all = false;
  std::vector<std::uint64_t> ids;  ///< ascending, without doubles; empty if all are chosen

  [[nodiscard]] bool contains(std::uint64_t index) const;
};

/// Who asks for a sample: samples of different askers are independent.
struct SampleKey {
  enum class Asker : std::uint32_t { stimulus = 0, spikes = 1, state = 2, release = 3 };
  Asker asker = Asker::stimulus;
  std::uint32_t number = 0;  ///< of the stimulus or recording
};

/// Turns a selection into ids. A sample is drawn without replacement from counters, so that every
/// rank finds the same one; the cost is that of the sample, not of the population.
[[nodiscard]] ChosenNeurons choose(const Selection& selection, std::uint64_t population_size,
                                   std::uint64_t seed, SampleKey key);

}  // namespace engram
