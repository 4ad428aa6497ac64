#include "stimuli/piecewise_current.hpp"

#include <algorithm>

#include "stimuli/active_steps.hpp"

namespace engram {

PiecewiseCurrent::PiecewiseCurrent(const StimulusSetup& setup, std::vector<Piece> pieces)
    : targets_(setup), pieces_(std::move(pieces)) {}

double PiecewiseCurrent::amplitude(std::int64_t step) const {
  const auto next =
      std::upper_bound(pieces_.begin(), pieces_.end(), step,
                       [](std::int64_t wanted, const Piece& piece) { return wanted < piece.step; });
  return next == pieces_.begin() ? 0.0 : std::prev(next)->value;
}

bool PiecewiseCurrent::changes(Step step) const {
  return step.value() == 0 || amplitude(step.value()) != amplitude(step.value() - 1);
}

double PiecewiseCurrent::value(Step step) const {
  return amplitude(step.value()) * targets_.factor();
}

void PiecewiseCurrent::add(Step step, std::span<double> current) {
  const double now = amplitude(step.value());
  targets_.add(current, [now](std::size_t) { return now; });
}

std::vector<PiecewiseCurrent::Piece> acting_pieces(
    const StimulusSetup& setup, double start, double stop,
    const std::vector<PiecewiseCurrent::Piece>& pieces) {
  const std::int64_t delay = delay_steps(setup.grid, setup.stimulus->delay);
  StepRange active = steps_between(setup.grid, start, stop);
  active.begin = std::max<std::int64_t>(active.begin, 1);
  std::vector<PiecewiseCurrent::Piece> acting;
  if (active.begin >= active.end) return acting;
  double before = 0.0;
  for (const auto& piece : pieces) {
    if (piece.step <= active.begin) before = piece.value;
  }
  acting.push_back({active.begin + delay, before});
  for (const auto& piece : pieces) {
    if (piece.step > active.begin && piece.step < active.end) {
      acting.push_back({piece.step + delay, piece.value});
    }
  }
  acting.push_back({active.end + delay, 0.0});
  return acting;
}

}  // namespace engram
