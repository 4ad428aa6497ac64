#pragma once

#include <cstdint>

#include "core/strong_int.hpp"

namespace engram {

/// Position of a population in the experiment, in the order of the file.
using PopulationId = StrongInt<struct PopulationTag, std::uint32_t>;

/// Position of a projection in the experiment, after lists of targets have been expanded.
using ProjectionId = StrongInt<struct ProjectionTag, std::uint32_t>;

/// A neuron of the whole network: populations follow each other in the order of the file.
/// Files use the index within the population instead (SONATA's node_id).
using NeuronId = StrongInt<struct NeuronTag, std::uint64_t>;

/// A process of the communicator.
using Rank = StrongInt<struct RankTag, std::int32_t>;

/// A half-open run of neighbouring neurons of one population, by index within the population.
struct IndexRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] constexpr std::uint64_t size() const { return end - begin; }
  constexpr bool operator==(const IndexRange&) const = default;
};

/// A run of neighbouring neurons together with the population they belong to.
struct PopulationRange {
  PopulationId population;
  IndexRange range;

  constexpr bool operator==(const PopulationRange&) const = default;
};

}  // namespace engram
