#include "io/experiment/override.hpp"

#include <fmt/format.h>

#include "io/experiment/parse_tree.hpp"
#include "io/experiment/replace.hpp"
#include "model/suggest.hpp"

namespace engram {

std::string Override::text() const {
  const std::string in_quotes = quoted(value);
  const std::string shown = in_quotes.substr(1, in_quotes.size() - 2);
  if (option != "--set") return fmt::format("{} {}", option, shown);
  return fmt::format("--set {}={}", path, shown);
}

Override parse_override(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    Problem problem;
    problem.file = "--set " + text;
    problem.message = "expected path=value, for instance simulation.dt=0.05";
    throw BadInput(problem);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

namespace yaml {

NodePtr apply_overrides(NodePtr root, std::span<const Override> overrides, ProblemList& problems) {
  int origin = 0;
  for (const Override& each : overrides) {
    ++origin;
    const auto complain = [&](std::string message) {
      Problem problem;
      problem.file = each.text();
      problem.message = std::move(message);
      problems.add(std::move(problem));
    };
    std::vector<Step> steps;
    if (!split_path(each.path, steps)) {
      complain("expected a path such as simulation.dt or projections[0].synapse.weight");
      continue;
    }
    const NodePtr value = parse_tree(each.value, each.text(), origin, problems);
    if (value == nullptr) continue;
    try {
      root = replace(root, steps, value, value->mark);
    } catch (const CannotReplace& fault) {
      complain(fault.what());
    }
  }
  return root;
}

}  // namespace yaml
}  // namespace engram
