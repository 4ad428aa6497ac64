#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "engine/row_arrivals.hpp"
#include "plasticity/short_term.hpp"
#include "plasticity/spike_history.hpp"

namespace engram {

/// What all synapses of a source share, where it is kept. The same wherever the source has
/// synapses.
struct SourceState {
  NeuronId source;
  std::uint32_t row = 0;            ///< among the arrivals' rows
  ShortStep* last = nullptr;        ///< the source's last spike at the synapses
  ShortStep* seen = nullptr;        ///< the synapses are up to date at this step's end
  std::span<float> traces;          ///< of the source, just after that spike
  ShortTerm* short_term = nullptr;  ///< null: none
};

/// All that changes in plastic rows, where it is kept: checkpoints read and set it.
struct PlasticState {
  std::vector<SourceState> sources;  ///< those with synapses here, ascending
  RowArrivals* arrivals = nullptr;
  std::uint32_t axonal_delay = 0;  ///< steps
  std::uint32_t offset = 0;        ///< of the group in the shard's arrays
  /// The synapses one behind the other, source after source: each begins with target and delay
  /// (PlasticWord), and then come its numbers, in single precision.
  std::byte* synapses = nullptr;
  std::uint64_t count = 0;
  std::span<const std::uint32_t> per_target;  ///< synapses of each target, up to the last
  std::uint32_t width = 0;                    ///< bytes of a synapse
  std::vector<std::string> numbers;           ///< their names; the first is "weight"
  std::uint64_t* events = nullptr;
  std::uint64_t* change_quanta = nullptr;
};

}  // namespace engram
