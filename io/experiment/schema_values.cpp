#include <cmath>

#include <fmt/format.h>

#include "io/experiment/schema_parts.hpp"

namespace engram::schema {

Json map_of(Json properties, Json required) {
  Json out = {{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) out["required"] = std::move(required);
  out["additionalProperties"] = false;
  return out;
}

Json described(Json schema, std::string_view description) {
  schema["description"] = std::string(description);
  return schema;
}

Json by_name(Json values) {
  return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}

Json reference(std::string_view definition) {
  return {{"$ref", fmt::format("#/definitions/{}", definition)}};
}

Json list_of(Json items, std::size_t least) {
  Json out = {{"type", "array"}, {"items", std::move(items)}};
  if (least > 0) out["minItems"] = least;
  return out;
}

Json one_or_list_of(Json item) {
  Json list = list_of(item, 1);
  return {{"anyOf", Json::array({std::move(item), std::move(list)})}};
}

std::string description(const Quantity& quantity) {
  std::string text(quantity.meaning);
  if (!quantity.unit.empty()) text += fmt::format("; {}", quantity.unit);
  if (quantity.required) {
    text += "; required";
  } else if (quantity.shape == Quantity::Shape::number) {
    text += quantity.default_from.empty() ? fmt::format("; default {}", quantity.default_value)
                                          : fmt::format("; default {}", quantity.default_from);
  }
  return text;
}

Json number(const Quantity& quantity) {
  Json out = {{"type", "number"}};
  const Range& range = quantity.range;
  if (std::isfinite(range.min)) out[range.min_open ? "exclusiveMinimum" : "minimum"] = range.min;
  if (std::isfinite(range.max)) out[range.max_open ? "exclusiveMaximum" : "maximum"] = range.max;
  return out;
}

Json number_or_list(const Quantity& quantity) {
  const bool is_list = quantity.shape == Quantity::Shape::list;
  return described(is_list ? list_of(number(quantity)) : number(quantity), description(quantity));
}

Json value(const Quantity& quantity) {
  return described(
      {{"anyOf", Json::array({number(quantity), reference("distribution"), reference("array")})}},
      description(quantity));
}

Json required_of(std::span<const Quantity> table) {
  Json out = Json::array();
  for (const Quantity& quantity : table) {
    if (quantity.required) out.push_back(std::string(quantity.name));
  }
  return out;
}

namespace {

Json bounded(Json properties, Json required) {
  properties["min"] = {{"type", "number"}};
  properties["max"] = {{"type", "number"}};
  properties["bounds"] = {{"enum", {"redraw", "clip"}}};
  return map_of(std::move(properties), std::move(required));
}

Json distribution() {
  const Json any = {{"type", "number"}};
  const Json width = {{"type", "number"}, {"minimum", 0}};
  const Json normal = bounded({{"mean", any}, {"std", width}}, {"mean", "std"});
  const Json lognormal = bounded({{"mu", any}, {"sigma", width}}, {"mu", "sigma"});
  const Json uniform = map_of({{"min", any}, {"max", any}}, {"min", "max"});
  return {{"oneOf", Json::array({map_of({{"normal", normal}}, Json::array({"normal"})),
                                 map_of({{"uniform", uniform}}, Json::array({"uniform"})),
                                 map_of({{"lognormal", lognormal}}, Json::array({"lognormal"}))})}};
}

Json positions() {
  const Json length = {{"type", "number"}, {"exclusiveMinimum", 0}};
  Json extent = list_of(length, 2);
  extent["maxItems"] = 3;
  Json center = list_of({{"type", "number"}});
  center["maxItems"] = 3;
  const Json periodic = {{"type", "boolean"}};
  Json shape = list_of({{"type", "integer"}, {"minimum", 1}}, 2);
  shape["maxItems"] = 3;
  const Json random = map_of({{"extent", extent}, {"center", center}, {"periodic", periodic}},
                             Json::array({"extent"}));
  const Json grid =
      map_of({{"shape", shape}, {"extent", extent}, {"center", center}, {"periodic", periodic}},
             {"shape", "extent"});
  // A box beside a file may be left empty.
  Json box = list_of(length);
  box["maxItems"] = 3;
  const Json file = map_of({{"file", reference("name")},
                            {"dataset", reference("name")},
                            {"extent", box},
                            {"center", center},
                            {"periodic", periodic}},
                           {"file", "dataset"});
  return {{"oneOf", Json::array({map_of({{"random", random}}, Json::array({"random"})),
                                 map_of({{"grid", grid}}, Json::array({"grid"})), file})}};
}

}  // namespace

void add_value_definitions(Json& definitions) {
  definitions["name"] = {{"type", "string"}, {"minLength", 1}};
  definitions["distribution"] = distribution();
  definitions["array"] = described(
      map_of({{"file", reference("name")}, {"dataset", reference("name")}}, {"file", "dataset"}),
      "one number per neuron, from a one-dimensional HDF5 dataset in the order of ids");
  definitions["value"] = {
      {"anyOf", Json::array({Json{{"type", "number"}}, reference("distribution")})}};
  const Json ids = list_of({{"type", "integer"}, {"minimum", 0}}, 1);
  const Json sample = {{"type", "integer"}, {"minimum", 1}};
  definitions["selection"] = {
      {"anyOf",
       Json::array({reference("name"),
                    map_of({{"population", reference("name")}, {"ids", ids}, {"sample", sample}},
                           Json::array({"population"}))})}};
  definitions["positions"] = positions();
  definitions["rates"] = by_name({{"type", "number"}, {"minimum", 0}});
}

}  // namespace engram::schema
