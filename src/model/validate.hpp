#pragma once

#include <cstdint>
#include <vector>

#include "core/errors.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// Everything that is wrong with the meaning of an experiment: names that do not exist, values out
/// of range, times off the grid, connections that cannot be made. Empty if it can be built and run.
///
/// Problem::path says where, in the words of the experiment file ("projections[2].synapse.delay");
/// files and lines are left to who read the file. Nothing is opened: see validate_data for the
/// files an experiment names.
[[nodiscard]] std::vector<Problem> validate(const Experiment& experiment,
                                            const Catalogue& catalogue);

/// Longest delay the engine can hold, in steps.
inline constexpr std::int64_t longest_delay_steps = 8000;

/// Longest run with plastic synapses, in steps: spike times are kept in 32 bits.
inline constexpr std::int64_t most_plastic_steps = (std::int64_t{1} << 31) - 2;

/// Most voxels a modulator's grid may have.
inline constexpr std::uint64_t most_voxels = std::uint64_t{1} << 31;

/// Most synapses of two populations whose weights can be traced, and most bins of a histogram.
inline constexpr std::uint64_t most_traced_synapses = 1'000'000;
inline constexpr std::uint64_t most_histogram_bins = 65'536;

/// Most neurons an experiment may have.
inline constexpr std::uint64_t most_neurons = std::uint64_t{1} << 40;

/// No value is drawn further from the mean of a normal distribution (for lognormal: of its
/// logarithm) than this many standard deviations: the generators' uniform numbers end before.
inline constexpr double farthest_draw = 10.0;

}  // namespace engram
