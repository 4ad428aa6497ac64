#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "network/rules/distance_probability.hpp"
#include "network/rules/source_cells.hpp"

namespace engram {

/// Pairs that may be connected. They are decided together, so that the processor works on many at
/// once.
struct CandidateBatch {
  static constexpr std::size_t capacity = 256;
  template <class T>
  using Column = std::array<T, capacity>;

  Column<std::uint64_t> index;          ///< of the target in its population
  Column<std::uint32_t> local;          ///< of the target in the group
  Column<std::uint32_t> number;         ///< of the candidate, counted per target and block
  Column<std::uint32_t> place;          ///< of the source among the cells
  Column<double> threshold;             ///< connected where the probability is larger
  Column<std::array<double, 3>> point;  ///< of the target
  std::size_t size = 0;

  /// Numbers, in this batch, of the pairs that are connected; returns how many there are.
  std::size_t decide(const SourceCells& cells, const DistanceProbability& probability,
                     Column<std::uint32_t>& connected) const;
};

}  // namespace engram
