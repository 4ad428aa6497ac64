#include <algorithm>

#include "io/experiment/blocks.hpp"
#include "io/experiment/scalar.hpp"

namespace engram::yaml {
namespace {

using Bounds = Distribution::Bounds;

double required_number(const Context& context, MapReader& map, std::string_view key,
                       std::string_view meaning) {
  const auto place = map.require(key, meaning);
  return place ? read_number(context, *place).value_or(0.0) : 0.0;
}

void read_bounds(const Context& context, MapReader& map, Distribution& distribution) {
  read(map, context, "min", distribution.min);
  read(map, context, "max", distribution.max);
  const auto place = map.find("bounds");
  if (!place) return;
  const auto word = read_text(context, *place);
  if (!word) return;
  if (*word == "clip") {
    distribution.bounds = Bounds::clip;
  } else if (*word != "redraw") {
    add_wrong_type(context, *place, "'redraw' or 'clip'");
  }
}

std::optional<Distribution> read_distribution(const Context& context, const Place& place,
                                              std::string_view kind) {
  const std::size_t before = context.problems.problems().size();
  MapReader map(context, place);
  Distribution distribution;
  if (kind == "uniform") {
    distribution.kind = Distribution::Kind::uniform;
    distribution.a = required_number(context, map, "min", "the lower end");
    distribution.b = required_number(context, map, "max", "the upper end");
  } else if (kind == "normal") {
    distribution.kind = Distribution::Kind::normal;
    distribution.a = required_number(context, map, "mean", "the mean");
    distribution.b = required_number(context, map, "std", "the standard deviation");
    read_bounds(context, map, distribution);
  } else {
    distribution.kind = Distribution::Kind::lognormal;
    distribution.a = required_number(context, map, "mu", "the mean of the logarithm");
    distribution.b = required_number(context, map, "sigma", "the logarithm's standard deviation");
    read_bounds(context, map, distribution);
  }
  map.finish();
  const bool sound = context.problems.problems().size() == before && !context.problems.full();
  return sound ? std::optional(distribution) : std::nullopt;
}

std::optional<ArrayFile> read_array(const Context& context, MapReader& map) {
  ArrayFile array;
  if (const auto file = map.find("file")) array.file = read_file_name(context, *file);
  if (const auto dataset = map.require("dataset", "path of the dataset inside the file")) {
    array.dataset = read_text(context, *dataset).value_or("");
    if (array.dataset.empty() && dataset->node->text.empty()) {
      context.add(dataset->node->mark, dataset->path, "the name of a dataset is empty");
    }
  }
  map.finish();
  if (array.file.empty() || array.dataset.empty()) return std::nullopt;
  return array;
}

}  // namespace

ArrayFile read_array(const Context& context, const Place& place) {
  MapReader map(context, place);
  static_cast<void>(map.require("file", "path of an HDF5 file"));
  return read_array(context, map).value_or(ArrayFile{});
}

Value read_value(const Context& context, const Place& place, Value otherwise) {
  constexpr std::string_view expected =
      "a number, {normal: {mean, std}}, {uniform: {min, max}}, {lognormal: {mu, sigma}} or "
      "{file, dataset}";
  if (place.node->kind == Node::Kind::scalar) {
    const ScalarType type = type_of(*place.node);
    if (type != ScalarType::integer && type != ScalarType::real) {
      add_wrong_type(context, place, expected);
      return otherwise;
    }
    const auto number = read_number(context, place);
    return number ? Value(*number) : otherwise;
  }
  if (place.node->kind != Node::Kind::map) {
    add_wrong_type(context, place, expected);
    return otherwise;
  }
  MapReader map(context, place);
  if (place.node->find("file") != nullptr) {
    const auto array = read_array(context, map);
    return array ? Value(*array) : otherwise;
  }
  std::optional<Distribution> distribution;
  int kinds = 0;
  for (const std::string_view kind : {"normal", "uniform", "lognormal"}) {
    const auto below = map.find(kind);
    if (!below) continue;
    ++kinds;
    distribution = read_distribution(context, *below, kind);
  }
  map.also_known("file");
  map.also_known("dataset");
  const bool unknown_keys = !map.rest().empty();
  map.finish();
  if (kinds > 1 || (kinds == 0 && !unknown_keys)) add_wrong_type(context, place, expected);
  return kinds == 1 && distribution && !unknown_keys ? Value(*distribution) : otherwise;
}

std::map<std::string, Value> read_values(const Context& context, const Place& place,
                                         const std::vector<Compartment>& compartments) {
  std::map<std::string, Value> values;
  const MapReader map(context, place);
  for (const Entry* entry : map.rest()) {
    if (std::ranges::find(compartments, entry->key, &Compartment::name) != compartments.end()) {
      for (auto& [name, value] : read_values(context, place.below(*entry), {})) {
        values.emplace(entry->key + '.' + name, std::move(value));
      }
      continue;
    }
    const std::size_t before = context.problems.problems().size();
    const Value value = read_value(context, place.below(*entry), 0.0);
    if (context.problems.problems().size() == before) values.emplace(entry->key, value);
  }
  return values;
}

}  // namespace engram::yaml
