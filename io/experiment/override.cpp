#include "io/experiment/override.hpp"

#include <fmt/format.h>

#include "io/experiment/parse_tree.hpp"
#include "io/experiment/scalar.hpp"
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
namespace {

/// Something about an override that cannot be done.
struct CannotSet {
  std::string message;
};

/// A copy of `node` in which what `steps` leads to is `value`.
NodePtr with_value(const NodePtr& node, std::span<const Step> steps, const NodePtr& value) {
  if (steps.empty()) return value;
  const Step& step = steps.front();
  const std::span<const Step> rest = steps.subspan(1);
  auto copy = node == nullptr ? std::make_shared<Node>() : std::make_shared<Node>(*node);
  if (copy->kind == Node::Kind::null) {
    copy->kind = Node::Kind::map;
    if (node == nullptr) copy->mark = value->mark;
  }
  if (step.key.empty()) {
    if (copy->kind != Node::Kind::list) {
      throw CannotSet{fmt::format("[{}] asks for a list, found {}", step.index, describe(*node))};
    }
    if (step.index >= copy->items.size()) {
      throw CannotSet{fmt::format("[{}] is beyond the list, which has {} items", step.index,
                                  copy->items.size())};
    }
    copy->items[step.index] = with_value(copy->items[step.index], rest, value);
    return copy;
  }
  if (copy->kind != Node::Kind::map) {
    throw CannotSet{fmt::format("'{}' asks for a map, found {}", step.key, describe(*node))};
  }
  for (Entry& entry : copy->entries) {
    if (entry.key != step.key) continue;
    entry.value = with_value(entry.value, rest, value);
    entry.mark = rest.empty() ? value->mark : entry.mark;
    return copy;
  }
  copy->entries.push_back({step.key, value->mark, with_value(nullptr, rest, value)});
  return copy;
}

}  // namespace

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
      root = with_value(root, steps, value);
    } catch (const CannotSet& fault) {
      complain(fault.message);
    }
  }
  return root;
}

}  // namespace yaml
}  // namespace engram
