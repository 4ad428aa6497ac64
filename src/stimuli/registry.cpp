#include <algorithm>
#include <array>

#include "stimuli/types.hpp"

namespace engram {

std::span<const StimulusType> stimulus_types() {
  static const std::array types{
      poisson_generator(),      noise_generator(), dc_generator(),
      step_current_generator(), spike_times(),
  };
  return types;
}

const StimulusType* find_stimulus_type(std::string_view name) {
  const auto types = stimulus_types();
  const auto found = std::find_if(types.begin(), types.end(),
                                  [&](const StimulusType& type) { return type.info.name == name; });
  return found == types.end() ? nullptr : &*found;
}

}  // namespace engram
