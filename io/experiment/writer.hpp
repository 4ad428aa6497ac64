#pragma once

#include <string>

#include "engram/experiment.hpp"

namespace engram {

/// A valid experiment as JSON that parse_experiment reads again to the same experiment: one
/// projection per pair of populations, everything that has a default written out. Paths of files
/// stay as they are, so relative ones keep their meaning only if the text is read with the same
/// folder. Two-space indentation, keys in the order of the docs.
[[nodiscard]] std::string experiment_json(const Experiment& experiment);

}  // namespace engram
