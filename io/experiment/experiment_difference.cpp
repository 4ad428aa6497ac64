#include "io/experiment/experiment_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"

namespace engram {
namespace {

using Json = nlohmann::ordered_json;

Json parse(const std::string& text) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw Error(std::string("an experiment that was saved cannot be read: ") + error.what());
  }
}

std::string text_of(const Json* value) {
  return value == nullptr ? "" : value->dump();
}

class Comparison {
 public:
  void compare(const std::string& path, const Json* before, const Json* now) {
    if (before != nullptr && now != nullptr) {
      if (*before == *now) return;
      if (before->is_object() && now->is_object()) return compare_members(path, *before, *now);
      if (before->is_array() && now->is_array()) return compare_items(path, *before, *now);
    }
    found.push_back({path, text_of(before), text_of(now)});
  }

  std::vector<ExperimentDifference> found;

 private:
  void compare_members(const std::string& path, const Json& before, const Json& now) {
    const std::size_t known = found.size();
    const auto member = [](const Json& object, const std::string& key) -> const Json* {
      const auto place = object.find(key);
      return place == object.end() ? nullptr : &*place;
    };
    const auto name = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
    for (const auto& [key, value] : before.items()) compare(name(key), &value, member(now, key));
    for (const auto& [key, value] : now.items()) {
      if (member(before, key) == nullptr) compare(name(key), nullptr, &value);
    }
    // The same members in another order: neurons are numbered in the order of populations.
    if (found.size() == known) found.push_back({path, order_of(before), order_of(now)});
  }

  void compare_items(const std::string& path, const Json& before, const Json& now) {
    for (std::size_t i = 0; i < std::max(before.size(), now.size()); ++i) {
      compare(fmt::format("{}[{}]", path, i), i < before.size() ? &before[i] : nullptr,
              i < now.size() ? &now[i] : nullptr);
    }
  }

  static std::string order_of(const Json& object) {
    Json keys = Json::array();
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return "the order " + keys.dump();
  }
};

}  // namespace

std::vector<ExperimentDifference> differences(const std::string& before, const std::string& now) {
  const Json old_one = parse(before);
  const Json new_one = parse(now);
  Comparison comparison;
  comparison.compare("", &old_one, &new_one);
  return comparison.found;
}

std::vector<std::pair<std::string, std::string>> blocks_of(const std::string& experiment) {
  std::vector<std::pair<std::string, std::string>> blocks;
  const Json json = parse(experiment);
  for (const auto& [name, block] : json.items()) {
    if (name != "simulation") {
      blocks.emplace_back(name, block.dump());
      continue;
    }
    for (const auto& [key, value] : block.items()) {
      blocks.emplace_back(name + "." + key, value.dump());
    }
  }
  return blocks;
}

}  // namespace engram
