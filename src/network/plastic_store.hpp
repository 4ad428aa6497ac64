#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/arena.hpp"
#include "core/ids.hpp"
#include "network/row_store.hpp"
#include "network/synapse_generator.hpp"

namespace engram {

/// A plastic synapse as it is stored: what follows it in its row is the rule's own state, a few
/// single-precision numbers.
struct PlasticWord {
  std::uint16_t target;  ///< place in the shard's arrays
  std::uint16_t delay;   ///< dendritic part, steps
  float weight;          ///< magnitude
};
static_assert(sizeof(PlasticWord) == 8);

/// Where the row of a source begins, counted in synapses.
struct PlasticRowStart {
  NeuronId source;
  std::uint32_t first;
};

/// The synapses of one plastic projection onto one group of a shard, row after row, as they are
/// built. Within a row they are sorted by (delay, order of drawing).
struct PlasticStore {
  PlasticStore() : words(max_row_bytes) {}

  std::uint32_t projection = 0;               ///< position in the experiment
  std::size_t group = 0;                      ///< position in the shard
  std::uint32_t width = sizeof(PlasticWord);  ///< bytes per synapse, rule's own state included
  std::uint32_t axonal_delay = 0;             ///< steps, taken off every synapse's delay
  Arena words;
  std::vector<PlasticRowStart> rows;
  std::vector<std::uint32_t> per_target;  ///< synapses of each target of the group, up to the last
  std::uint64_t synapses = 0;
  bool negative = false;            ///< sign of all weights
  std::uint32_t longest_delay = 1;  ///< steps, axonal part included
};

/// Appends the synapses of one block of sources after another to a plastic store.
class PlasticBuilder final : private SynapseSink {
 public:
  /// `offset`: of the group in the shard's arrays.
  PlasticBuilder(PlasticStore& store, std::uint32_t offset) : store_(store), offset_(offset) {}

  /// Adds what `generator` draws of the block, whose first source is `first_source`.
  void add(SynapseGenerator& generator, const SourceBlock& block, NeuronId first_source);

 private:
  struct Drawn {
    std::uint32_t source;
    PlasticWord word;
  };

  void consume(std::span<const DrawnSynapse> synapses) override;
  void append(NeuronId first_source, std::uint32_t sources);
  template <class Key>
  void sort_by(const Key& key, std::uint32_t keys);

  PlasticStore& store_;
  std::uint32_t offset_;
  std::vector<Drawn> drawn_, sorted_;
  std::vector<std::size_t> begins_;
};

}  // namespace engram
