#include "model/validate_parts.hpp"

namespace engram::validation {

void check_ledger(Context& context) {
  const EnergySettings& energy = context.experiment.energy;
  const EnergyInfo* set = context.catalogue.energy_set(energy.constants);
  if (set == nullptr) {
    context.problems.add_unknown("energy.constants", "set of energy constants", energy.constants,
                                 names_of(context.catalogue.energy));
  } else {
    check_numbers(context, energy.params, set->parameters, set->name, "energy.");
  }
  if (energy.interval) check_interval(context, *energy.interval, "energy.interval");
  const SparsenessSettings& sparseness = context.experiment.sparseness;
  if (sparseness.window) check_interval(context, *sparseness.window, "sparseness.window");
}

}  // namespace engram::validation
