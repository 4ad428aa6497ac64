#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "engram/experiment.hpp"
#include "engram/sweep_point.hpp"
#include "io/experiment/override.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// An experiment file after reading: a valid experiment, and where in the file everything stands.
class ExperimentFile {
 public:
  /// Reads the text of a file, YAML or JSON. `file_name` is for messages, and its folder is where
  /// relative file names in the text begin. With `point` the experiment is that point of the file's
  /// sweep, without it what the file says apart from the sweep. Throws BadInput with every problem
  /// found, of form and of meaning.
  ExperimentFile(const std::string& text, const std::string& file_name, const Catalogue& catalogue,
                 std::span<const Override> overrides = {},
                 std::optional<std::uint64_t> point = std::nullopt);
  ~ExperimentFile();
  ExperimentFile(ExperimentFile&&) noexcept;
  ExperimentFile& operator=(ExperimentFile&&) noexcept;

  [[nodiscard]] const Experiment& experiment() const;

  /// Number of points of the sweep; 0 for a file without one.
  [[nodiscard]] std::uint64_t points() const;
  /// What a point of the sweep sets; `number` is below points().
  [[nodiscard]] SweepPoint point(std::uint64_t number) const;

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
