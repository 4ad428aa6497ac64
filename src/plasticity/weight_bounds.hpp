#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "model/catalogue.hpp"

namespace engram {

/// A bound as a rule uses it: the magnitude, as near as a stored weight can come. So a weight at
/// its bound is exactly there, and a change that vanishes at the bound vanishes.
[[nodiscard]] inline double stored_bound(double bound) {
  return static_cast<double>(static_cast<float>(std::abs(bound)));
}

/// A sentence if Wmax leaves no room for a weight: it must not be 0 or infinite in single
/// precision. (That bounds have the weights' sign and lie in order is validated for all models
/// alike.)
[[nodiscard]] std::vector<std::string> check_largest_weight(const ParameterLookup& parameter);

}  // namespace engram
