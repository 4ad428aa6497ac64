#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "core/time_grid.hpp"

namespace engram {

/// A factor per voxel that changes with the intervals of a field, kept as long as somebody may ask:
/// spikes are treated some time after they were emitted, and that time depends on the partition.
class StepFactor {
 public:
  /// `interval`: steps; `lateness`: steps between a spike and its treatment, at most.
  StepFactor(std::size_t voxels, std::int64_t interval, std::int64_t lateness)
      : voxels_(voxels),
        interval_(interval),
        kept_(static_cast<std::size_t>(lateness / interval) + 3),
        values_(kept_ * voxels, 1.0) {}

  /// The values of interval number `interval`, to be filled in.
  [[nodiscard]] std::span<double> of_interval(std::int64_t interval) {
    return {values_.data() + place(interval), voxels_};
  }
  /// The factor during `step`.
  [[nodiscard]] double at(Step step, std::uint32_t voxel) const {
    return values_[place(step.value() / interval_) + voxel];
  }

  /// Number of intervals kept.
  [[nodiscard]] std::size_t kept() const { return kept_; }
  /// All that is kept, in an order that follows from the constructor's arguments.
  [[nodiscard]] const std::vector<double>& values() const { return values_; }
  /// Goes on from the values of an object with the same arguments. Throws Error if they cannot be
  /// such.
  void restore(std::vector<double> values) {
    if (values.size() != values_.size()) {
      throw Error("stored factors on release do not belong to this experiment");
    }
    values_ = std::move(values);
  }

 private:
  [[nodiscard]] std::size_t place(std::int64_t interval) const {
    return static_cast<std::size_t>(interval) % kept_ * voxels_;
  }

  std::size_t voxels_;
  std::int64_t interval_;
  std::size_t kept_;
  std::vector<double> values_;
};

}  // namespace engram
