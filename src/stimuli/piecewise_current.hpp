#pragma once

#include <cstdint>
#include <vector>

#include "stimuli/stimulus.hpp"
#include "stimuli/target_currents.hpp"

namespace engram {

/// A current that is the same for all targets (up to their factors) and constant between given
/// steps.
class PiecewiseCurrent final : public CurrentStimulus {
 public:
  /// From step `step` on the current is `value` pA, until the next piece.
  struct Piece {
    std::int64_t step;
    double value;
  };

  /// `pieces` in ascending order of steps; before the first the current is zero.
  PiecewiseCurrent(const StimulusSetup& setup, std::vector<Piece> pieces);

  [[nodiscard]] bool changes(Step step) const override;
  [[nodiscard]] bool uniform() const override { return targets_.same_for_all(); }
  [[nodiscard]] double value(Step step) const override;
  void add(Step step, std::span<double> current) override;

 private:
  [[nodiscard]] double amplitude(std::int64_t step) const;

  TargetCurrents targets_;
  std::vector<Piece> pieces_;
};

/// The part of `pieces`, given by the time (in steps) at which each is asked for, that falls into
/// the active window of the stimulus, moved by its delay to the steps in which the current acts.
///
/// A current asked for from time t on acts on the membrane from t + delay on, and not before the
/// step after the delay (NEST: a current is sent one step ahead and waits one step at the neuron).
[[nodiscard]] std::vector<PiecewiseCurrent::Piece> acting_pieces(
    const StimulusSetup& setup, double start, double stop,
    const std::vector<PiecewiseCurrent::Piece>& pieces);

}  // namespace engram
