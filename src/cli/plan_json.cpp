#include "cli/plan_json.hpp"

#include <nlohmann/json.hpp>

namespace engram::cli {
namespace {

using Json = nlohmann::ordered_json;

/// "memory: row index" as a key: "memory_row_index".
std::string key_of(std::string_view name) {
  std::string key;
  for (const char letter : name) {
    if (letter == ':') continue;
    key += letter == ' ' || letter == '-' ? '_' : letter;
  }
  return key;
}

}  // namespace

std::string plan_json(const Plan& plan, const Experiment& experiment, std::uint64_t points) {
  const double model_seconds =
      (experiment.simulation.warmup + experiment.simulation.duration) * 1e-3;
  Json json = {{"name", experiment.name},
               {"ranks", plan.ranks},
               {"threads", plan.threads},
               {"strategy", plan.strategy},
               {"points", points},
               {"neurons", plan.total.neurons},
               {"synapses", plan.total.synapses},
               {"model_seconds", model_seconds},
               {"simulate_seconds", plan.real_time_factor * model_seconds},
               {"real_time_factor", plan.real_time_factor},
               {"imbalance", plan.imbalance},
               {"bytes_per_synapse", plan.bytes_per_synapse}};
  Json& largest = json["largest_rank"] = Json::object();
  Json& total = json["all_ranks"] = Json::object();
  for (const EstimateField& field : estimate_fields()) {
    const std::string key = key_of(field.name);
    largest[key] = plan.max.*field.value;
    if (field.additive) total[key] = plan.total.*field.value;
  }
  json["notes"] = plan.notes;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace engram::cli
