#include "io/experiment/node_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "io/experiment/scalar.hpp"

namespace engram::yaml {
namespace {

using Json = nlohmann::ordered_json;

Json scalar(const Node& node) {
  switch (type_of(node)) {
    case ScalarType::null:
      return nullptr;
    case ScalarType::boolean:
      return *to_bool(node);
    case ScalarType::integer:
    case ScalarType::real:
      if (const auto count = to_count(node)) return *count;
      if (const auto number = to_double(node); number && std::isfinite(*number)) return *number;
      return node.text;
    case ScalarType::text:
      break;
  }
  return node.text;
}

Json to_json(const Node& node) {
  if (node.kind == Node::Kind::null) return nullptr;
  if (node.kind == Node::Kind::scalar) return scalar(node);
  Json json = node.kind == Node::Kind::list ? Json::array() : Json::object();
  for (const NodePtr& item : node.items) json.push_back(to_json(*item));
  for (const Entry& entry : node.entries) json[entry.key] = to_json(*entry.value);
  return json;
}

}  // namespace

std::string node_json(const Node& node) {
  return to_json(node).dump();
}

}  // namespace engram::yaml
