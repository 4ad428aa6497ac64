#pragma once

#include <span>
#include <string>

#include "engram/experiment.hpp"
#include "io/experiment/override.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// Reads, overrides and validates an experiment file (YAML or JSON; docs/experiment_file.md).
///
/// Throws BadInput holding every problem found: file, line and column (from 1), the path in the
/// document, what was found, what is allowed, and the nearest known name for an unknown one.
/// Relative file names in the experiment become relative to the experiment file's folder. Use
/// ExperimentFile where lines are needed later.
[[nodiscard]] Experiment read_experiment(const std::string& file, const Catalogue& catalogue,
                                         std::span<const Override> overrides = {});

/// The same from a text that was read already; `file_name` is for messages and for its folder.
[[nodiscard]] Experiment parse_experiment(const std::string& text, const std::string& file_name,
                                          const Catalogue& catalogue,
                                          std::span<const Override> overrides = {});

}  // namespace engram
