#include "model/neuron_tables.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace engram {

NeuronTables::NeuronTables(const NeuronModelInfo& model, const Population& population)
    : parameters_(model.parameters.begin(), model.parameters.end()),
      state_(model.state.begin(), model.state.end()),
      receptors_(model.receptors.begin(), model.receptors.end()) {
  if (!model.has_compartments()) return;
  for (const Compartment& compartment : population.compartments) {
    const std::string prefix = compartment.name + '.';
    add_lines(model.compartment_parameters, prefix, parameters_);
    add_lines(model.compartment_state, prefix, state_);
    for (const std::string_view receptor : model.receptors) {
      receptors_.push_back(keep(prefix + std::string(receptor)));
    }
  }
}

std::string_view NeuronTables::keep(const std::string& name) {
  return names_.emplace_back(name);
}

void NeuronTables::add_lines(std::span<const Quantity> lines, const std::string& prefix,
                             std::vector<Quantity>& table) {
  for (Quantity line : lines) {
    line.name = keep(prefix + std::string(line.name));
    if (!line.default_from.empty())
      line.default_from = keep(prefix + std::string(line.default_from));
    table.push_back(line);
  }
}

std::uint32_t count_receptors(const NeuronModelInfo& model, const Population& population) {
  const std::size_t compartments = model.has_compartments() ? population.compartments.size() : 0;
  return static_cast<std::uint32_t>(model.receptors.size() * (1 + compartments));
}

ReceptorsReached receptors_reached(const NeuronModelInfo& model, const Population& population,
                                   std::string_view receptor) {
  if (model.receptor_choice == NeuronModelInfo::ReceptorChoice::sign) {
    return {0, model.receptors.size() > 1 ? 1U : 0U};
  }
  const NeuronTables tables(model, population);
  const auto found = std::ranges::find(tables.receptors(), receptor);
  if (found == tables.receptors().end()) {
    throw Error("there is no receptor '" + std::string(receptor) + "'");
  }
  const auto number = static_cast<std::uint32_t>(found - tables.receptors().begin());
  return {number, number};
}

std::vector<std::uint32_t> parents_of(const std::vector<Compartment>& compartments) {
  std::vector<std::uint32_t> parents;
  for (const Compartment& compartment : compartments) {
    const auto found = std::ranges::find(compartments, compartment.parent, &Compartment::name);
    const auto number = static_cast<std::uint32_t>(found - compartments.begin());
    parents.push_back(found == compartments.end() ? 0 : number + 1);
  }
  return parents;
}

}  // namespace engram
