#include "engine/plastic_rows.hpp"

#include <cmath>

namespace engram {

std::optional<SynapseView> PlasticRows::first_non_finite(Step now) const {
  std::optional<SynapseView> found;
  read(now, [&](const SynapseView& view) {
    if (found || (std::isfinite(view.weight) && std::isfinite(view.eligibility))) return;
    found = view;
  });
  return found;
}

}  // namespace engram
