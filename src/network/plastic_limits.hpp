#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// True where the weights of such synapses, or what they transmit, change.
[[nodiscard]] bool is_plastic(const SynapseSpec& synapse, const Catalogue& catalogue);

/// Largest magnitude the weights can reach: the rule's own bound, or 64 times the largest first
/// weight where the rule has none. 0 where that is not known from the description.
[[nodiscard]] double weight_limit(const SynapseSpec& synapse, const SynapseModelInfo& model);

/// The weights that may be given one by one, with their sign.
struct WeightRange {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::string text = "finite numbers";  ///< for messages, behind "allowed: "

  /// As weights are stored, in single precision: one that only rounding puts beyond its bound is
  /// at the bound. False for what is not finite.
  [[nodiscard]] bool contains(double weight) const;
};

/// What weights from a file may be: for synapses that never change any, or, where a receptor is
/// named, conductances, which are not negative; for the others those of the sign of the
/// projection's own weight, within the rule's bounds. The projection must be valid.
[[nodiscard]] WeightRange weights_from_file(const SynapseSpec& synapse, const Catalogue& catalogue);

/// U, tau_rec and tau_fac of short-term plasticity, if the synapses have any.
[[nodiscard]] std::optional<std::array<double, 3>> short_term_of(const SynapseSpec& synapse,
                                                                 const SynapseModelInfo& model);

}  // namespace engram
