#pragma once

#include <string>
#include <vector>

#include "io/experiment/map_reader.hpp"

namespace engram::yaml {

/// The variants of an experiment: `switches: {background: dc}` makes a choice, and a stimulus or
/// projection with `when: {background: dc}` exists only with that choice.
class Switches {
 public:
  Switches() = default;
  /// Reads the `switches` block.
  Switches(const Context& context, const Place& place);

  /// Whether everything that a `when` asks for is chosen. A switch the file does not have is a
  /// problem.
  [[nodiscard]] bool hold(const Context& context, const Place& when);

  /// Adds a problem for every choice that no `when` names, which can only be a slip. To be called
  /// when all of them have been read.
  void finish(const Context& context) const;

 private:
  struct Switch {
    std::string name;
    std::string choice;
    Place place;
    std::vector<std::string> known;  ///< choices that some `when` names, in the order of the file
  };

  [[nodiscard]] Switch* find(const std::string& name);
  void add_unknown(const Context& context, const Entry& entry, const std::string& path) const;

  std::vector<Switch> switches_;
};

}  // namespace engram::yaml
