#include <algorithm>

#include <fmt/format.h>

#include "io/experiment/blocks.hpp"
#include "io/experiment/scalar.hpp"
#include "model/suggest.hpp"

namespace engram::yaml {
namespace {

constexpr std::string_view expected = "a rule: its name, or {name: its number or numbers}";

/// What stands behind the rule's name: its first number, or a map of its numbers and its file.
void read_numbers_of(const Context& context, const Place& place, const ConnectionRuleInfo& info,
                     ConnectionRule& rule) {
  if (place.node->kind != Node::Kind::map && !info.parameters.empty()) {
    if (const auto number = read_number(context, place)) {
      rule.params[std::string(info.parameters.front().name)] = *number;
    }
    return;
  }
  MapReader map(context, place);
  for (const Quantity& quantity : info.parameters) {
    const auto number_place = map.find(quantity.name);
    if (!number_place) continue;
    if (const auto number = read_number(context, *number_place)) {
      rule.params[std::string(quantity.name)] = *number;
    }
  }
  if (info.takes_file) {
    if (const auto file = map.require("file", "path of a SONATA edges file")) {
      rule.file = read_file_name(context, *file);
    }
    read(map, context, "population", rule.population);
  }
  map.finish();
}

/// The key that names the rule: the one the catalogue knows, or the only one there is.
const Entry* naming_key(const Context& context, const MapReader& map) {
  const std::vector<const Entry*> left = map.rest();
  const auto known = std::find_if(left.begin(), left.end(), [&](const Entry* entry) {
    return context.catalogue.rule(entry->key) != nullptr;
  });
  if (known != left.end()) return *known;
  return left.size() == 1 ? left.front() : nullptr;
}

}  // namespace

DistanceKernel read_kernel(const Context& context, const Place& place) {
  DistanceKernel kernel;
  MapReader map(context, place);
  if (!map.is_map()) return kernel;
  const auto gaussian = map.find("gaussian");
  const auto exponential = map.find("exponential");
  if (gaussian.has_value() == exponential.has_value()) {
    context.add(place.node->mark, place.path,
                "expected one of gaussian: {scale} or exponential: {scale}");
  } else {
    using Shape = DistanceKernel::Shape;
    kernel.shape = gaussian ? Shape::gaussian : Shape::exponential;
    MapReader inner(context, gaussian ? *gaussian : *exponential);
    if (const auto scale = inner.require("scale", "width of the kernel, micrometres")) {
      kernel.scale = read_number(context, *scale).value_or(kernel.scale);
    }
    inner.finish();
  }
  read(map, context, "max_distance", kernel.max_distance);
  map.finish();
  return kernel;
}

ConnectionRule read_rule(const Context& context, const Place& place) {
  ConnectionRule rule;
  if (place.node->kind == Node::Kind::scalar && type_of(*place.node) == ScalarType::text) {
    rule.name = place.node->text;
    return rule;
  }
  if (place.node->kind != Node::Kind::map) {
    add_wrong_type(context, place, expected);
    return rule;
  }
  MapReader map(context, place);
  read(map, context, "allow_autapses", rule.allow_autapses);
  read(map, context, "allow_multapses", rule.allow_multapses);
  if (const auto kernel = map.find("kernel")) rule.kernel = read_kernel(context, *kernel);
  const Entry* name = naming_key(context, map);
  if (name == nullptr) {
    context.add(place.node->mark, place.path,
                fmt::format("names no rule; known: {}", listed(names_of(context.catalogue.rules))));
    return rule;
  }
  rule.name = name->key;
  const std::optional<Place> numbers = map.find(name->key);
  const ConnectionRuleInfo* info = context.catalogue.rule(rule.name);
  if (info == nullptr) {
    context.problems.full()
        ? context.add(name->mark, place.path, "unknown connection rule")
        : context.add(name->mark, place.path,
                      fmt::format("there is no connection rule {}{}; known: {}", quoted(rule.name),
                                  did_you_mean(rule.name, names_of(context.catalogue.rules)),
                                  listed(names_of(context.catalogue.rules))));
    return rule;
  }
  read_numbers_of(context, *numbers, *info, rule);
  map.finish();
  return rule;
}

}  // namespace engram::yaml
