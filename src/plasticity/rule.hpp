#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>

#include "model/catalogue.hpp"
#include "neurons/named_values.hpp"

namespace engram {

// What a synapse rule is.
//
// A rule is a struct without data. It says by how much a weight changes when one of its two neurons
// spikes; everything else (when a synapse is visited, histories, traces, delays, bounds, storage,
// eligibility and third factors, short-term plasticity) is the same for all rules and lives in
// engine/plastic_rows.hpp. It offers
//
// * `parameters`: its table;
// * `pairing`: which spikes form pairs;
// * `pre_traces`, `post_traces`: how many exponential traces of the source's and of the target's
//   spikes it reads. A trace grows by 1 with every spike (or is set to 1 where only the nearest
//   spike counts) and decays with its time constant;
// * `Constants` and `derive(parameters, dt)`: numbers derived once per projection;
// * `pre_time_constants(parameters)`, `post_time_constants(parameters)`: ms, one per trace;
// * `at_post(constants, w, pre, post)`: change of the weight when a spike of the target reaches the
//   synapse. `pre`: traces at this time; `post`: traces just before this spike;
// * `at_pre(constants, w, pre, post)`: change when a spike of the source arrives. `pre`: traces
//   just before this spike; `post`: traces just before this time, a coincident spike not included.
//   Both are templates: weight, traces and change are of type double for one synapse, DoubleLanes
//   for several, where select() (core/lanes.hpp) stands for a choice;
// * if it likes, `specialise(constants, action)`: calls `action(numbers)` with the constants in
//   another form, for which at_post and at_pre give the same results in less time;
// * `bounds(constants)`: the smallest and the largest weight;
// * `info()`: its SynapseModelInfo.
//
// Weights are magnitudes here: the sign of a projection's weights is kept once for all of its
// synapses, and so is the sign of a bound.

/// Values of the exponential traces of one neuron, or of several (DoubleLanes).
template <std::size_t n, class Real = double>
using Traces = std::array<Real, n>;

/// Which spikes form pairs (Morrison, Diesmann & Gerstner 2008, doi:10.1007/s00422-008-0233-1,
/// figure 7).
enum class Pairing {
  all_to_all,
  nearest_symmetric,     ///< every spike with the nearest earlier one of the other neuron (7A)
  nearest_pre_centered,  ///< the trace of the source starts anew after each spike of the target
                         ///< (7B)
  nearest_restricted     ///< only immediate neighbours (7C)
};

/// Calls `action` with a rule's constants in the form that is fastest to compute with.
template <class Rule, class Action>
void with_fastest_constants(const typename Rule::Constants& constants, const Action& action) {
  if constexpr (requires { Rule::specialise(constants, action); }) {
    Rule::specialise(constants, action);
  } else {
    action(constants);
  }
}

/// The interval a weight never leaves.
struct WeightBounds {
  double min = 0.0;
  double max = std::numeric_limits<double>::infinity();
};

}  // namespace engram
