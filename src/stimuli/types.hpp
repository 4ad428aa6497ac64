#pragma once

#include "stimuli/stimulus.hpp"

namespace engram {

// One function per file: what the stimulus says about itself and how it is made.
[[nodiscard]] StimulusType poisson_generator();
[[nodiscard]] StimulusType noise_generator();
[[nodiscard]] StimulusType dc_generator();
[[nodiscard]] StimulusType step_current_generator();
[[nodiscard]] StimulusType spike_times();

}  // namespace engram
