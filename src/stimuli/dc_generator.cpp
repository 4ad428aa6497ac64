#include <array>
#include <memory>

#include "stimuli/parameters.hpp"
#include "stimuli/piecewise_current.hpp"
#include "stimuli/types.hpp"

namespace engram {
namespace {

constexpr std::array parameters{
    Quantity{"amplitude", "pA", 0.0, Range::any(), "current"},
    start_line,
    stop_line,
};

}  // namespace

StimulusType dc_generator() {
  StimulusType type;
  type.info = {
      {"dc_generator", "A constant current.",
       "I(t) = weight amplitude for start + delay <= t < stop + delay, otherwise 0",
       "NEST 3, dc_generator (conventions of time)", parameters},
      StimulusInfo::Output::current,
      false,
      [](const ParameterLookup& parameter, const auto&) { return check_start_stop(parameter); }};
  type.make_current = [](const StimulusSetup& setup) -> std::unique_ptr<CurrentStimulus> {
    const Stimulus& stimulus = *setup.stimulus;
    return std::make_unique<PiecewiseCurrent>(
        setup, acting_pieces(setup, number(stimulus, parameters, "start"),
                             number(stimulus, parameters, "stop"),
                             {{0, number(stimulus, parameters, "amplitude")}}));
  };
  return type;
}

}  // namespace engram
