#pragma once

#include <string>
#include <vector>

#include "model/catalogue.hpp"

namespace engram {

/// Sentences for relations between an integrate-and-fire neuron's potentials that do not hold:
/// V_reset below V_th, and V_min, where the model has one, below V_th.
[[nodiscard]] std::vector<std::string> check_reset(const ParameterLookup& parameter);
[[nodiscard]] std::vector<std::string> check_reset_and_minimum(const ParameterLookup& parameter);

}  // namespace engram
