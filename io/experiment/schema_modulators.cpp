#include "engram/experiment.hpp"
#include "io/experiment/schema_parts.hpp"

namespace engram::schema {
namespace {

Json number() {
  return {{"type", "number"}, {"description", "micromolar; of a learning signal any number"}};
}
Json time() {
  return {{"type", "number"}, {"minimum", 0}, {"description", "ms"}};
}

Json grid() {
  Json shape = list_of({{"type", "integer"}, {"minimum", 1}}, 2);
  shape["maxItems"] = 3;
  Json extent = list_of({{"type", "number"}, {"exclusiveMinimum", 0}}, 2);
  extent["maxItems"] = 3;
  Json center = list_of({{"type", "number"}});
  center["maxItems"] = 3;
  return map_of({{"shape", described(shape, "voxels per axis")},
                 {"extent", described(extent, "edge lengths of the box, micrometres")},
                 {"center", described(center, "centre of the box; default: the origin")},
                 {"periodic", {{"type", "boolean"}}}},
                {"shape", "extent"});
}

Json source() {
  return map_of({{"population", reference("name")},
                 {"ids", list_of({{"type", "integer"}, {"minimum", 0}}, 1)},
                 {"sample", {{"type", "integer"}, {"minimum", 1}}},
                 {"amount", number()}},
                {"population", "amount"});
}

Json schedule() {
  const Json amounts = {{"anyOf", Json::array({list_of(number()), reference("array")})}};
  return map_of({{"times", list_of(time())}, {"amounts", amounts}}, {"times", "amounts"});
}

Json reward() {
  const Json delay = map_of({{"min", time()}, {"max", time()}}, {"min", "max"});
  return map_of({{"pre", reference("selection")},
                 {"post", reference("selection")},
                 {"window", {{"type", "number"}, {"exclusiveMinimum", 0}}},
                 {"delay", delay},
                 {"amount", number()}},
                {"pre", "post", "amount"});
}

/// What concentrations and learning signals may not have.
Json by_kind() {
  const Json above_zero = {{"exclusiveMinimum", 0}};
  const auto amount = [&](const char* key, const Json& schema) {
    return Json{{"properties", {{key, schema}}}};
  };
  Json concentration = {
      {"properties",
       {{"release", {{"items", amount("amount", above_zero)}}},
        {"schedule", amount("amounts", {{"type", "array"}, {"items", above_zero}})},
        {"reward", amount("amount", above_zero)}}}};
  const Json none = {{"maximum", 0}};
  Json signal = {{"properties",
                  {{"grid", false},
                   {"species", {{"const", "custom"}}},
                   {"params", {{"properties", {{"D", none}, {"V_max", none}}}}}}}};
  return {{"if", {{"required", Json::array({"neurons"})}}},
          {"then", described(signal, "a learning signal: values of neurons")},
          {"else", described(concentration, "a concentration")}};
}

}  // namespace

Json modulator(const Catalogue& catalogue) {
  const Json interval = {{"type", "number"}, {"exclusiveMinimum", 0}};
  Json out =
      map_of({{"species", names(catalogue.species)},
              {"params", {{"type", "object"}}},
              {"grid", described(grid(), "voxels; without one the modulator is well mixed")},
              {"neurons", described(reference("name"),
                                    "a population: a learning signal, a value for each neuron")},
              {"interval", described(interval, "between two updates of the field, ms; default 1")},
              {"release", list_of(source())},
              {"schedule", schedule()},
              {"reward", reward()}});
  const std::string otherwise = Modulator{}.species;
  Json each = Json::array({by_kind()});
  for (const SpeciesInfo& species : catalogue.species) {
    Json then = {
        {"properties",
         {{"params", map_of(numbers_of(species.parameters), required_of(species.parameters))}}}};
    const MissingKey missing =
        species.name == otherwise ? MissingKey::counts : MissingKey::does_not_count;
    each.push_back(when("species", species.name, missing, described(then, species.summary)));
  }
  if (!each.empty()) out["allOf"] = std::move(each);
  return out;
}

}  // namespace engram::schema
