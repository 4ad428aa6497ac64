#include "modulation/field_step.hpp"

#include <algorithm>
#include <cmath>

#include "core/elementary.hpp"
#include "core/long_elementary.hpp"

namespace engram {
namespace {

// 1 / edge^2 along an axis; 0 where there is but one voxel, or none that has a place.
double curvature(const Voxels& voxels, std::size_t axis) {
  if (voxels.shape()[axis] < 2 || voxels.per_neuron()) return 0.0;
  return 1.0 / (voxels.edges()[axis] * voxels.edges()[axis]);
}

}  // namespace

double FieldStep::stable_step(const SpeciesConstants& species, const Voxels& voxels) {
  double sum = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis) sum += curvature(voxels, axis);
  const double rate = 2.0 * species.diffusion * sum;
  return rate > 0.0 ? 1.0 / rate : std::numeric_limits<double>::infinity();
}

FieldStep::FieldStep(const SpeciesConstants& species, const Voxels& voxels, double h)
    : length_(voxels.shape()[2]),
      periodic_(voxels.periodic()),
      diffuses_(std::isfinite(stable_step(species, voxels))),
      loss_(species.v_max > 0.0          ? Loss::uptake
            : std::isfinite(species.tau) ? Loss::decay
                                         : Loss::none),
      baseline_(species.baseline),
      decay_(static_cast<double>(long_exp(-static_cast<long double>(h) / species.tau))),
      h_(h),
      per_tau_(1.0 / species.tau),
      v_max_(species.v_max),
      k_m_(species.k_m),
      inflow_(species.baseline / species.tau +
              species.v_max * species.baseline / (species.k_m + species.baseline)) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    share_[axis] = species.diffusion * h * curvature(voxels, axis);
  }
}

void FieldStep::react(const double* before, std::size_t count, double* after) const {
  switch (loss_) {
    case Loss::none:
      std::copy_n(before, count, after);
      return;
    case Loss::decay:
      for (std::size_t i = 0; i < count; ++i) {
        after[i] = baseline_ + (before[i] - baseline_) * decay_;
      }
      return;
    case Loss::uptake:
      take_up(before, count, after);
      return;
  }
}

void FieldStep::take_up(const double* before, std::size_t count, double* after) const {
  // Copies stay in registers, whatever `after` points to.
  const double h = h_, per_tau = per_tau_, v_max = v_max_, k_m = k_m_, inflow = inflow_;
  const double half = 0.5 * h;
  const double a = 1.0 + half * per_tau;
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const double c = before[i];
    // Implicit Euler over h/2: a m^2 + (a K_m + V_max h/2 - s) m - s K_m = 0. Of the two forms of
    // the positive root the one without a difference of nearly equal numbers.
    const double s = c + half * inflow;
    const double b = a * k_m + half * v_max - s;
    const double root = std::sqrt(b * b + 4.0 * a * (s * k_m));
    const double above = b >= 0.0 ? 2.0 * (s * k_m) : root - b;
    const double below = b >= 0.0 ? b + root : 2.0 * a;
    const double rate = per_tau + v_max / (k_m + above / below);
    const double goal = inflow / rate;
    after[i] = goal + (c - goal) * exp_of(-rate * h);
  }
}

void FieldStep::diffuse(const Rows& rows, double* out) const {
  const auto moved = [&](std::size_t i, std::size_t left, std::size_t right) {
    const double c = rows.here[i];
    const double across_planes = (rows.plane_before[i] - c) + (rows.plane_after[i] - c);
    const double across_rows = (rows.row_before[i] - c) + (rows.row_after[i] - c);
    const double along = (rows.here[left] - c) + (rows.here[right] - c);
    return c + ((share_[0] * across_planes + share_[1] * across_rows) + share_[2] * along);
  };
  const std::size_t last = length_ - 1;
  out[0] = moved(0, periodic_ ? last : 0, std::min<std::size_t>(1, last));
  for (std::size_t i = 1; i < last; ++i) out[i] = moved(i, i - 1, i + 1);
  if (last > 0) out[last] = moved(last, last - 1, periodic_ ? 0 : last);
}

void FieldStep::operator()(const Rows& rows, double* out) const {
  diffuse(rows, out);
  if (loss_ != Loss::none) react(out, length_, out);
}

void FieldStep::each_by_itself(const double* here, std::size_t count, double* out) const {
  react(here, count, out);
}

}  // namespace engram
