#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.hpp"
#include "network/exact_grid.hpp"
#include "network/row_store.hpp"
#include "network/shard_layout.hpp"
#include "network/synapse_generator.hpp"

namespace engram {

/// A row that has been built, before slots are known.
struct BuiltRow {
  NeuronId source;
  RowPlace place;
};

/// How the synapses of one projection onto one group of the shard are stored.
struct TargetGroup {
  /// Where weights of one sign go.
  struct Port {
    PortPlace place;
    ExactGrid grid;  ///< of the receptor
  };
  Port positive;  ///< of weights >= 0
  Port negative;
};

/// Sorts the synapses of one block of sources after another and appends them to a row store.
///
/// Only one block is held in memory beside the finished rows, so that building needs hardly more
/// memory than the result. Blocks must come in ascending order of their sources.
class RowBuilder final : private SynapseSink {
 public:
  explicit RowBuilder(RowStore& store);

  void begin(NeuronId first_source, std::uint32_t sources);
  /// Lets `generator` add its synapses of the block.
  void add(SynapseGenerator& generator, const SourceBlock& block, const TargetGroup& group);
  void finish();

  [[nodiscard]] const std::vector<BuiltRow>& rows() const { return rows_; }
  [[nodiscard]] std::vector<BuiltRow> take_rows() { return std::move(rows_); }
  /// Longest delay seen, steps.
  [[nodiscard]] std::uint32_t longest_delay() const { return longest_delay_; }

 private:
  struct Synapse {
    std::uint32_t source;
    std::uint16_t target;
    std::uint16_t key;  // receptor and delay, as in SynapseWord
    float weight;
  };

  void consume(std::span<const DrawnSynapse> synapses) override;
  void sort_by_source();
  void sort_row(Synapse* row, std::uint32_t count);
  void append_words(const Synapse* row, std::uint32_t count);
  void append_slices(const Synapse* row, std::uint32_t count);

  RowStore& store_;
  std::vector<BuiltRow> rows_;
  TargetGroup group_;
  NeuronId first_source_{};
  std::uint32_t sources_ = 0;
  std::uint32_t longest_delay_ = 0;
  std::vector<Synapse> drawn_;
  std::vector<Synapse> sorted_;
  std::vector<std::uint32_t> ends_;       // of each source's synapses in sorted_
  std::vector<Synapse> row_;              // scratch of sort_row
  std::vector<std::uint32_t> key_count_;  // scratch of sort_row
};

}  // namespace engram
