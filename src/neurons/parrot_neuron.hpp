#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "neurons/named_values.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {

/// A relay: a neuron that spikes in every step in which it receives input.
///
///   sum of the weights that arrive in a step > 0:  spike at the end of that step
///
/// It stands between stimuli and plastic synapses, which need a source that is a neuron. Several
/// spikes that arrive in the same step come out as one; NEST's parrot_neuron repeats each of them,
/// whatever its weight.
struct ParrotNeuron {
  static constexpr std::array<Quantity, 0> parameters{};
  static constexpr std::array<Quantity, 0> state{};
  static constexpr std::array<std::string_view, 1> receptors{"in"};

  struct State {};
  struct Constants {};

  static Constants derive(const NamedValues&, double) { return {}; }
  static double offset(std::size_t, const Constants&) { return 0; }
  static State padding(const Constants&) { return {}; }

  static bool step(const Constants&, const std::array<double, 1>& input, double, State&) {
    return input[0] > 0;
  }

  static NeuronModelInfo info() {
    return {{"parrot_neuron", "A relay that repeats the spikes it receives.",
             "sum of the weights that arrive in a step > 0: spike",
             "NEST's model of this name; several spikes in one step come out as one", parameters},
            state,
            receptors,
            "mV",
            false};
  }
};

}  // namespace engram
