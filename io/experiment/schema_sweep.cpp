#include "io/experiment/schema_parts.hpp"
#include "io/experiment/sweep.hpp"

namespace engram::schema {
namespace {

Json swept_properties() {
  const Json number = {{"type", "number"}};
  const Json count = {{"type", "integer"}, {"minimum", 2}, {"maximum", yaml::Sweep::most_points}};
  const Json range =
      map_of({{"from", number}, {"to", number}, {"points", count}}, {"from", "to", "points"});
  Json ends = range;
  ends["properties"]["from"]["exclusiveMinimum"] = 0;
  ends["properties"]["to"]["exclusiveMinimum"] = 0;
  return {{"path", {{"type", "string"}, {"description", "the value to change"}}},
          {"values", {{"type", "array"}, {"minItems", 1}}},
          {"linspace", described(range, "evenly spaced, both ends among them")},
          {"logspace", described(ends, "with a constant ratio, both ends among them")}};
}

/// One value of the file with all that it is set to.
Json swept() {
  Json schema = map_of(swept_properties(), {"path"});
  schema["oneOf"] = {
      {{"required", {"values"}}}, {{"required", {"linspace"}}}, {{"required", {"logspace"}}}};
  return schema;
}

}  // namespace

Json sweep() {
  const Json zip = map_of({{"zip", list_of(swept(), 1)}}, {"zip"});
  return described(list_of({{"oneOf", {swept(), zip}}}, 1),
                   "axes along which values change; every combination is a point");
}

}  // namespace engram::schema
