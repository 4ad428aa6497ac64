#include "engram/experiment_file.hpp"

#include "api/catalogue.hpp"
#include "io/experiment/experiment_file.hpp"
#include "io/experiment/override.hpp"
#include "io/experiment/writer.hpp"

namespace engram {

Experiment load_experiment(const std::string& file, const std::vector<std::string>& changes) {
  std::vector<Override> overrides;
  for (const std::string& change : changes) overrides.push_back(parse_override(change));
  return ExperimentFile(read_experiment_text(file), file, full_catalogue(), overrides).experiment();
}

std::string experiment_text(const Experiment& experiment) {
  return experiment_json(experiment);
}

}  // namespace engram
