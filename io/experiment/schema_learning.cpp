#include "engram/experiment.hpp"
#include "io/experiment/schema_parts.hpp"
#include "model/short_term_parameters.hpp"
#include "model/structural_parameters.hpp"

namespace engram::schema {
namespace {

using ThirdFactorUse = SynapseModelInfo::ThirdFactorUse;

Json any_number(std::string_view description) {
  return described({{"type", "number"}}, description);
}
Json from_zero(std::string_view description) {
  return described({{"type", "number"}, {"minimum", 0}}, description);
}
Json above_zero(std::string_view description) {
  return described({{"type", "number"}, {"exclusiveMinimum", 0}}, description);
}

/// A map with one key, the name of a response function.
Json response(const Catalogue& catalogue) {
  Json functions = Json::object();
  for (const ResponseInfo& info : catalogue.responses) {
    functions[std::string(info.name)] =
        described(map_of(numbers_of(info.parameters), required_of(info.parameters)), info.summary);
  }
  Json out = map_of(std::move(functions));
  out["minProperties"] = 1;
  out["maxProperties"] = 1;
  return described(out, "how a concentration acts; default: {linear: {}}");
}

Json third_factor() {
  return map_of({{"species", reference("name")},
                 {"tau_c", above_zero("decay of the eligibility trace, ms; default 1000")},
                 {"response", reference("response")}},
                Json::array({"species"}));
}

Json release() {
  return map_of({{"species", reference("name")},
                 {"amount", any_number("transmitted: weight times 1 + amount * response")},
                 {"response", reference("response")}},
                {"species", "amount"});
}

Json scaling() {
  return map_of({{"target_rate", from_zero("Hz; default 5")},
                 {"gain", from_zero("relative change per Hz and interval")},
                 {"tau", above_zero("time constant of the rate, ms; default 10000")}},
                Json::array({"gain"}));
}

Json modulation() {
  return map_of({{"species", reference("name")},
                 {"acts_on", {{"enum", {"threshold", "gain", "current"}}}},
                 {"amount", any_number("what a response of 1 adds: mV, a factor, pA")},
                 {"response", reference("response")}},
                {"species", "acts_on", "amount"});
}

Json homeostasis() {
  return map_of({{"target_rate", from_zero("Hz; default 5")},
                 {"gain", from_zero("mV per Hz and interval")},
                 {"interval", above_zero("ms; default 1000")},
                 {"max_shift", from_zero("largest distance, mV; default 10")}},
                Json::array({"gain"}));
}

Json structural() {
  Json properties = {{"source", reference("name")},
                     {"target", reference("name")},
                     {"synapse", described(reference("synapse"), "of new synapses")},
                     {"interval", above_zero("between two updates, ms; default 1000")},
                     {"kernel", kernel()}};
  properties.update(numbers_of(structural_parameters));
  return map_of(std::move(properties), {"source", "target"});
}

}  // namespace

void add_synapse_additions(Json& properties, const SynapseModelInfo& model) {
  properties["axonal_delay"] = from_zero("part of the delay before the synapse, ms; default 0");
  properties["short_term"] = reference("short_term");
  if (model.third_factor != ThirdFactorUse::refused) {
    properties["third_factor"] = reference("third_factor");
  }
  properties["release"] = reference("release");
  if (!model.constant_weight) properties["scaling"] = reference("scaling");
}

void add_learning_definitions(Json& definitions, const Catalogue& catalogue) {
  definitions["response"] = response(catalogue);
  definitions["short_term"] = map_of(numbers_of(short_term_parameters));
  definitions["third_factor"] = third_factor();
  definitions["release"] = release();
  definitions["scaling"] = scaling();
  definitions["modulation"] = modulation();
  definitions["homeostasis"] = homeostasis();
  definitions["modulator"] = modulator(catalogue);
  definitions["structural"] = structural();
}

Json weight_recording() {
  const Json count = {{"type", "integer"}, {"minimum", 0}};
  const Json histogram =
      map_of({{"bins", {{"type", "integer"}, {"minimum", 1}}},
              {"interval", above_zero("ms; default 1000")},
              {"max", from_zero("upper end; 0, the default: the rule's largest weight")}},
             Json::array({"bins"}));
  return map_of({{"source", reference("name")},
                 {"target", reference("name")},
                 {"snapshots", described(list_of(from_zero("ms")), "all weights at these times")},
                 {"sample", described(count, "number of synapses that are traced")},
                 {"interval", from_zero("between two values of a trace, ms; 0: none")},
                 {"histogram", histogram}},
                {"source", "target"});
}

Json field_recording() {
  const Json point = list_of({{"type", "number"}});
  return map_of({{"modulator", reference("name")},
                 {"interval", from_zero("between two values, ms; 0: none")},
                 {"probes", described(list_of(point), "points, micrometres; none: the mean")},
                 {"neurons", described(list_of({{"type", "integer"}, {"minimum", 0}}),
                                       "of a learning signal: ids; none: the mean")},
                 {"snapshots", described(list_of(from_zero("ms")), "all voxels at these times")}},
                Json::array({"modulator"}));
}

}  // namespace engram::schema
