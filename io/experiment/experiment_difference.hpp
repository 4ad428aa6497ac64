#pragma once

#include <string>
#include <utility>
#include <vector>

namespace engram {

/// A value in which two experiments differ.
struct ExperimentDifference {
  std::string path;    ///< such as "projections[2].synapse.delay"
  std::string before;  ///< as JSON text; empty where there was none
  std::string now;     ///< likewise
};

/// What is different in the second of two experiments, both as JSON text with all defaults filled
/// in (experiment_json). Members of lists are told apart by their places. Throws Error if a text is
/// not JSON.
[[nodiscard]] std::vector<ExperimentDifference> differences(const std::string& before,
                                                            const std::string& now);

/// The blocks of an experiment, such as "populations", and their JSON text without spaces; of the
/// block "simulation" each value by itself.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> blocks_of(
    const std::string& experiment);

}  // namespace engram
