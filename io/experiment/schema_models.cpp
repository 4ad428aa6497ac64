#include "engram/experiment.hpp"
#include "io/experiment/schema_parts.hpp"

namespace engram::schema {
namespace {

/// What stands behind a rule's name.
Json rule_numbers(const ConnectionRuleInfo& info) {
  Json properties = Json::object();
  Json required = required_of(info.parameters);
  for (const Quantity& quantity : info.parameters) {
    properties[std::string(quantity.name)] = number_or_list(quantity);
  }
  if (info.takes_file) {
    properties["file"] = reference("name");
    properties["population"] = {{"type", "string"}};
    required.push_back("file");
  }
  Json all = map_of(std::move(properties), std::move(required));
  if (info.parameters.empty()) return all;
  return {{"anyOf", Json::array({number_or_list(info.parameters.front()), all})}};
}

/// A value for each line of a table.
Json values_of(std::span<const Quantity> table) {
  Json properties = Json::object();
  for (const Quantity& each : table) properties[std::string(each.name)] = value(each);
  return properties;
}

Json receptor() {
  return {{"type", "string"}, {"description", "of the target, where it is chosen by name"}};
}

Json compartments() {
  return {{"type", "object"},
          {"additionalProperties", {{"type", "string"}}},
          {"description", "compartments beside the soma: name and the one it is joined to"}};
}

}  // namespace

Json when(std::string_view key, std::string_view name, MissingKey missing, Json then) {
  Json condition = {{"properties", {{std::string(key), {{"const", std::string(name)}}}}}};
  if (missing == MissingKey::does_not_count) {
    condition["required"] = Json::array({std::string(key)});
  }
  return {{"if", condition}, {"then", std::move(then)}};
}

Json kernel() {
  const Json width = {{"type", "number"}, {"exclusiveMinimum", 0}};
  const Json scale = map_of({{"scale", described(width, "micrometres")}}, Json::array({"scale"}));
  const Json limit = {{"type", "number"},
                      {"minimum", 0},
                      {"description", "no synapses beyond, micrometres; 0: no limit"}};
  Json out = map_of({{"gaussian", scale}, {"exponential", scale}, {"max_distance", limit}});
  out["oneOf"] =
      Json::array({Json{{"required", {"gaussian"}}}, Json{{"required", {"exponential"}}}});
  return out;
}

Json numbers_of(std::span<const Quantity> table) {
  Json properties = Json::object();
  for (const Quantity& each : table) properties[std::string(each.name)] = number_or_list(each);
  return properties;
}

Json population(const Catalogue& catalogue) {
  const Json any_map = {{"type", "object"}};
  Json out = map_of({{"model", names(catalogue.neurons)},
                     {"size", {{"type", "integer"}, {"minimum", 1}}},
                     {"compartments", compartments()},
                     {"params", any_map},
                     {"initial", any_map},
                     {"positions", reference("positions")},
                     {"modulation", list_of(reference("modulation"))},
                     {"homeostasis", reference("homeostasis")},
                     {"area", {{"type", "string"}}}},
                    {"model", "size"});
  out["allOf"] = Json::array();
  for (const NeuronModelInfo& model : catalogue.neurons) {
    Json all_params = map_of(values_of(model.parameters), required_of(model.parameters));
    Json all_initial = map_of(values_of(model.state));
    if (model.has_compartments()) {
      // Beside the soma's, maps below the names of compartments.
      all_params["additionalProperties"] = map_of(values_of(model.compartment_parameters));
      all_initial["additionalProperties"] = map_of(values_of(model.compartment_state));
    }
    Json then = {{"properties", {{"params", all_params}, {"initial", all_initial}}}};
    if (!required_of(model.parameters).empty()) then["required"] = Json::array({"params"});
    out["allOf"].push_back(when("model", model.name, MissingKey::does_not_count, then));
  }
  return out;
}

Json stimulus(const Catalogue& catalogue) {
  Json out = {{"type", "object"},
              {"properties", {{"type", names(catalogue.stimuli)}}},
              {"required", {"type", "target"}},
              {"allOf", Json::array()}};
  for (const StimulusInfo& type : catalogue.stimuli) {
    Json properties = {{"type", {{"const", std::string(type.name)}}},
                       {"enabled", {{"type", "boolean"}}},
                       {"when", reference("when")},
                       {"target", one_or_list_of(reference("selection"))},
                       {"weight", reference("value")},
                       {"delay", {{"type", "number"}, {"minimum", 0}}},
                       {"receptor", receptor()}};
    for (const Quantity& each : type.parameters) {
      properties[std::string(each.name)] = number_or_list(each);
    }
    if (type.takes_spike_list) {
      properties["times"] = list_of({{"type", "number"}}, 1);
      properties["spikes"] =
          map_of({{"file", reference("name")}, {"population", {{"type", "string"}}}},
                 Json::array({"file"}));
    }
    Json then = map_of(std::move(properties), required_of(type.parameters));
    if (type.takes_spike_list) {
      then["oneOf"] = Json::array({Json{{"required", {"times"}}}, Json{{"required", {"spikes"}}}});
    }
    out["allOf"].push_back(
        when("type", type.name, MissingKey::does_not_count, described(then, type.summary)));
  }
  return out;
}

Json rule(const Catalogue& catalogue) {
  Json alone = Json::array();
  Json all = Json::array();
  const Json flag = {{"type", "boolean"}};
  for (const ConnectionRuleInfo& info : catalogue.rules) {
    const std::string name(info.name);
    if (!info.takes_file && required_of(info.parameters).empty()) alone.push_back(name);
    Json properties = {{name, described(rule_numbers(info), info.summary)},
                       {"allow_autapses", flag},
                       {"allow_multapses", flag}};
    if (info.takes_kernel) properties["kernel"] = kernel();
    all.push_back(map_of(std::move(properties), Json::array({name})));
  }
  if (!alone.empty()) all.insert(all.begin(), Json{{"enum", alone}});
  return {{"anyOf", all}};
}

Json synapse(const Catalogue& catalogue) {
  Json out = {{"type", "object"},
              {"properties", {{"model", names(catalogue.synapses)}}},
              {"allOf", Json::array()}};
  const std::string otherwise = SynapseSpec{}.model;
  for (const SynapseModelInfo& model : catalogue.synapses) {
    Json properties = {{"model", {{"const", std::string(model.name)}}},
                       {"weight", reference("value")},
                       {"delay", reference("value")},
                       {"receptor", receptor()}};
    add_synapse_additions(properties, model);
    properties.update(numbers_of(model.parameters));
    Json required = required_of(model.parameters);
    if (model.third_factor == SynapseModelInfo::ThirdFactorUse::required) {
      required.push_back("third_factor");
    }
    const Json then = map_of(std::move(properties), std::move(required));
    const MissingKey missing =
        model.name == otherwise ? MissingKey::counts : MissingKey::does_not_count;
    out["allOf"].push_back(when("model", model.name, missing, described(then, model.summary)));
  }
  return out;
}

}  // namespace engram::schema
