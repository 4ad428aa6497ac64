#include <set>

#include <fmt/format.h>

#include "model/structural_parameters.hpp"
#include "model/synapse_change.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

void check_new_synapses(Context& context, const SynapseSpec& synapse, const Population* target,
                        const std::string& path) {
  for (const auto& [name, value] :
       {std::pair{"weight", &synapse.weight}, std::pair{"delay", &synapse.delay}}) {
    if (value->is_constant()) continue;
    context.problems.add(fmt::format("{}.{}", path, name),
                         fmt::format("found a distribution or an array; allowed: one number, the "
                                     "{} of all new synapses",
                                     name));
  }
  const std::size_t before = context.problems.problems().size();
  check_synapse(context, synapse, target, path);
  if (context.problems.problems().size() == before && synapses_change(synapse, context.catalogue)) {
    context.problems.add(path,
                         "found synapses that learn or whose transmission changes; allowed: "
                         "static_synapse, since the synapses themselves come and go");
  }
}

void check_growth(Context& context, const StructuralPlasticity& structural,
                  const std::string& path) {
  const std::size_t before = context.problems.problems().size();
  check_numbers(context, structural.params, structural_parameters, "structural plasticity",
                path + ".");
  if (context.problems.problems().size() != before) return;
  const auto check_order = [&](std::string_view low_name, std::string_view high_name) {
    const double low = structural_number(structural, low_name);
    const double high = structural_number(structural, high_name);
    if (low < high) return true;
    context.problems.add(path, fmt::format("{} = {} is not below {} = {}: elements would never "
                                           "grow",
                                           low_name, low, high_name, high));
    return false;
  };
  if (check_order("eta", "epsilon")) check_order("axon_eta", "axon_epsilon");
}

}  // namespace

void check_structural(Context& context) {
  const std::vector<StructuralPlasticity>& all = context.experiment.structural;
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const StructuralPlasticity& structural = all[i];
    const std::string path = fmt::format("structural[{}]", i);
    const Population* source = context.known_source(structural.source, path + ".source");
    const Population* target = context.known_population(structural.target, path + ".target");
    if (!seen.emplace(structural.source, structural.target).second) {
      context.problems.add(path, fmt::format("synapses from '{}' to '{}' are created already",
                                             structural.source, structural.target));
    }
    check_new_synapses(context, structural.synapse, target, path + ".synapse");
    check_growth(context, structural, path);
    check_interval(context, structural.interval, path + ".interval");
    if (structural.kernel) {
      check_kernel(context, *structural.kernel, source, target, path + ".kernel");
    }
  }
}

}  // namespace engram::validation
