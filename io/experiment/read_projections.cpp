#include <algorithm>

#include <fmt/format.h>

#include "io/experiment/blocks.hpp"
#include "model/suggest.hpp"

namespace engram::yaml {
namespace {

/// Names of one or several populations, each once.
std::vector<std::string> read_names(const Context& context, const Place& place) {
  std::vector<std::string> names = read_texts(context, place);
  const bool is_list = place.node->kind == Node::Kind::list;
  if (is_list && place.node->items.empty()) {
    context.add(place.node->mark, place.path, "the list is empty: name at least one population");
  }
  for (std::size_t i = 1; i < names.size(); ++i) {
    const auto here = names.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(names.begin(), here, names[i]) == here) continue;
    context.add(place.node->mark, place.path,
                fmt::format("population {} is named twice", quoted(names[i])));
    break;
  }
  return names;
}

void read_flag(const Context& context, MapReader& map, std::string_view key, bool& into,
               bool given_before) {
  const auto place = map.find(key);
  if (!place) return;
  if (given_before) {
    context.add(place->node->mark, place->path,
                fmt::format("'{}' is given twice: beside the rule and in it", key));
  }
  into = read_bool(context, *place).value_or(into);
}

/// Whether the rule itself, being a map, has this key.
bool rule_has(const std::optional<Place>& rule, std::string_view key) {
  return rule && rule->node->find(key) != nullptr;
}

void read_projection(const Context& context, const Place& place, std::size_t position,
                     Draft& draft) {
  MapReader map(context, place);
  if (!map.is_map()) return;
  std::vector<std::string> sources;
  std::vector<std::string> targets;
  Projection projection;
  bool enabled = true;
  if (const auto source = map.require("source", "one or several populations")) {
    sources = read_names(context, *source);
  }
  if (const auto target = map.require("target", "one or several populations")) {
    targets = read_names(context, *target);
  }
  const auto rule = map.require("rule", "how the populations are connected");
  if (rule) projection.rule = read_rule(context, *rule);
  read_flag(context, map, "allow_autapses", projection.rule.allow_autapses,
            rule_has(rule, "allow_autapses"));
  read_flag(context, map, "allow_multapses", projection.rule.allow_multapses,
            rule_has(rule, "allow_multapses"));
  if (const auto synapse = map.find("synapse"))
    projection.synapse = read_synapse(context, *synapse);
  read(map, context, "enabled", enabled);
  if (const auto when = map.find("when")) enabled &= draft.switches.hold(context, *when);
  map.finish();
  for (const std::string& source : sources) {
    for (const std::string& target : targets) {
      projection.source = source;
      projection.target = target;
      draft.experiment.projections.push_back(projection);
      draft.projection_enabled.push_back(enabled);
      draft.projection_origin.push_back(position);
    }
  }
}

}  // namespace

void read_projections(const Context& context, const Place& place, Draft& draft) {
  if (place.node->kind != Node::Kind::list) {
    add_wrong_type(context, place, "a list of projections");
    return;
  }
  for (std::size_t i = 0; i < place.node->items.size(); ++i) {
    read_projection(context, place.item(i), i, draft);
  }
}

}  // namespace engram::yaml
