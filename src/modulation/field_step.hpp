#pragma once

#include <array>
#include <cstddef>
#include <limits>

#include "modulation/species.hpp"
#include "modulation/voxels.hpp"

namespace engram {

/// One sub-step of a field for a row of voxels (all that differ only in their last index): explicit
/// diffusion, then decay and uptake.
///
/// Diffusion (forward in time, centred in space): every face moves r (c_a - c_b), r = D h / edge^2,
/// from one voxel to the other, so that nothing is lost or made; through walls nothing flows. The
/// scheme is stable for h <= 1 / (2 D (1/edge_x^2 + 1/edge_y^2 + 1/edge_z^2)) = stable_step().
///
/// First-order decay alone is exact: c -> b + (c - b) exp(-h/tau), b being the baseline. With
/// uptake, the rate of loss k = 1/tau + V_max / (K_m + m) is taken at the concentration m that the
/// implicit Euler step over h/2 (the positive root of a quadratic) gives, and held: c -> q + (c -
/// q) exp(-k h), with q = inflow / k. This is of second order in h, exact where c is far below K_m,
/// stable for any h, never negative, and leaves the baseline where it is.
class FieldStep {
 public:
  /// `h`: length of the sub-step, ms.
  FieldStep(const SpeciesConstants& species, const Voxels& voxels, double h);

  /// Longest stable sub-step of diffusion, ms; infinite where nothing diffuses.
  [[nodiscard]] static double stable_step(const SpeciesConstants& species, const Voxels& voxels);

  /// Where the concentrations of a row and of its four neighbours begin. At a wall a row is its own
  /// neighbour.
  struct Rows {
    const double* here;
    const double* plane_before;
    const double* plane_after;
    const double* row_before;
    const double* row_after;
  };

  /// Whether voxels exchange anything.
  [[nodiscard]] bool diffuses() const { return diffuses_; }
  /// Writes the concentrations of a row after the sub-step, where voxels exchange.
  void operator()(const Rows& rows, double* out) const;
  /// The same of `count` voxels that exchange nothing.
  void each_by_itself(const double* here, std::size_t count, double* out) const;

 private:
  /// What `count` concentrations become by decay and uptake; both may be the same numbers.
  void react(const double* before, std::size_t count, double* after) const;
  void take_up(const double* before, std::size_t count, double* after) const;
  void diffuse(const Rows& rows, double* out) const;

  std::size_t length_;
  bool periodic_;
  bool diffuses_;
  std::array<double, 3> share_{};  // D h / edge^2
  enum class Loss { none, decay, uptake };
  Loss loss_;
  double baseline_;
  double decay_;                               // exp(-h/tau)
  double h_, per_tau_, v_max_, k_m_, inflow_;  // with uptake
};

}  // namespace engram
