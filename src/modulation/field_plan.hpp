#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engram/experiment.hpp"
#include "modulation/field_step.hpp"
#include "modulation/species.hpp"
#include "modulation/voxels.hpp"

namespace engram {

/// What a modulator's description comes down to: geometry, constants and the division of time.
/// The same on every rank.
struct FieldPlan {
  /// Sub-steps an interval may need.
  static constexpr std::int64_t most_sub_steps = 1000;

  /// `dt`: step width, ms. `neurons`: see Voxels::of. Throws Error, naming the modulator, where
  /// problem() finds something.
  FieldPlan(const Modulator& modulator, double dt, std::uint64_t neurons = 0);

  /// What keeps a modulator from being simulated (constants, grid, interval, releases), as a
  /// sentence, or nothing.
  [[nodiscard]] static std::optional<std::string> problem(const Modulator& modulator, double dt);

  /// The time constant, ms, where each voxel by itself decays exponentially towards the baseline
  /// within an interval (infinite where it stays); nothing where voxels exchange or uptake makes
  /// the decay another one, and for neurons: their values are many, and count as constant within an
  /// interval.
  [[nodiscard]] std::optional<double> decay_time() const;

  /// Steps between two times at which third factors know the concentration: every step where it
  /// decays exponentially, otherwise once per interval.
  [[nodiscard]] std::int64_t signal_stride() const { return decay_time() ? 1 : interval_steps; }

  Voxels voxels;
  SpeciesConstants species;
  double interval;              ///< ms
  std::int64_t interval_steps;  ///< the same in steps
  /// Of an interval. None is longer than half the longest stable one, so that no pattern of voxels
  /// changes its sign, nor, as long as that takes no more than 100, than half the time constant of
  /// uptake.
  std::int64_t sub_steps;
  FieldStep step;
  std::vector<double> amounts;  ///< added by a spike, per source
};

}  // namespace engram
