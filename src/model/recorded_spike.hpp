#pragma once

#include "core/ids.hpp"
#include "core/time_grid.hpp"

namespace engram {

/// A neuron crossed its threshold in a step.
struct RecordedSpike {
  Step step;
  NeuronId neuron;

  constexpr bool operator==(const RecordedSpike&) const = default;
};

}  // namespace engram
