#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ids.hpp"

namespace engram {

/// The parts of the whole network that have state of their own, as checkpoints name them; the same
/// on every rank.
struct NetworkOutline {
  struct Population {
    std::string name;
    std::uint64_t size = 0;
    NeuronId first_neuron{};
  };
  /// A projection by the populations' positions.
  struct Projection {
    std::uint32_t source = 0;
    std::uint32_t target = 0;
    bool plastic = false;
  };

  std::vector<Population> populations;
  std::vector<Projection> projections;
  /// Source populations of the projections whose synapses come and go.
  std::vector<std::uint32_t> structural_sources;
};

}  // namespace engram
