#include "io/experiment/tree.hpp"

#include <algorithm>
#include <charconv>

namespace engram::yaml {

const Entry* Node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

bool split_path(std::string_view path, std::vector<Step>& steps) {
  steps.clear();
  bool expects_key = true;
  while (!path.empty()) {
    if (path.front() == '[' && !steps.empty() && !expects_key) {
      std::size_t index = 0;
      const char* end = path.data() + path.size();
      const auto [after, error] = std::from_chars(path.data() + 1, end, index);
      if (error != std::errc{} || after == end || *after != ']') return false;
      steps.push_back({"", index});
      path.remove_prefix(static_cast<std::size_t>(after + 1 - path.data()));
    } else {
      if (!expects_key) {
        if (path.front() != '.') return false;
        path.remove_prefix(1);
      }
      const std::size_t length = std::min(path.find_first_of(".["), path.size());
      if (length == 0) return false;
      steps.push_back({std::string(path.substr(0, length)), 0});
      path.remove_prefix(length);
    }
    expects_key = false;
  }
  return !steps.empty();
}

Found locate(const Node& root, std::string_view path) {
  std::vector<Step> steps;
  Found found{root.mark, ""};
  if (!split_path(path, steps)) return {root.mark, std::string(path)};
  const Node* node = &root;
  bool lost = false;
  for (const Step& step : steps) {
    const bool by_index = step.key.empty();
    if (by_index && step.index == 0 && node->kind != Node::Kind::list) continue;
    if (!lost && node->kind == Node::Kind::scalar) break;
    if (by_index) {
      found.path += '[' + std::to_string(step.index) + ']';
    } else {
      if (!found.path.empty()) found.path += '.';
      found.path += step.key;
    }
    if (lost) continue;
    const Node* next = nullptr;
    if (by_index && step.index < node->items.size()) next = node->items[step.index].get();
    if (!by_index) {
      const Entry* entry = node->find(step.key);
      if (entry != nullptr) next = entry->value.get();
    }
    if (next == nullptr) {
      lost = true;
      continue;
    }
    node = next;
    found.mark = node->mark;
  }
  return found;
}

}  // namespace engram::yaml
