#include "network/rules/distance_probability.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/elementary.hpp"
#include "core/errors.hpp"

namespace engram {
namespace {

/// Beyond this many scales (gaussian, exponential: e^-32) the table is not refined further.
constexpr double gaussian_reach = 8.0;
constexpr double exponential_reach = 32.0;
constexpr double largest_bound = 1.0 - 0x1p-53;
/// The table reaches a little beyond max_distance, so that pairs exactly there are not lost to
/// rounding.
constexpr double slack = 1.0 + 1e-9;

}  // namespace

DistanceProbability::DistanceProbability(double p, const DistanceKernel& kernel)
    : p_(p), kernel_(kernel) {
  if (!(kernel.scale > 0.0) || !std::isfinite(kernel.scale) || !(kernel.max_distance >= 0.0)) {
    throw Error(fmt::format(
        "a distance kernel has scale {} and max_distance {}; the scale must be above 0, "
        "max_distance at least 0",
        kernel.scale, kernel.max_distance));
  }
  const bool limited = kernel.max_distance > 0.0;
  const bool gaussian = kernel.shape == DistanceKernel::Shape::gaussian;
  const double natural = kernel.scale * (gaussian ? gaussian_reach : exponential_reach);
  const double reach = limited ? kernel.max_distance : natural;
  bins_per_d2_ = last_bin / (reach * reach * slack);
  const auto bins = static_cast<std::size_t>(last_bin);
  for (std::size_t bin = 0; bin <= bins; ++bin) {
    const double nearest = static_cast<double>(bin) / bins_per_d2_;
    const bool beyond = limited && bin == bins;
    bound_.push_back(beyond ? 0.0 : std::min(largest_bound, at(nearest)));
    hazard_.push_back(-log1p_of(-bound_.back()));
  }
}

double DistanceProbability::at(double d2) const {
  const double limit = kernel_.max_distance * kernel_.max_distance * slack;
  if (kernel_.max_distance > 0.0 && d2 > limit) return 0.0;
  if (kernel_.shape == DistanceKernel::Shape::gaussian) {
    return p_ * exp_of(-0.5 * d2 / (kernel_.scale * kernel_.scale));
  }
  return p_ * exp_of(-std::sqrt(d2) / kernel_.scale);
}

}  // namespace engram
