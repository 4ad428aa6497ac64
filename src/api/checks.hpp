#pragma once

#include <vector>

#include "core/errors.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/data_source.hpp"
#include "parallel/communicator.hpp"
#include "partitioning/cost.hpp"

namespace engram {

/// Everything that can be found wrong with an experiment without building it: its meaning, the
/// files it names, weights beyond the exact grid. Problems carry paths, not lines.
[[nodiscard]] std::vector<Problem> find_problems(const Experiment& experiment,
                                                 const Catalogue& catalogue,
                                                 const DataSource& data);

/// Collective: throws BadInput on all ranks if any of them has problems: its own, or else those of
/// the first rank that has some. Files may be missing on one machine only.
void require_no_problems(std::vector<Problem> problems, const Communicator& communicator);

/// Collective: throws BadInput, naming a rank, if not all ranks run the same executable: builds may
/// differ in their last bits.
void require_same_program(const Communicator& communicator);

/// Collective: throws BadInput on all ranks if they were not given the same experiment.
void require_same_experiment(const Experiment& experiment, const Communicator& communicator);

/// Collective: throws BadInput if the network is expected to need more memory than the machines
/// have left.
void require_memory(const Experiment& experiment, const Catalogue& catalogue,
                    const DataSource& data, const Communicator& communicator, int threads);

/// Options for estimates that count the synapses in the files `data` reads; refers to it.
[[nodiscard]] CostOptions cost_options(const DataSource& data);

}  // namespace engram
