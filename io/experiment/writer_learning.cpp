#include "io/experiment/writer_parts.hpp"

namespace engram::writing {
namespace {

Json response_json(const Response& response) {
  return {{response.function, numbers_json(response.params)}};
}

/// Members of `numbers` beside the other keys of a map.
void write_beside(Json& out, const std::map<std::string, double>& numbers) {
  for (const auto& [name, number] : numbers) out[name] = number;
}

const char* word_for(ExcitabilityModulation::Target target) {
  switch (target) {
    case ExcitabilityModulation::Target::threshold:
      return "threshold";
    case ExcitabilityModulation::Target::gain:
      return "gain";
    case ExcitabilityModulation::Target::current:
      break;
  }
  return "current";
}

}  // namespace

Json synapse_json(const SynapseSpec& synapse) {
  Json out = {{"model", synapse.model},
              {"weight", value_json(synapse.weight)},
              {"delay", value_json(synapse.delay)}};
  write_beside(out, synapse.params);
  if (!synapse.receptor.empty()) out["receptor"] = synapse.receptor;
  if (synapse.axonal_delay != 0.0) out["axonal_delay"] = synapse.axonal_delay;
  if (synapse.short_term) out["short_term"] = numbers_json(synapse.short_term->params);
  if (synapse.third_factor) {
    out["third_factor"] = {{"species", synapse.third_factor->species},
                           {"tau_c", synapse.third_factor->tau_c},
                           {"response", response_json(synapse.third_factor->response)}};
  }
  if (synapse.release) {
    out["release"] = {{"species", synapse.release->species},
                      {"amount", synapse.release->amount},
                      {"response", response_json(synapse.release->response)}};
  }
  if (synapse.scaling) {
    out["scaling"] = {{"target_rate", synapse.scaling->target_rate},
                      {"gain", synapse.scaling->gain},
                      {"tau", synapse.scaling->tau}};
  }
  return out;
}

Json modulation_json(const std::vector<ExcitabilityModulation>& modulation) {
  Json out = Json::array();
  for (const ExcitabilityModulation& each : modulation) {
    out.push_back({{"species", each.species},
                   {"acts_on", word_for(each.target)},
                   {"amount", each.amount},
                   {"response", response_json(each.response)}});
  }
  return out;
}

Json homeostasis_json(const ThresholdHomeostasis& homeostasis) {
  return {{"target_rate", homeostasis.target_rate},
          {"gain", homeostasis.gain},
          {"interval", homeostasis.interval},
          {"max_shift", homeostasis.max_shift}};
}

Json structural_json(const StructuralPlasticity& structural) {
  Json out = {{"source", structural.source},
              {"target", structural.target},
              {"synapse", synapse_json(structural.synapse)},
              {"interval", structural.interval}};
  write_beside(out, structural.params);
  if (structural.kernel) out["kernel"] = kernel_json(*structural.kernel);
  return out;
}

Json weight_recordings_json(const std::vector<WeightRecording>& recordings) {
  Json out = Json::array();
  for (const WeightRecording& recording : recordings) {
    Json entry = {{"source", recording.source},
                  {"target", recording.target},
                  {"snapshots", recording.snapshots},
                  {"sample", recording.sample},
                  {"interval", recording.interval}};
    if (recording.histogram_bins > 0) {
      entry["histogram"] = {{"bins", recording.histogram_bins},
                            {"interval", recording.histogram_interval},
                            {"max", recording.histogram_max}};
    }
    out.push_back(entry);
  }
  return out;
}

Json field_recordings_json(const std::vector<FieldRecording>& recordings) {
  Json out = Json::array();
  for (const FieldRecording& recording : recordings) {
    Json entry = {{"modulator", recording.modulator},
                  {"interval", recording.interval},
                  {"probes", recording.probes},
                  {"snapshots", recording.snapshots}};
    if (!recording.neurons.empty()) entry["neurons"] = recording.neurons;
    out.push_back(entry);
  }
  return out;
}

}  // namespace engram::writing
