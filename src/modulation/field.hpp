#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/aligned.hpp"
#include "engram/experiment.hpp"
#include "modulation/field_inputs.hpp"
#include "modulation/field_plan.hpp"
#include "modulation/release_schedule.hpp"

namespace engram {

/// The concentration field of a modulator, whole on every rank. Of a learning signal, whose
/// "voxels" are neurons, what is said of concentrations holds for values.
///
/// Time goes in intervals of a whole number of steps. concentration() is that at the beginning of
/// the present interval, which responses and recordings use throughout it. Where two intervals
/// meet, in this order: advance() moves on to the beginning of the next one and adds the scheduled
/// releases due by then; add_releases() adds what spikes have released; add_everywhere() adds a
/// reward. So what is added acts from the next beginning of an interval on.
///
/// Every voxel is computed from the same numbers in the same order however the work is divided, so
/// that no bit depends on the number of ranks or threads.
class Field {
 public:
  /// `dt`: step width, ms. Starts at the baseline, at time 0, with the releases scheduled for then.
  /// Throws Error where problem() finds something.
  Field(const Modulator& modulator, double dt, const FieldInputs& inputs = {});

  /// What keeps a modulator from being simulated (constants, grid, interval, releases), as a
  /// sentence, or nothing.
  [[nodiscard]] static std::optional<std::string> problem(const Modulator& modulator, double dt) {
    return FieldPlan::problem(modulator, dt);
  }

  [[nodiscard]] const Voxels& grid() const { return plan_.voxels; }
  [[nodiscard]] std::size_t voxels() const { return plan_.voxels.size(); }
  [[nodiscard]] const SpeciesConstants& species() const { return plan_.species; }
  [[nodiscard]] double baseline() const { return plan_.species.baseline; }
  /// Length of an interval, ms and steps.
  [[nodiscard]] double interval() const { return plan_.interval; }
  [[nodiscard]] std::int64_t interval_steps() const { return plan_.interval_steps; }
  /// Number of sub-steps of an interval.
  [[nodiscard]] std::int64_t sub_steps() const { return plan_.sub_steps; }
  /// Number of intervals that have passed.
  [[nodiscard]] std::int64_t intervals() const { return intervals_; }

  /// Micromolar per voxel, at the beginning of the present interval.
  [[nodiscard]] std::span<const double> concentration() const { return buffers_[present_]; }
  /// The time constant, ms, where each voxel by itself decays exponentially towards the baseline
  /// between two beginnings of intervals (infinite where it stays); nothing where voxels exchange
  /// or uptake makes the decay another one.
  [[nodiscard]] std::optional<double> decay_time() const { return plan_.decay_time(); }
  /// See FieldPlan::signal_stride().
  [[nodiscard]] std::int64_t signal_stride() const { return plan_.signal_stride(); }

  /// Adds to the present concentration what spikes release: counts[source * voxels() + voxel],
  /// summed over all ranks, times the source's amount.
  void add_releases(std::span<const std::uint64_t> counts);
  /// Adds `amount` to every voxel of the present concentration.
  void add_everywhere(double amount);

  /// Moves on by one interval.
  void advance() {
    advance(0, 1, [] {});
  }
  /// The same by `parts` threads, each of which calls this with its own part, from 0. `wait()` must
  /// return when all of them have called it. All is done when a call returns.
  template <class Wait>
  void advance(std::size_t part, std::size_t parts, const Wait& wait) {
    const std::size_t present = present_;
    for (std::int64_t k = 0; k < plan_.sub_steps; ++k) {
      const std::size_t from = (present + static_cast<std::size_t>(k)) % 2;
      step_part(part, parts, buffers_[from], buffers_[1 - from]);
      wait();
    }
    if (part == 0) finish_interval();
    wait();
  }

  /// The first voxel whose concentration is not a finite number.
  [[nodiscard]] std::optional<std::size_t> find_non_finite() const;

  /// Goes on from a checkpoint: the concentrations and the number of intervals passed. Throws Error
  /// where the number of voxels differs.
  void restore(std::span<const double> concentration, std::int64_t intervals);

  [[nodiscard]] std::size_t bytes() const;

 private:
  void step_part(std::size_t part, std::size_t parts, const AlignedVector<double>& from,
                 AlignedVector<double>& to) const;
  void finish_interval();
  void add_scheduled();

  FieldPlan plan_;
  ReleaseSchedule schedule_;
  std::int64_t intervals_ = 0;
  std::size_t present_ = 0;
  std::array<AlignedVector<double>, 2> buffers_;
};

}  // namespace engram
