#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/ids.hpp"

namespace engram {

/// What a field takes from elsewhere than its modulator's description. Nothing, unless its values
/// belong to neurons.
struct FieldInputs {
  std::uint64_t neurons = 0;  ///< how many there are
  /// Of a schedule from a file: the amounts of neighbouring neurons, first those of the first time.
  /// Collective.
  std::function<std::vector<double>(IndexRange neurons)> read_scheduled{};

  [[nodiscard]] std::vector<double> scheduled(IndexRange of_neurons) const {
    return read_scheduled ? read_scheduled(of_neurons) : std::vector<double>();
  }
};

}  // namespace engram
