#pragma once

#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// Makes synapses change at the ends of windows where their model compares numbers of spikes
/// (WindowRule). Windows follow each other from the beginning of the run, warm-up included.
///
/// Adds counters to the groups of `network`, and one periodic action per such projection; also
/// where this rank has none of its targets, so that all ranks stop at the same times.
void add_window_learning(const Experiment& experiment, const Catalogue& catalogue,
                         RankNetwork& network);

}  // namespace engram
