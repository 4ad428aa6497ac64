#include <optional>
#include <set>
#include <unordered_set>

#include <fmt/format.h>

#include "model/neuron_tables.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

void check_state(Context& context, const StateRecording& recording, const std::string& path,
                 std::set<std::pair<std::string, std::string>>& recorded) {
  const Population* population = check_selection(context, recording.neurons, path);
  if (recording.variables.empty()) {
    context.problems.add(path + ".variables", "there is none: name at least one state variable");
  }
  check_interval(context, recording.interval, path + ".every");
  if (population == nullptr) return;
  const NeuronModelInfo* model = context.catalogue.neuron(population->model);
  std::optional<NeuronTables> tables;
  if (model != nullptr) tables.emplace(*model, *population);
  for (std::size_t i = 0; i < recording.variables.size(); ++i) {
    const std::string& variable = recording.variables[i];
    const std::string at = fmt::format("{}.variables[{}]", path, i);
    if (tables && find(tables->state(), variable) == nullptr) {
      context.problems.add_unknown(at, fmt::format("state variable of {}", model->name), variable,
                                   names_of(tables->state()));
    } else if (!recorded.emplace(population->name, variable).second) {
      context.problems.add(
          at, fmt::format("{} of population '{}' is recorded already", variable, population->name));
    }
  }
}

}  // namespace

void check_recording(Context& context) {
  const Recording& record = context.experiment.record;
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < record.spikes.size(); ++i) {
    const std::string at = fmt::format("record.spikes[{}]", i);
    const Population* population = check_selection(context, record.spikes[i], at);
    if (population != nullptr && !seen.insert(population->name).second) {
      context.problems.add(
          at, fmt::format("spikes of population '{}' are recorded already", population->name));
    }
  }
  std::set<std::pair<std::string, std::string>> recorded;
  for (std::size_t i = 0; i < record.state.size(); ++i) {
    check_state(context, record.state[i], fmt::format("record.state[{}]", i), recorded);
  }
}

}  // namespace engram::validation
