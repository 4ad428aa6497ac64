#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/strong_int.hpp"

namespace engram {

/// A time step: step s takes the network from time s*dt to (s+1)*dt. A neuron that crosses its
/// threshold in step s has spiked at time (s+1)*dt.
using Step = StrongInt<struct StepTag, std::int64_t>;

/// The fixed time step of a run and the conversions between milliseconds and steps.
class TimeGrid {
 public:
  /// `dt` in ms, above zero.
  explicit TimeGrid(double dt) : dt_(dt) {}

  /// Step width in ms.
  [[nodiscard]] double dt() const { return dt_; }

  /// Number of whole steps nearest to `ms`; halves round up, as NEST rounds delays.
  [[nodiscard]] std::int64_t steps(double ms) const {
    return static_cast<std::int64_t>(std::floor(ms / dt_ + 0.5));
  }

  /// True where `ms` is a whole number of steps up to rounding of its decimal form.
  [[nodiscard]] bool on_grid(double ms) const {
    const double exact = ms / dt_;
    return std::abs(exact - std::round(exact)) <=
           1e-6 * std::max(1.0, std::abs(exact)) * 1e-3 + 1e-9;
  }

  /// Time in ms at which step `step` begins.
  [[nodiscard]] double begin_of(Step step) const { return static_cast<double>(step.value()) * dt_; }

  /// Time in ms of a spike found in step `step`, that is the end of the step.
  [[nodiscard]] double spike_time(Step step) const {
    return static_cast<double>(step.value() + 1) * dt_;
  }

 private:
  double dt_;
};

}  // namespace engram
