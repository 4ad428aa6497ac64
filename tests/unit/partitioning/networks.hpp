#pragma once

#include <string>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram::testing {

/// Rules, stimuli and synapses with just enough to estimate from.
[[nodiscard]] Catalogue small_catalogue();

/// An experiment of populations P0, P1, ... without projections.
[[nodiscard]] Experiment populations(const std::vector<std::uint64_t>& sizes);

/// Adds fixed_indegree synapses of weight 1 and delay 1 ms.
void connect(Experiment& experiment, const std::string& source, const std::string& target,
             double indegree);

/// The full-density cortical microcircuit (Potjans & Diesmann 2014), Poisson background.
[[nodiscard]] Experiment microcircuit();

}  // namespace engram::testing
