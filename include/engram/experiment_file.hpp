#pragma once

#include <string>
#include <vector>

#include "engram/errors.hpp"
#include "engram/experiment.hpp"

namespace engram {

/// Reads an experiment file, YAML or JSON. `changes` are "path=value", as behind `--set` on the
/// command line: "simulation.dt=0.05". File names in it are relative to its folder. Local: every
/// rank may call it by itself. Throws BadInput with every problem found, of form and of meaning,
/// each with its line.
[[nodiscard]] Experiment load_experiment(const std::string& file,
                                         const std::vector<std::string>& changes = {});

/// A valid experiment as the text of an experiment file (JSON), with everything written out that
/// has a default: what `engram check` and `engram plan` can be asked about.
[[nodiscard]] std::string experiment_text(const Experiment& experiment);

}  // namespace engram
