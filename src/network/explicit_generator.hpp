#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "network/explicit_edges.hpp"
#include "network/rules/generator_setup.hpp"
#include "network/rules/synapse_batch.hpp"

namespace engram {

/// Serves sorted edges block of sources after block of sources. `Values` knows weights and delays:
/// values.put(batch, edge) prepares the synapse at the batch's end, values.finish(batch) completes
/// all.
template <class Edge, class Values>
class ExplicitGenerator final : public SynapseGenerator {
 public:
  ExplicitGenerator(const GeneratorSetup& setup, const std::vector<Edge>& edges, Values values)
      : targets_(setup.targets),
        edges_(edges),
        values_(std::move(values)),
        batch_(std::make_unique<SynapseBatch>()) {
    next_.resize(count_targets(targets_));
    std::size_t position = 0;
    for (const TargetRun& run : targets_) {
      auto edge =
          std::lower_bound(edges.begin(), edges.end(), run.first_index,
                           [](const Edge& e, std::uint64_t index) { return e.target < index; });
      for (std::uint32_t i = 0; i < run.count; ++i) {
        while (edge != edges.end() && edge->target < run.first_index + i) ++edge;
        next_[position++] = static_cast<std::size_t>(edge - edges.begin());
      }
    }
  }

  void generate(const SourceBlock& block, SynapseSink& sink) override {
    const std::uint64_t block_end = block.first + block.count;
    SynapseBatch& batch = *batch_;
    for_each_target(targets_, [&](std::uint32_t position, std::uint64_t index,
                                  std::uint32_t local) {
      std::size_t& next = next_[position];
      for (;
           next < edges_.size() && edges_[next].target == index && edges_[next].source < block_end;
           ++next) {
        batch.source[batch.size] = static_cast<std::uint32_t>(edges_[next].source - block.first);
        batch.target[batch.size] = local;
        values_.put(batch, edges_[next]);
        if (++batch.size == SynapseBatch::capacity) flush(sink);
      }
    });
    flush(sink);
  }

 private:
  void flush(SynapseSink& sink) {
    values_.finish(*batch_);
    batch_->send(sink);
  }

  std::vector<TargetRun> targets_;
  const std::vector<Edge>& edges_;
  Values values_;
  std::unique_ptr<SynapseBatch> batch_;
  std::vector<std::size_t> next_;  // per target, the first edge not served yet
};

/// The edges of this rank, sorted, together with how to value them.
template <class Edge, class Values>
class SortedEdges final : public ExplicitEdges {
 public:
  SortedEdges(const ExplicitBounds& bounds, std::vector<Edge> edges, Values values)
      : ExplicitEdges(bounds), edges_(std::move(edges)), values_(std::move(values)) {}

  [[nodiscard]] std::unique_ptr<SynapseGenerator> generator(
      const GeneratorSetup& setup) const override {
    return std::make_unique<ExplicitGenerator<Edge, Values>>(setup, edges_, values_);
  }

 private:
  std::vector<Edge> edges_;
  Values values_;
};

}  // namespace engram
