#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "network/rules/synapse_batch.hpp"

namespace engram {

/// How the synapses of one target fall on the sources of a block.
enum class SourceChoice {
  any,       ///< each on any source
  distinct,  ///< on different sources, all sets equally likely
  listed,    ///< the k-th on the k-th source
};

/// Synapses of one target from one block of sources.
struct DrawRequest {
  std::uint64_t index = 0;      ///< target, index within its population
  std::uint32_t local = 0;      ///< target, index within the group
  std::uint32_t count = 0;      ///< number of synapses
  std::uint32_t first = 0;      ///< number of the first one
  std::uint32_t eligible = 0;   ///< number of sources to choose from
  std::uint32_t skip = nobody;  ///< source that is left out, index within the block
  static constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
};

/// The inner loop of construction: source, weight and delay of every synapse from one evaluation of
/// Philox with the counter (target; block, k). Works on batches, step by step, so that each step is
/// a plain loop.
class DrawLoop {
 public:
  DrawLoop(const ProjectionView& projection, SourceChoice choice);

  /// Begins a block of sources.
  void begin(const SourceBlock& block, SynapseSink& sink);
  void add(DrawRequest request);
  /// Hands over what is left. Must end every block.
  void end() { flush(); }

 private:
  // The part of a request that has found room in the batch.
  struct Segment {
    std::uint32_t begin;
    std::uint32_t size;
    DrawRequest request;
  };

  void flush();
  void choose_any(const Segment& segment);
  void choose_distinct(const Segment& segment);
  void choose_listed(const Segment& segment);

  RandomSource random_;
  SourceChoice choice_;
  WeightSampler weights_;
  DelaySampler delays_;
  bool needs_words_;
  std::uint32_t block_ = 0;
  SynapseSink* sink_ = nullptr;
  std::unique_ptr<SynapseBatch> batch_;
  std::vector<Segment> segments_;
  std::vector<std::uint64_t> taken_;   // one bit per source of the block
  std::vector<std::uint32_t> chosen_;  // the bits that are set
};

}  // namespace engram
