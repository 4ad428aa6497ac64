#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "engram/experiment.hpp"
#include "model/quantity.hpp"

namespace engram {

/// Growth of synaptic elements with activity (Butz & van Ooyen 2013). A neuron's calcium follows
/// its spikes, Ca' = -Ca / tau_Ca + beta_Ca per spike, and its elements grow by the Gaussian curve
///
///   z' = nu (2 exp(-((Ca - xi) / zeta)^2) - 1),  xi = (eta + epsilon) / 2,
///                                                zeta = (epsilon - eta) / (2 sqrt(ln 2)),
///
/// which is positive between eta and epsilon. The target's dendritic elements follow its calcium,
/// the source's axonal ones the source's. Names and defaults are those of NEST's example.
inline constexpr std::array structural_parameters{
    Quantity{"nu", "1/ms", 1e-4, Range::at_least(0.0), "largest growth of elements"},
    Quantity{"eta", "", 0.0, Range::at_least(0.0), "calcium from which on elements grow"},
    Quantity{"epsilon", "", 0.05, Range::above(0.0),
             "calcium at which growth ends: the set point; above eta"},
    Quantity{"axon_nu", "1/ms", 1e-4, Range::at_least(0.0),
             "largest growth of the source's axonal elements", Quantity::Shape::number, false,
             "nu"},
    Quantity{"axon_eta", "", 0.0, Range::at_least(0.0), "their eta", Quantity::Shape::number, false,
             "eta"},
    Quantity{"axon_epsilon", "", 0.05, Range::above(0.0), "their epsilon", Quantity::Shape::number,
             false, "epsilon"},
    Quantity{"tau_Ca", "ms", 10000.0, Range::above(0.0), "time constant of the calcium"},
    Quantity{"beta_Ca", "", 0.001, Range::above(0.0), "calcium added by each spike"},
    Quantity{"tau_vacant", "", 0.1, Range::between(0.0, 1.0),
             "fraction of the vacant elements that is lost at every update"},
};

/// A number of an entry: as given, or of an axonal element as the dendritic ones have it, or the
/// default.
[[nodiscard]] inline double structural_number(const StructuralPlasticity& structural,
                                              std::string_view name) {
  const auto given = structural.params.find(std::string(name));
  if (given != structural.params.end()) return given->second;
  const Quantity& line =
      *std::ranges::find(structural_parameters, name, [](const Quantity& q) { return q.name; });
  if (!line.default_from.empty()) return structural_number(structural, line.default_from);
  return line.default_value;
}

}  // namespace engram
