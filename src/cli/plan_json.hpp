#pragma once

#include <cstdint>
#include <string>

#include "engram/experiment.hpp"
#include "partitioning/plan.hpp"

namespace engram::cli {

/// The plan as JSON for scripts that ask a machine for resources (docs/partitioning.md), ending in
/// a line break. `points`: number of points of the file's sweep, 0 without one.
[[nodiscard]] std::string plan_json(const Plan& plan, const Experiment& experiment,
                                    std::uint64_t points);

}  // namespace engram::cli
