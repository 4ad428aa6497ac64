#include "model/modulator_values.hpp"

#include <algorithm>

namespace engram {

std::uint64_t neurons_of(const Experiment& experiment, const Modulator& modulator) {
  if (modulator.neurons.empty()) return 0;
  const auto found =
      std::ranges::find(experiment.populations, modulator.neurons, &Population::name);
  return found == experiment.populations.end() ? 0 : found->size;
}

std::uint64_t value_count(const Experiment& experiment, const Modulator& modulator) {
  if (!modulator.neurons.empty()) return neurons_of(experiment, modulator);
  std::uint64_t voxels = 1;
  if (!modulator.grid) return voxels;
  for (const std::uint64_t length : modulator.grid->shape) voxels *= length;
  return voxels;
}

}  // namespace engram
