#include "io/experiment/schema.hpp"

#include "io/experiment/schema_parts.hpp"

namespace engram {
namespace {

using namespace schema;

Json simulation() {
  const Json time = {{"type", "number"}, {"minimum", 0}};
  const Json step = {{"type", "number"}, {"exclusiveMinimum", 0}};
  const Json seed = {{"type", "integer"}, {"minimum", 0}};
  return map_of({{"duration", described(time, "model time to record, ms; default 1000")},
                 {"warmup", described(time, "simulated before it, not recorded, ms; default 0")},
                 {"dt", described(step, "step width, ms; default 0.1")},
                 {"seed", described(seed, "of every random number of the run; default 1")}});
}

Json projection() {
  const Json populations = one_or_list_of(reference("name"));
  const Json flag = {{"type", "boolean"}};
  return map_of({{"source", populations},
                 {"target", populations},
                 {"rule", reference("rule")},
                 {"synapse", reference("synapse")},
                 {"allow_autapses", flag},
                 {"allow_multapses", flag},
                 {"enabled", flag},
                 {"when", reference("when")}},
                {"source", "target", "rule"});
}

Json record() {
  const Json words = {{"enum", {"all", "none"}}};
  const Json one = reference("selection");
  const Json spikes = {{"anyOf", Json::array({words, one, list_of(one)})}};
  const Json state = map_of(
      {{"population", reference("name")},
       {"ids", list_of({{"type", "integer"}, {"minimum", 0}}, 1)},
       {"sample", {{"type", "integer"}, {"minimum", 1}}},
       {"variables", one_or_list_of(reference("name"))},
       {"every", {{"type", "number"}, {"exclusiveMinimum", 0}, {"description", "ms; default 1"}}}},
      {"population", "variables"});
  return map_of({{"spikes", spikes},
                 {"state", list_of(state)},
                 {"weights", list_of(weight_recording())},
                 {"fields", list_of(field_recording())}});
}

Json figures() {
  return map_of({{"source", {{"type", "string"}}},
                 {"rates_hz", reference("rates")},
                 {"cv_isi", reference("rates")},
                 {"tolerance", {{"type", "number"}, {"minimum", 0}}}});
}

}  // namespace

std::string json_schema(const Catalogue& catalogue) {
  const Json text = {{"type", "string"}};
  Json populations = by_name(reference("population"));
  populations["minProperties"] = 1;
  Json names_of_populations = {{"pattern", "^[A-Za-z_][A-Za-z0-9_-]*$"}, {"maxLength", 64}};
  Json stimuli = by_name(reference("stimulus"));
  stimuli["propertyNames"] = names_of_populations;
  Json modulators = by_name(reference("modulator"));
  modulators["propertyNames"] = names_of_populations;
  names_of_populations["not"] = {{"enum", {"all", "none"}}};
  populations["propertyNames"] = names_of_populations;
  Json out = {{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "Engram experiment"}};
  out.update(map_of({{"engram", {{"const", 1}, {"description", "version of the format"}}},
                     {"name", text},
                     {"description", text},
                     {"simulation", simulation()},
                     {"switches", described(by_name(text), "choices that `when` refers to")},
                     {"populations", populations},
                     {"stimuli", stimuli},
                     {"modulators", modulators},
                     {"projections", list_of(projection())},
                     {"structural", list_of(reference("structural"))},
                     {"record", record()},
                     {"energy", energy(catalogue)},
                     {"sparseness", sparseness()},
                     {"partitioning", map_of({{"strategy", names(catalogue.strategies)},
                                              {"expected_rates", reference("rates")}})},
                     {"reference", figures()},
                     {"sweep", sweep()}},
                    {"engram", "populations"}));
  Json definitions = Json::object();
  add_value_definitions(definitions);
  add_learning_definitions(definitions, catalogue);
  definitions["when"] = described(by_name(one_or_list_of(text)), "exists only with this choice");
  definitions["population"] = population(catalogue);
  definitions["stimulus"] = stimulus(catalogue);
  definitions["rule"] = rule(catalogue);
  definitions["synapse"] = synapse(catalogue);
  out["definitions"] = definitions;
  return out.dump(2);
}

}  // namespace engram
