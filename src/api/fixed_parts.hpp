#pragma once

#include <vector>

#include "engram/experiment.hpp"
#include "io/checkpoint/checkpoint_head.hpp"
#include "model/catalogue.hpp"
#include "model/layout.hpp"

namespace engram {

/// What a run has in common with all that go on from it: the blocks of its experiment, as hashes of
/// their text, but for what may change.
[[nodiscard]] std::vector<Fixture> fixed_parts(const Experiment& experiment,
                                               const Catalogue& catalogue,
                                               const NetworkLayout& layout);

/// Throws BadInput with every difference between the experiment and the one that was saved that
/// would make the rest of the run another one. Duration, partitioning, name, description and
/// reference may differ. `path`: of the checkpoint.
void require_same_run(const std::string& path, const CheckpointHead& saved,
                      const Experiment& experiment, const std::vector<Fixture>& fixed);

/// The same for a run that branches off: the network must be the same. Stimuli, what is recorded,
/// warm-up, what modulators release, and the numbers of learning rules may differ as well.
void require_same_network(const std::string& path, const CheckpointHead& saved,
                          const Experiment& experiment, const std::vector<Fixture>& fixed);

}  // namespace engram
