#include "stimuli/target_weights.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {

std::size_t count_targets(const std::vector<TargetRun>& runs) {
  std::size_t count = 0;
  for (const TargetRun& run : runs) count += run.count;
  return count;
}

void require_matching_weights(const StimulusSetup& setup) {
  const std::size_t targets = count_targets(setup.targets);
  const std::size_t weights = setup.weights.size();
  if (weights == 1 || weights == targets) return;
  throw Error(fmt::format("a stimulus got {} weights for {} targets: one for all or one for each",
                          weights, targets));
}

TargetWeights::TargetWeights(const StimulusSetup& setup) {
  require_matching_weights(setup);
  if (setup.ports.size() != setup.weights.size()) {
    throw Error(fmt::format("a stimulus got {} receptors for {} weights", setup.ports.size(),
                            setup.weights.size()));
  }
  if (setup.weights.size() == 1) {
    ports_.push_back({setup.ports[0], setup.weights[0], {}});
    return;
  }
  for (std::size_t k = 0; k < setup.weights.size(); ++k) {
    const std::size_t receptor = setup.ports[k];
    auto port = std::find_if(ports_.begin(), ports_.end(),
                             [&](const Port& known) { return known.receptor == receptor; });
    if (port == ports_.end()) {
      ports_.push_back({receptor, 0.0, std::vector<double>(setup.weights.size(), 0.0)});
      port = std::prev(ports_.end());
    }
    port->each[k] = setup.weights[k];
  }
}

}  // namespace engram
