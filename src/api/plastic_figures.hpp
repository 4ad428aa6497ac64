#pragma once

#include <cstdint>
#include <vector>

#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "engram/simulation.hpp"
#include "model/catalogue.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Collective: what has become of the weights of every plastic projection, as of now. Sums are
/// those of integers, so that no bit depends on the partition.
[[nodiscard]] std::vector<PlasticProjection> plastic_figures(Simulator& simulator,
                                                             const Experiment& experiment,
                                                             const Catalogue& catalogue,
                                                             const Communicator& communicator);

/// Hash of weights and eligibility traces of this rank's plastic synapses as of now; the sum over
/// ranks does not depend on the partition.
[[nodiscard]] std::uint64_t hash_plastic(Simulator& simulator);

/// Hash of the concentrations this rank answers for; to be summed over the ranks.
[[nodiscard]] std::uint64_t hash_fields(const Simulator& simulator);

}  // namespace engram
