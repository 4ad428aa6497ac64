#include <array>
#include <memory>

#include <fmt/format.h>

#include "stimuli/parameters.hpp"
#include "stimuli/piecewise_current.hpp"
#include "stimuli/types.hpp"

namespace engram {
namespace {

constexpr std::array parameters{
    Quantity{"amplitude_times", "ms", 0.0, Range::above(0), "times from which each amplitude holds",
             Quantity::Shape::list, true},
    Quantity{"amplitude_values", "pA", 0.0, Range::any(), "amplitudes, one for each time",
             Quantity::Shape::list, true},
    start_line,
    stop_line,
};

std::vector<std::string> check(
    const ParameterLookup& parameter,
    const std::function<std::span<const double>(std::string_view)>& given_list) {
  std::vector<std::string> problems = check_start_stop(parameter);
  const auto times = given_list("amplitude_times");
  const auto values = given_list("amplitude_values");
  if (times.size() != values.size()) {
    problems.push_back(fmt::format(
        "amplitude_times has {} entries and amplitude_values {}: there must be one value "
        "for each time",
        times.size(), values.size()));
  }
  if (times.empty()) problems.push_back("amplitude_times is empty: give at least one time");
  for (std::size_t k = 0; k < times.size(); ++k) {
    const double before = k == 0 ? 0.0 : times[k - 1];
    if (times[k] > before) continue;
    problems.push_back(fmt::format(
        "amplitude_times[{}] is {} ms: times must be above 0 and ascending, and the one "
        "before is {}",
        k, times[k], before));
    break;
  }
  return problems;
}

std::unique_ptr<CurrentStimulus> make(const StimulusSetup& setup) {
  const Stimulus& stimulus = *setup.stimulus;
  const auto times = list(stimulus, "amplitude_times");
  const auto values = list(stimulus, "amplitude_values");
  std::vector<PiecewiseCurrent::Piece> pieces;
  for (std::size_t k = 0; k < times.size(); ++k) {
    const PiecewiseCurrent::Piece piece{setup.grid.steps(times[k]), values[k]};
    // Of several times that round to one step the last holds.
    if (!pieces.empty() && pieces.back().step == piece.step) pieces.pop_back();
    pieces.push_back(piece);
  }
  return std::make_unique<PiecewiseCurrent>(
      setup, acting_pieces(setup, number(stimulus, parameters, "start"),
                           number(stimulus, parameters, "stop"), pieces));
}

}  // namespace

StimulusType step_current_generator() {
  StimulusType type;
  type.info = {{"step_current_generator", "A current that changes at given times.",
                "I(t) = weight amplitude_values[k] for amplitude_times[k] + delay <= t < "
                "amplitude_times[k+1] + delay,\n0 before the first time and outside start and stop",
                "NEST 3, step_current_generator (conventions of time)", parameters},
               StimulusInfo::Output::current,
               false,
               check};
  type.make_current = make;
  return type;
}

}  // namespace engram
