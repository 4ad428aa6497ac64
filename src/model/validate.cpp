#include "model/validate.hpp"

#include "model/validate_parts.hpp"

namespace engram {

std::vector<Problem> validate(const Experiment& experiment, const Catalogue& catalogue) {
  validation::Context context(experiment, catalogue);
  validation::check_simulation(context);
  validation::check_populations(context);
  validation::check_stimuli(context);
  validation::check_modulators(context);
  validation::check_projections(context);
  validation::check_structural(context);
  validation::check_run_length(context);
  validation::check_recording(context);
  validation::check_weight_recordings(context);
  validation::check_field_recordings(context);
  validation::check_ledger(context);
  validation::check_partitioning(context);
  validation::check_reference(context);
  return context.problems.take();
}

}  // namespace engram
