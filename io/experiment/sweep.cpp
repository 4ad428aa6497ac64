#include "io/experiment/sweep.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "io/experiment/node_json.hpp"
#include "io/experiment/replace.hpp"
#include "io/experiment/sweep_range.hpp"
#include "model/suggest.hpp"

namespace engram::yaml {
namespace {

/// Blocks whose keys are names that the file chooses: a path cannot make new ones.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> named_blocks{
    {{"populations", "population"},
     {"stimuli", "stimulus"},
     {"modulators", "modulator"},
     {"switches", "switch"}}};

/// What is wrong with the beginning of a path, or empty.
std::string fault_of(const std::vector<Step>& steps, const Node& root) {
  const std::string& block = steps.front().key;
  if (block == "sweep" || block == "engram") return fmt::format("'{}' cannot be swept", block);
  for (const auto& [key, kind] : named_blocks) {
    if (block != key) continue;
    if (steps.size() == 1) return {};
    const Entry* entry = root.find(block);
    if (entry != nullptr && entry->value->find(steps[1].key) != nullptr) return {};
    std::vector<std::string_view> known;
    if (entry != nullptr) {
      for (const Entry& each : entry->value->entries) known.push_back(each.key);
    }
    return fmt::format("there is no {} {}{}; {}", kind, quoted(steps[1].key),
                       did_you_mean(steps[1].key, known),
                       known.empty() ? "the file has none" : "known: " + listed(known));
  }
  return {};
}

std::vector<NodePtr> read_values(const Context& context, const Place& place) {
  if (place.node->kind != Node::Kind::list) {
    add_wrong_type(context, place, "a list of values");
    return {};
  }
  if (place.node->items.empty()) {
    context.add(place.node->mark, place.path, "the list is empty: give at least one value");
  }
  return place.node->items;
}

}  // namespace

Sweep::Sweep(const Context& context, const Place& place, const Node& root) {
  const std::size_t before = context.problems.problems().size();
  for_each_item(context, place, "a list of axes",
                [&](const Place& item) { read_axis(context, item); });
  if (place.node->kind == Node::Kind::list && place.node->items.empty()) {
    context.add(place.node->mark, place.path, "the list is empty: give at least one axis");
  }
  check_paths(context, root);
  if (context.problems.problems().size() == before && !context.problems.full()) {
    count(context, place);
  }
}

void Sweep::read_axis(const Context& context, const Place& place) {
  MapReader map(context, place);
  if (!map.is_map()) return;
  Axis axis;
  if (const auto zip = map.find("zip")) {
    for_each_item(context, *zip, "a list of {path, values}", [&](const Place& item) {
      MapReader below(context, item);
      if (below.is_map()) axis.together.push_back(read_swept(context, below));
    });
    if (zip->node->kind == Node::Kind::list && zip->node->items.empty()) {
      context.add(zip->node->mark, zip->path,
                  "the list is empty: give at least one {path, values}");
    }
    map.finish();
  } else {
    axis.together.push_back(read_swept(context, map));
  }
  if (axis.together.empty()) return;
  axis.length = axis.together.front().values.size();
  for (const Swept& each : axis.together) {
    if (each.values.size() == axis.length) continue;
    context.add(each.mark, place.path,
                fmt::format("what is zipped has equally many values; found {} and {}", axis.length,
                            each.values.size()));
    break;
  }
  axes_.push_back(std::move(axis));
}

Sweep::Swept Sweep::read_swept(const Context& context, MapReader& map) const {
  Swept swept;
  if (const auto path = map.require("path", "the value to change, such as simulation.seed")) {
    swept.path = read_text(context, *path).value_or("");
    swept.mark = path->node->mark;
  }
  int forms = 0;
  const auto take = [&](std::string_view key, const auto& read) {
    if (const auto place = map.find(key)) {
      ++forms;
      swept.values = read(context, *place);
    }
  };
  take("values", read_values);
  take("linspace", [](const Context& all, const Place& place) {
    return read_range(all, place, Spacing::linear);
  });
  take("logspace", [](const Context& all, const Place& place) {
    return read_range(all, place, Spacing::logarithmic);
  });
  if (forms != 1) {
    context.add(map.place().node->mark, map.place().path,
                fmt::format("expected one of 'values', 'linspace' and 'logspace', found {}",
                            forms == 0 ? "none" : "several"));
  }
  map.finish();
  return swept;
}

void Sweep::check_paths(const Context& context, const Node& root) const {
  std::vector<std::string> known;
  for (const Axis& axis : axes_) {
    for (const Swept& each : axis.together) {
      std::vector<Step> steps;
      std::string fault;
      if (!split_path(each.path, steps)) {
        fault = fmt::format(
            "expected a path such as simulation.dt or projections[0].synapse.weight, found {}",
            quoted(each.path));
      } else if (std::find(known.begin(), known.end(), each.path) != known.end()) {
        fault = fmt::format("{} is swept twice", quoted(each.path));
      } else {
        fault = fault_of(steps, root);
      }
      known.push_back(each.path);
      if (!fault.empty()) context.add(each.mark, each.path, fault);
    }
  }
}

void Sweep::count(const Context& context, const Place& place) {
  points_ = 1;
  for (const Axis& axis : axes_) {
    points_ *= axis.length;
    if (points_ <= most_points) continue;
    context.add(place.node->mark, place.path,
                fmt::format("the axes make more than {} points; sweep fewer values", most_points));
    points_ = 0;
    return;
  }
}

template <class Visit>
void Sweep::visit(std::uint64_t point, const Visit& visit) const {
  std::uint64_t stride = points_;
  for (const Axis& axis : axes_) {
    stride /= axis.length;
    for (const Swept& each : axis.together) visit(each, each.values[point / stride % axis.length]);
  }
}

SweepPoint Sweep::point(std::uint64_t point) const {
  SweepPoint described{point, points_, {}};
  visit(point, [&](const Swept& each, const NodePtr& value) {
    described.values.emplace_back(each.path, node_json(*value));
  });
  return described;
}

NodePtr Sweep::apply(const Context& context, NodePtr root, std::uint64_t point) const {
  visit(point, [&](const Swept& each, const NodePtr& value) {
    std::vector<Step> steps;
    if (!split_path(each.path, steps)) return;
    try {
      root = replace(root, steps, value, each.mark);
    } catch (const CannotReplace& fault) {
      context.add(each.mark, each.path, fault.what());
    }
  });
  return root;
}

}  // namespace engram::yaml
