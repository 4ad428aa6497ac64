#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/state_visitor.hpp"
#include "engine/network_outline.hpp"
#include "engine/population_part.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Shows what is kept for the neurons of a member of a population's part.
using MemberState = std::function<void(std::size_t member, StateVisitor& visitor)>;

/// A population's neurons between this rank and an archive.
struct NeuronTables {
  const Communicator& communicator;
  StateArchive& archive;
  Step now;             ///< the next step to be computed
  std::uint64_t total;  ///< size of the population
  PopulationPart part;  ///< of this rank
  std::string path;     ///< of the tables; no slash at its end

  /// Collective: moves all that `state` shows, one table or two per name. What only some ranks know
  /// of is moved as well.
  void transfer(const MemberState& state);
};

}  // namespace engram
