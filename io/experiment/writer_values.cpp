#include <cmath>

#include "io/experiment/writer_parts.hpp"

namespace engram::writing {
namespace {

void write_bounds(const Distribution& distribution, Json& out) {
  if (std::isfinite(distribution.min)) out["min"] = distribution.min;
  if (std::isfinite(distribution.max)) out["max"] = distribution.max;
  if (distribution.bounds == Distribution::Bounds::clip) out["bounds"] = "clip";
}

Json distribution_json(const Distribution& distribution) {
  Json inner;
  switch (distribution.kind) {
    case Distribution::Kind::constant:
      return distribution.a;
    case Distribution::Kind::uniform:
      return {{"uniform", {{"min", distribution.a}, {"max", distribution.b}}}};
    case Distribution::Kind::normal:
      inner = {{"mean", distribution.a}, {"std", distribution.b}};
      write_bounds(distribution, inner);
      return {{"normal", inner}};
    case Distribution::Kind::lognormal:
      inner = {{"mu", distribution.a}, {"sigma", distribution.b}};
      write_bounds(distribution, inner);
      return {{"lognormal", inner}};
  }
  return inner;
}

}  // namespace

Json value_json(const Value& value) {
  if (value.distribution() != nullptr) return distribution_json(*value.distribution());
  return {{"file", value.array()->file}, {"dataset", value.array()->dataset}};
}

Json values_json(const std::map<std::string, Value>& values) {
  Json out = Json::object();
  for (const auto& [name, value] : values) {
    const std::size_t dot = name.find('.');  // behind the name of a compartment
    if (dot == std::string::npos) {
      out[name] = value_json(value);
    } else {
      out[name.substr(0, dot)][name.substr(dot + 1)] = value_json(value);
    }
  }
  return out;
}

Json numbers_json(const std::map<std::string, double>& numbers) {
  Json out = Json::object();
  for (const auto& [name, number] : numbers) out[name] = number;
  return out;
}

Json selection_json(const Selection& selection) {
  Json out = {{"population", selection.population}};
  if (!selection.ids.empty()) out["ids"] = selection.ids;
  if (selection.sample) out["sample"] = *selection.sample;
  return out;
}

Json selections_json(const std::vector<Selection>& selections) {
  Json out = Json::array();
  for (const Selection& selection : selections) out.push_back(selection_json(selection));
  return out;
}

Json kernel_json(const DistanceKernel& kernel) {
  const bool gaussian = kernel.shape == DistanceKernel::Shape::gaussian;
  return {{gaussian ? "gaussian" : "exponential", {{"scale", kernel.scale}}},
          {"max_distance", kernel.max_distance}};
}

}  // namespace engram::writing
