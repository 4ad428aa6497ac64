#pragma once

#include <vector>

#include "engram/errors.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// What keeps modulators from being simulated though each of their numbers is right by itself:
/// diffusion that would need too many sub-steps, and intervals that are too long for the
/// eligibility traces a modulator gates. The experiment must be valid otherwise. Looks at the
/// description alone: no field is made.
[[nodiscard]] std::vector<Problem> check_fields(const Experiment& experiment,
                                                const Catalogue& catalogue);

}  // namespace engram
