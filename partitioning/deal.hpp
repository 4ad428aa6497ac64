#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.hpp"

namespace engram {

/// Deals the neurons of one population (or of a run of it) to `parts` in rounds, tile after tile.
/// What is left after the last complete round is cut into one run per part, as equal as possible,
/// so that no part holds more than one cut (four neurons, or one where there are few) more than
/// another. Pure arithmetic.
class Deal {
 public:
  /// `first`: the part that receives the first tile, and the first to receive one of the larger
  /// runs of the rest; passing next() of one population to the following spreads the remainders of
  /// many populations.
  Deal(std::uint64_t neurons, std::uint64_t tile, std::uint64_t parts, std::uint64_t first);

  /// The part that holds neuron `index`, below the number of neurons.
  [[nodiscard]] std::uint64_t part_of(std::uint64_t index) const;
  /// The runs of part `part`, ascending, none empty, neighbours joined.
  [[nodiscard]] std::vector<IndexRange> runs_of(std::uint64_t part) const;
  /// Number of neurons of part `part`.
  [[nodiscard]] std::uint64_t count_of(std::uint64_t part) const;
  /// The part that should come first in the next population.
  [[nodiscard]] std::uint64_t next() const { return (first_ + larger_) % parts_; }

 private:
  [[nodiscard]] std::uint64_t turn_of(std::uint64_t part) const;
  [[nodiscard]] IndexRange rest_of(std::uint64_t turn) const;

  std::uint64_t neurons_;
  std::uint64_t tile_;
  std::uint64_t parts_;
  std::uint64_t first_;
  std::uint64_t rounds_;  // complete ones
  std::uint64_t dealt_;   // neurons in complete rounds
  std::uint64_t cut_;     // neurons per unit of the rest
  std::uint64_t each_;    // units of the rest for every part
  std::uint64_t larger_;  // parts that receive one unit more
};

}  // namespace engram
