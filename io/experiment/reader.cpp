#include "io/experiment/reader.hpp"

#include "io/experiment/experiment_file.hpp"

namespace engram {

Experiment read_experiment(const std::string& file, const Catalogue& catalogue,
                           std::span<const Override> overrides) {
  return parse_experiment(read_experiment_text(file), file, catalogue, overrides);
}

Experiment parse_experiment(const std::string& text, const std::string& file_name,
                            const Catalogue& catalogue, std::span<const Override> overrides) {
  return ExperimentFile(text, file_name, catalogue, overrides).experiment();
}

}  // namespace engram
