#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "io/results/summary.hpp"

/// What summary.json says of energy and sparseness. For io/results/summary.cpp only.
namespace engram::summary {

using Json = nlohmann::ordered_json;

/// What is not finite becomes null.
[[nodiscard]] Json finite(double value);
[[nodiscard]] Json energy(const EnergySummary& energy);
[[nodiscard]] Json sparseness(double window_ms, const std::vector<SparsenessSummary>& populations);

}  // namespace engram::summary
