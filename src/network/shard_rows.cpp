#include "network/shard_rows.hpp"

#include <algorithm>

namespace engram {
namespace {

/// A projection onto one group of the shard.
struct Inflow {
  std::unique_ptr<SynapseGenerator> generator;
  TargetGroup group;
};

std::vector<Inflow> inflows_from(const RowContext& context, const ShardLayout& shard,
                                 const std::string& source) {
  std::vector<Inflow> inflows;
  const std::vector<Projection>& projections = context.experiment.projections;
  for (std::uint32_t p = 0; p < projections.size(); ++p) {
    if (projections[p].source != source) continue;
    const PopulationId target = context.layout.find(projections[p].target);
    for (const GroupLayout& group : shard.groups) {
      if (group.population != target) continue;
      const std::string& model = context.experiment.populations[target.value()].model;
      const auto receptors =
          static_cast<std::uint32_t>(context.catalogue.neuron(model)->receptors.size());
      GeneratorSetup setup{ProjectionView(context.experiment, ProjectionId(p), &context.data),
                           group.runs, context.edges[p]};
      inflows.push_back(
          {make_generator(setup), {group.offset, receptors, context.grids.of(target)}});
    }
  }
  return inflows;
}

}  // namespace

ShardRows build_rows(const RowContext& context, const ShardLayout& shard) {
  ShardRows built;
  RowBuilder builder(built.store);
  std::uint64_t reported = 0;
  for (std::uint32_t s = 0; s < context.experiment.populations.size(); ++s) {
    const Population& source = context.experiment.populations[s];
    std::vector<Inflow> inflows = inflows_from(context, shard, source.name);
    if (inflows.empty()) continue;
    const std::uint64_t size = context.block_sizes[s];
    for (std::uint64_t first = 0, number = 0; first < source.size; first += size, ++number) {
      const SourceBlock block{first,
                              static_cast<std::uint32_t>(std::min(size, source.size - first)),
                              static_cast<std::uint32_t>(number)};
      builder.begin(context.layout.neuron(PopulationId(s), first), block.count);
      for (Inflow& inflow : inflows) builder.add(*inflow.generator, block, inflow.group);
      builder.finish();
      if (context.progress) {
        context.progress(built.store.synapses() - reported);
        reported = built.store.synapses();
      }
    }
  }
  built.rows = builder.take_rows();
  built.longest_delay = std::max(1U, builder.longest_delay());
  return built;
}

}  // namespace engram
