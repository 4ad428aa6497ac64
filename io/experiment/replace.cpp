#include "io/experiment/replace.hpp"

#include <fmt/format.h>

#include "io/experiment/scalar.hpp"

namespace engram::yaml {
namespace {

void require_item(const Node& node, std::size_t index) {
  if (node.kind != Node::Kind::list) {
    throw CannotReplace(fmt::format("[{}] asks for a list, found {}", index, describe(node)));
  }
  if (index >= node.items.size()) {
    throw CannotReplace(
        fmt::format("[{}] is beyond the list, which has {} items", index, node.items.size()));
  }
}

}  // namespace

NodePtr replace(const NodePtr& node, std::span<const Step> steps, const NodePtr& value, Mark mark) {
  if (steps.empty()) return value;
  const Step& step = steps.front();
  const std::span<const Step> rest = steps.subspan(1);
  auto copy = node == nullptr ? std::make_shared<Node>() : std::make_shared<Node>(*node);
  if (copy->kind == Node::Kind::null && !step.key.empty()) {
    copy->kind = Node::Kind::map;
    if (node == nullptr) copy->mark = mark;
  }
  if (step.key.empty()) {
    require_item(*copy, step.index);
    copy->items[step.index] = replace(copy->items[step.index], rest, value, mark);
    return copy;
  }
  if (copy->kind != Node::Kind::map) {
    throw CannotReplace(fmt::format("'{}' asks for a map, found {}", step.key, describe(*copy)));
  }
  for (Entry& entry : copy->entries) {
    if (entry.key != step.key) continue;
    entry.value = replace(entry.value, rest, value, mark);
    entry.mark = rest.empty() ? mark : entry.mark;
    return copy;
  }
  copy->entries.push_back({step.key, mark, replace(nullptr, rest, value, mark)});
  return copy;
}

}  // namespace engram::yaml
