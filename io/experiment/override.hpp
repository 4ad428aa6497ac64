#pragma once

#include <span>
#include <string>

#include "io/experiment/tree.hpp"
#include "model/problem_list.hpp"

namespace engram {

/// A value of the experiment file replaced from outside: `--set simulation.dt=0.05`.
struct Override {
  std::string path;   ///< where, for instance "projections[0].synapse.weight"
  std::string value;  ///< YAML text
  /// The option that gave it, for messages; one other than --set stands for a path of its own.
  std::string option = "--set";

  /// For messages: "--set simulation.dt=0.05", "--seed 7".
  [[nodiscard]] std::string text() const;
};

/// Takes "path=value" apart. Throws BadInput if there is no '=' or nothing before it.
[[nodiscard]] Override parse_override(const std::string& text);

namespace yaml {

/// The document with the overrides put in, one after the other. Maps on the way are made where they
/// are missing; lists are not made longer. The old tree is left as it is.
[[nodiscard]] NodePtr apply_overrides(NodePtr root, std::span<const Override> overrides,
                                      ProblemList& problems);

}  // namespace yaml
}  // namespace engram
