#include "network/shard_rows.hpp"

#include <algorithm>
#include <list>
#include <optional>

#include "core/time_grid.hpp"
#include "model/neuron_tables.hpp"

namespace engram {
namespace {

/// A projection onto one group of the shard.
struct Inflow {
  std::unique_ptr<SynapseGenerator> generator;
  TargetGroup group;
  std::optional<PlasticBuilder> plastic;
};

/// Room for the plastic synapses of projection `p` onto a group.
PlasticStore& add_store(const RowContext& context, std::uint32_t p, std::size_t group,
                        std::list<PlasticStore>& stores) {
  PlasticStore& store = stores.emplace_back();
  store.projection = p;
  store.group = group;
  store.width = context.plastic_widths[p];
  store.axonal_delay = static_cast<std::uint32_t>(
      TimeGrid(context.experiment.simulation.dt)
          .steps(context.experiment.projections[p].synapse.axonal_delay));
  return store;
}

std::vector<Inflow> inflows_from(const RowContext& context, const ShardLayout& shard,
                                 const std::string& source, std::list<PlasticStore>& stores) {
  std::vector<Inflow> inflows;
  const std::vector<Projection>& projections = context.experiment.projections;
  for (std::uint32_t p = 0; p < projections.size(); ++p) {
    if (projections[p].source != source) continue;
    const PopulationId target = context.layout.find(projections[p].target);
    for (std::size_t g = 0; g < shard.groups.size(); ++g) {
      const GroupLayout& group = shard.groups[g];
      if (group.population != target) continue;
      const Population& population = context.experiment.populations[target.value()];
      const ReceptorsReached reached = receptors_reached(
          *context.catalogue.neuron(population.model), population, projections[p].synapse.receptor);
      GeneratorSetup setup{ProjectionView(context.experiment, ProjectionId(p), &context.data),
                           group.runs, context.edges[p]};
      Inflow& inflow = inflows.emplace_back();
      inflow.generator = make_generator(setup);
      const auto port = [&](std::uint32_t receptor) -> TargetGroup::Port {
        return {group.place_of(receptor), context.grids.of(target)[receptor]};
      };
      inflow.group = {port(reached.positive), port(reached.negative)};
      if (context.plastic_widths[p] > 0) {
        inflow.plastic.emplace(add_store(context, p, g, stores), group.offset);
      }
    }
  }
  return inflows;
}

}  // namespace

ShardRows build_rows(const RowContext& context, const ShardLayout& shard) {
  ShardRows built;
  RowBuilder builder(built.store);
  std::list<PlasticStore> plastic;
  std::uint64_t reported = 0;
  for (std::uint32_t s = 0; s < context.experiment.populations.size(); ++s) {
    const Population& source = context.experiment.populations[s];
    std::vector<Inflow> inflows = inflows_from(context, shard, source.name, plastic);
    if (inflows.empty()) continue;
    const std::uint64_t size = context.block_sizes[s];
    for (std::uint64_t first = 0, number = 0; first < source.size; first += size, ++number) {
      const SourceBlock block{first,
                              static_cast<std::uint32_t>(std::min(size, source.size - first)),
                              static_cast<std::uint32_t>(number)};
      const NeuronId first_source = context.layout.neuron(PopulationId(s), first);
      builder.begin(first_source, block.count);
      for (Inflow& inflow : inflows) {
        if (inflow.plastic) {
          inflow.plastic->add(*inflow.generator, block, first_source);
        } else {
          builder.add(*inflow.generator, block, inflow.group);
        }
      }
      builder.finish();
      if (context.progress) {
        std::uint64_t synapses = built.store.synapses();
        for (const PlasticStore& store : plastic) synapses += store.synapses;
        context.progress(synapses - reported);
        reported = synapses;
      }
    }
  }
  built.rows = builder.take_rows();
  built.longest_delay = std::max(1U, builder.longest_delay());
  for (PlasticStore& store : plastic) {
    built.longest_delay = std::max(built.longest_delay, store.longest_delay);
    if (store.synapses > 0) built.plastic.push_back(std::move(store));
  }
  return built;
}

}  // namespace engram
