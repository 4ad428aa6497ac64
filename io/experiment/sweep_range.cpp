#include "io/experiment/sweep_range.hpp"

#include <fmt/format.h>

#include "core/elementary.hpp"
#include "io/experiment/sweep.hpp"

namespace engram::yaml {
namespace {

struct Range {
  double from = 0.0;
  double to = 0.0;
  std::uint64_t points = 0;
};

double value(const Range& range, Spacing spacing, std::uint64_t i) {
  if (i == 0) return range.from;
  if (i + 1 == range.points) return range.to;
  const double share = static_cast<double>(i) / static_cast<double>(range.points - 1);
  if (spacing == Spacing::linear) return (1.0 - share) * range.from + share * range.to;
  // The same digits on every machine, as those of libm would not be.
  return exp_of((1.0 - share) * log_of(range.from) + share * log_of(range.to));
}

bool is_sound(const Context& context, const Place& place, const Range& range, Spacing spacing) {
  if (range.points < 2 || range.points > Sweep::most_points) {
    context.add(place.node->mark, place.path + ".points",
                fmt::format("found {}, allowed: 2 to {}; both ends are among the points",
                            range.points, Sweep::most_points));
    return false;
  }
  if (spacing == Spacing::logarithmic && !(range.from > 0.0 && range.to > 0.0)) {
    context.add(place.node->mark, place.path,
                fmt::format("found from {} to {}; both ends of a logarithmic range are above 0",
                            range.from, range.to));
    return false;
  }
  return true;
}

}  // namespace

std::vector<NodePtr> read_range(const Context& context, const Place& place, Spacing spacing) {
  const std::size_t before = context.problems.problems().size();
  MapReader map(context, place);
  Range range;
  read_required(map, context, "from", "the first value", range.from);
  read_required(map, context, "to", "the last value", range.to);
  if (const auto points = map.require("points", "how many values")) {
    range.points = read_count(context, *points).value_or(0);
  }
  map.finish();
  if (context.problems.problems().size() != before || context.problems.full()) return {};
  if (!is_sound(context, place, range, spacing)) return {};
  std::vector<NodePtr> values;
  for (std::uint64_t i = 0; i < range.points; ++i) {
    auto node = std::make_shared<Node>();
    node->kind = Node::Kind::scalar;
    node->mark = place.node->mark;
    node->text = fmt::format("{:.12g}", value(range, spacing, i));
    values.push_back(std::move(node));
  }
  return values;
}

}  // namespace engram::yaml
