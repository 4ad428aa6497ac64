#pragma once

#include "engine/simulator.hpp"
#include "engram/experiment.hpp"

namespace engram {

/// Makes populations with homeostasis move their thresholds: at every multiple of a population's
/// interval each neuron's threshold follows its spikes since the last time (move_thresholds in
/// neurons/threshold_homeostasis.hpp). Spikes count from the beginning of the run, warm-up
/// included.
///
/// Adds counters to the groups of `network`, and one periodic action per such population; also
/// where this rank has none of its neurons, so that all ranks stop at the same times.
void add_homeostasis(const Experiment& experiment, RankNetwork& network);

}  // namespace engram
