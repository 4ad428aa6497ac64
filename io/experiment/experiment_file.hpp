#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "engram/experiment.hpp"
#include "io/experiment/override.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// An experiment file after reading: a valid experiment, and where in the file everything stands.
class ExperimentFile {
 public:
  /// Reads the text of a file, YAML or JSON. `file_name` is for messages, and its folder is where
  /// relative file names in the text begin. Throws BadInput with every problem found, of form and
  /// of meaning.
  ExperimentFile(const std::string& text, const std::string& file_name, const Catalogue& catalogue,
                 std::span<const Override> overrides = {});
  ~ExperimentFile();
  ExperimentFile(ExperimentFile&&) noexcept;
  ExperimentFile& operator=(ExperimentFile&&) noexcept;

  [[nodiscard]] const Experiment& experiment() const;

  /// Adds file, line and column to problems that know only a path in experiment() (from checks made
  /// later). One without a path is about the whole experiment and gets the file's name only.
  [[nodiscard]] std::vector<Problem> locate(std::vector<Problem> problems) const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

/// The whole text of an experiment file. Throws BadInput if it cannot be read or is far too long
/// for one.
[[nodiscard]] std::string read_experiment_text(const std::string& file_name);

}  // namespace engram
