#pragma once

#include <cstdint>
#include <limits>

namespace engram {

/// What a population has used, in molecules of ATP, by what it was used for (docs/energy.md).
struct EnergyUse {
  double action_potentials = 0.0;
  double presynaptic = 0.0;      ///< calcium that comes in at the terminals
  double postsynaptic = 0.0;     ///< ions that come in through receptors
  double recycling = 0.0;        ///< of transmitter and vesicles
  double resting_neurons = 0.0;  ///< resting potentials of neurons
  double resting_glia = 0.0;     ///< of glia
  double housekeeping = 0.0;     ///< everything that has nothing to do with signals
  double plasticity = 0.0;       ///< changes of weights

  [[nodiscard]] double total() const {
    return action_potentials + presynaptic + postsynaptic + recycling + resting_neurons +
           resting_glia + housekeeping + plasticity;
  }
};

/// What has been counted of a population in the recorded time, and what it stands for.
struct PopulationEnergy {
  std::uint64_t spikes = 0;
  std::uint64_t synaptic_events = 0;  ///< caused by these spikes: one per synapse and spike
  std::uint64_t neuron_steps = 0;     ///< neurons times steps
  double weight_change =
      0.0;  ///< sum of |changes| of the weights of its synapses, warm-up included
  EnergyUse atp;
};

/// Measures of sparseness of non-negative numbers; NaN where one is not defined.
struct Sparseness {
  double active_fraction = std::numeric_limits<double>::quiet_NaN();
  double treves_rolls = std::numeric_limits<double>::quiet_NaN();
  double vinje_gallant = std::numeric_limits<double>::quiet_NaN();
  double hoyer = std::numeric_limits<double>::quiet_NaN();
  double gini = std::numeric_limits<double>::quiet_NaN();
  double kurtosis = std::numeric_limits<double>::quiet_NaN();  ///< excess kurtosis
};

/// How sparse a population's spikes are: counts per neuron and window. The active fraction is a
/// mean over all windows or neurons; the other measures are means over those with spikes, for which
/// they are defined.
struct PopulationSparseness {
  std::uint64_t windows = 0;         ///< whole ones in the recorded time
  std::uint64_t silent_windows = 0;  ///< in which no neuron spiked
  std::uint64_t silent_neurons = 0;  ///< that spiked in no window
  Sparseness population;             ///< over the neurons of a window, mean over windows
  Sparseness lifetime;               ///< over the windows of a neuron, mean over neurons; no Gini
};

}  // namespace engram
