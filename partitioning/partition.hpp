#pragma once

#include <memory>
#include <vector>

#include "core/ids.hpp"

namespace engram {

/// Who owns which neurons. The same on every rank; its memory grows neither with the number of
/// ranks nor with the number of neurons (a map of tiles has a fixed largest size).
class Partition {
 public:
  virtual ~Partition() = default;
  [[nodiscard]] virtual int ranks() const = 0;
  [[nodiscard]] virtual Rank owner(PopulationId population, std::uint64_t index) const = 0;
  /// The neurons of a rank: ascending, neighbouring runs joined.
  [[nodiscard]] virtual std::vector<PopulationRange> neurons_of(Rank rank) const = 0;
};

}  // namespace engram
