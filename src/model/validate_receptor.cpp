#include <algorithm>

#include <fmt/format.h>

#include "model/neuron_tables.hpp"
#include "model/suggest.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

void check_named(Context& context, const NeuronModelInfo& model, const Population& target,
                 const std::string& receptor, const std::string& path) {
  const NeuronTables tables(model, target);
  const std::vector<std::string_view> known(tables.receptors().begin(), tables.receptors().end());
  if (receptor.empty()) {
    context.problems.add(path, fmt::format("synapses onto {} of population '{}' name their "
                                           "receptor; known: {}",
                                           model.name, target.name, listed(known)));
  } else if (std::ranges::find(known, receptor) == known.end()) {
    context.problems.add_unknown(path, fmt::format("receptor of population '{}'", target.name),
                                 receptor, known);
  }
}

}  // namespace

void check_receptor(Context& context, const std::string& receptor, const Value& weight,
                    bool sound_weight, const Population* target, const std::string& path) {
  const NeuronModelInfo* model =
      target == nullptr ? nullptr : context.catalogue.neuron(target->model);
  if (model == nullptr) return;
  const std::string at = path + ".receptor";
  if (model->receptor_choice == NeuronModelInfo::ReceptorChoice::sign) {
    if (receptor.empty()) return;
    context.problems.add(at, fmt::format("of {} the sign of the weight selects the receptor: leave "
                                         "'receptor' out",
                                         model->name));
    return;
  }
  check_named(context, *model, *target, receptor, at);
  if (!sound_weight || weight.distribution() == nullptr) return;
  const double lowest = support(*weight.distribution()).low;
  if (lowest >= 0.0) return;
  context.problems.add(
      path + ".weight",
      fmt::format("weights onto {} are conductances, and {}{} {} not; allowed: "
                  "at least 0, the receptor says what they do",
                  model->name, lowest, weight.is_constant() ? "" : ", which can be drawn,", "is"));
}

}  // namespace engram::validation
