#pragma once

#include <optional>

#include "engram/experiment.hpp"

namespace engram {

/// The kernel at a distance whose square is `squared`, micrometres squared.
[[nodiscard]] double kernel_value(const DistanceKernel& kernel, double squared);

/// Mean of a distance kernel over all pairs of a source and a target whose places are uniform in
/// their boxes: the factor by which the kernel thins out a projection. Empty where the places are
/// not given by boxes (they come from a file, or the boxes differ in their number of axes).
[[nodiscard]] std::optional<double> kernel_mean(const DistanceKernel& kernel,
                                                const Positions& source, const Positions& target);

}  // namespace engram
