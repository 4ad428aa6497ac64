#include "engine/build_network.hpp"

#include <omp.h>

#include <algorithm>
#include <exception>
#include <limits>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "engine/attach_fields.hpp"
#include "engine/homeostasis.hpp"
#include "engine/make_plastic.hpp"
#include "engine/make_structural.hpp"
#include "engine/synaptic_scaling.hpp"
#include "engine/window_learning.hpp"
#include "model/ledger_times.hpp"
#include "model/neuron_tables.hpp"
#include "network/explicit_edges.hpp"
#include "network/plastic_limits.hpp"
#include "network/rules/registry.hpp"
#include "network/shard_rows.hpp"
#include "network/source_blocks.hpp"
#include "network/source_slots.hpp"
#include "network/values/delay_sampler.hpp"
#include "parallel/throw_together.hpp"

namespace engram {
namespace {

using Edges = std::vector<std::shared_ptr<const ExplicitEdges>>;

Edges exchange_edges(const BuildInput& input) {
  Edges edges;
  for (std::uint32_t p = 0; p < input.experiment.projections.size(); ++p) {
    ProjectionView view(input.experiment, ProjectionId(p), &input.data);
    view.allow_weights(weights_from_file(input.experiment.projections[p].synapse, input.catalogue));
    const TargetOwner owner = [&](std::uint64_t index) {
      return input.owner(view.target_id(), index);
    };
    try {
      edges.push_back(prepare_explicit(view, owner, input.communicator));
    } catch (const BadInput& error) {
      throw BadInput({"", 0, 0, fmt::format("projections[{}].rule.{}", p, view.rule().name),
                      error.problems().front().message});
    }
    if (edges.back() != nullptr && edges.back()->bounds().longest_delay > max_delay_steps) {
      throw BadInput({view.rule().file, 0, 0, "",
                      fmt::format("holds a delay of {} steps; {} are allowed at this step width",
                                  edges.back()->bounds().longest_delay, max_delay_steps)});
    }
  }
  return edges;
}

/// Grids from the description and from what files hold; the same on all ranks.
WeightGrids agree_on_grids(const BuildInput& input, const Edges& edges) {
  const ReceptorNumbers numbers(receptor_pages(input.experiment, input.catalogue));
  std::vector<double> largest = largest_weights(input.experiment, input.catalogue, input.layout);
  for (std::size_t p = 0; p < edges.size(); ++p) {
    if (edges[p] == nullptr) continue;
    const PopulationId target = input.layout.find(input.experiment.projections[p].target);
    const Population& population = input.experiment.populations[target.value()];
    const ReceptorsReached reached =
        receptors_reached(*input.catalogue.neuron(population.model), population,
                          input.experiment.projections[p].synapse.receptor);
    for (const std::uint32_t receptor : {reached.positive, reached.negative}) {
      double& place = largest[numbers(target, receptor)];
      place = std::max(place, edges[p]->bounds().max_abs_weight);
    }
  }
  return {numbers, input.communicator.max(std::move(largest))};
}

/// The smallest delay any synapse of the network can have, in steps, without its axonal part.
std::uint32_t smallest_delay(const BuildInput& input, const Edges& edges) {
  const TimeGrid grid(input.experiment.simulation.dt);
  std::uint64_t smallest = max_delay_steps;
  for (std::size_t p = 0; p < edges.size(); ++p) {
    const Value& delay = input.experiment.projections[p].synapse.delay;
    const auto axonal = static_cast<std::uint64_t>(
        grid.steps(input.experiment.projections[p].synapse.axonal_delay));
    std::uint64_t shortest = max_delay_steps;
    if (delay.distribution() != nullptr) {
      shortest = DelaySampler(*delay.distribution(), grid).shortest();
    }
    if (edges[p] != nullptr) {
      shortest = std::min<std::uint64_t>(shortest, edges[p]->bounds().shortest_delay);
    }
    if (shortest <= axonal) {
      throw BadInput({"", 0, 0, fmt::format("projections[{}].synapse.axonal_delay", p),
                      "leaves synapses without a step of dendritic delay"});
    }
    smallest = std::min(smallest, shortest - axonal);
  }
  for (const StructuralPlasticity& structural : input.experiment.structural) {
    smallest = std::min<std::uint64_t>(smallest, structural_delay(input.experiment, structural));
  }
  return static_cast<std::uint32_t>(input.communicator.min(smallest));
}

void add_probes(const BuildInput& input, const ShardLayout& layout, Shard& shard) {
  const Experiment& experiment = input.experiment;
  const TimeGrid grid(experiment.simulation.dt);
  std::size_t number = 0;
  for (std::uint32_t r = 0; r < experiment.record.state.size(); ++r) {
    const StateRecording& recording = experiment.record.state[r];
    const PopulationId population = input.layout.find(recording.neurons.population);
    const Population& recorded = experiment.populations[population.value()];
    const NeuronTables tables(*input.catalogue.neuron(recorded.model), recorded);
    const ChosenNeurons chosen = choose(recording.neurons, input.layout.size(population),
                                        experiment.simulation.seed, {SampleKey::Asker::state, r});
    for (const std::string& variable : recording.variables) {
      const auto position =
          static_cast<std::size_t>(find(tables.state(), variable) - tables.state().data());
      for (StateProbe& probe : make_probes(layout, number, population, position,
                                           grid.steps(recording.interval), chosen)) {
        shard.add_probe(std::move(probe));
      }
      ++number;
    }
  }
}

/// Runs `action(shard number)` for every shard on the thread that will own it.
template <class Action>
void on_owners(std::size_t shards, int threads, const Action& action) {
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(threads));
#pragma omp parallel num_threads(threads)
  {
    const auto thread = static_cast<std::size_t>(omp_get_thread_num());
    try {
      for (std::size_t s = thread; s < shards; s += failures.size()) action(s);
    } catch (...) {
      failures[thread] = std::current_exception();
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

/// The local number of a neuron: its shard's first number plus its place in the shard.
class LocalNumbers {
 public:
  LocalNumbers(const std::vector<ShardLayout>& shards, const NetworkLayout& layout) {
    std::uint32_t first = 0;
    for (const ShardLayout& shard : shards) {
      for (const GroupLayout& group : shard.groups) {
        for (const TargetRun& run : group.runs) {
          runs_.push_back({layout.neuron(group.population, run.first_index).value(),
                           first + group.offset + run.first_local});
        }
      }
      first += shard.slots;
    }
    total_ = first;
    std::sort(runs_.begin(), runs_.end());
  }

  [[nodiscard]] std::uint32_t operator()(NeuronId neuron) const {
    const auto after =
        std::upper_bound(runs_.begin(), runs_.end(),
                         std::pair(neuron.value(), std::numeric_limits<std::uint32_t>::max()));
    const auto& [first, local] = *(after - 1);
    return local + static_cast<std::uint32_t>(neuron.value() - first);
  }
  [[nodiscard]] std::uint32_t total() const { return total_; }

 private:
  std::vector<std::pair<std::uint64_t, std::uint32_t>> runs_;
  std::uint32_t total_ = 0;
};

NetworkOutline outline_of(const BuildInput& input, const std::vector<std::uint32_t>& widths) {
  NetworkOutline outline;
  for (std::uint32_t p = 0; p < input.experiment.populations.size(); ++p) {
    const Population& population = input.experiment.populations[p];
    outline.populations.push_back(
        {population.name, population.size, input.layout.neuron(PopulationId(p), 0)});
  }
  for (std::size_t p = 0; p < widths.size(); ++p) {
    const Projection& projection = input.experiment.projections[p];
    outline.projections.push_back({input.layout.find(projection.source).value(),
                                   input.layout.find(projection.target).value(), widths[p] > 0});
  }
  for (const StructuralPlasticity& each : input.experiment.structural) {
    outline.structural_sources.push_back(input.layout.find(each.source).value());
  }
  return outline;
}

/// First slot of each population's sources, and one behind the last.
std::vector<std::uint32_t> first_slots(const NetworkLayout& layout,
                                       std::span<const NeuronId> sources) {
  std::vector<std::uint32_t> first;
  for (std::uint32_t p = 0; p < layout.populations(); ++p) {
    const auto place = std::ranges::lower_bound(sources, layout.neuron(PopulationId(p), 0));
    first.push_back(static_cast<std::uint32_t>(place - sources.begin()));
  }
  first.push_back(static_cast<std::uint32_t>(sources.size()));
  return first;
}

/// Neurons, stimuli and probes of all shards, joined with their rows.
void make_shards(const BuildInput& input, const WeightGrids& grids,
                 const std::vector<ShardLayout>& layouts, std::span<const NeuronId> sources,
                 SpikesFromFiles spikes, std::vector<ShardRows>& built, BuiltNetwork& result) {
  const GroupContext groups =
      make_group_context(input.experiment, input.layout, input.data, grids, std::move(spikes));
  std::vector<std::unique_ptr<Shard>> shards(layouts.size());
  std::vector<std::uint32_t> first_local(layouts.size() + 1, 0);
  for (std::size_t s = 0; s < layouts.size(); ++s)
    first_local[s + 1] = first_local[s] + layouts[s].slots;
  const FieldSystem* fields = result.network.fields.get();
  const PlasticContext plastic{input.experiment,
                               input.catalogue,
                               input.layout,
                               grids,
                               sources,
                               fields,
                               result.network.catch_up_interval};
  const EventCounts counts(first_slots(input.layout, sources));
  on_owners(layouts.size(), input.threads, [&](std::size_t s) {
    RowIndexer::index(built[s].store, built[s].rows, sources);
    built[s].rows = {};
    shards[s] = std::make_unique<Shard>(make_groups(groups, layouts[s]), layouts[s].slots,
                                        std::move(built[s].store), built[s].longest_delay,
                                        first_local[s], counts);
    add_probes(input, layouts[s], *shards[s]);
    attach_fields(input.experiment, fields, *shards[s]);
    for (PlasticStore& store : built[s].plastic) {
      const GroupLayout& group = layouts[s].groups[store.group];
      ShardGroup& target = shards[s]->groups()[store.group];
      shards[s]->add_plastic(
          make_plastic(plastic, std::move(store), group, {target.histories, target.observers}));
    }
    built[s].plastic.clear();
  });
  for (std::unique_ptr<Shard>& shard : shards) result.network.shards.push_back(std::move(*shard));
}

}  // namespace

BuiltNetwork build_network(const BuildInput& input) {
  const std::vector<ShardLayout> layouts = divide_into_shards(
      input.mine, input.threads, receptor_pages(input.experiment, input.catalogue));
  const Edges edges = exchange_edges(input);
  const WeightGrids grids = agree_on_grids(input, edges);
  const RowContext rows{input.experiment,
                        input.catalogue,
                        input.layout,
                        input.data,
                        grids,
                        edges,
                        source_block_sizes(input.experiment, input.catalogue, input.layout),
                        plastic_widths(input.experiment, input.catalogue),
                        input.progress};
  std::vector<ShardRows> built(layouts.size());
  run_together(input.communicator, [&] {
    on_owners(layouts.size(), input.threads,
              [&](std::size_t s) { built[s] = build_rows(rows, layouts[s]); });
  });

  std::vector<const std::vector<BuiltRow>*> row_lists;
  std::vector<const std::vector<PlasticRowStart>*> plastic_lists;
  for (const ShardRows& shard : built) {
    row_lists.push_back(&shard.rows);
    for (const PlasticStore& store : shard.plastic) plastic_lists.push_back(&store.rows);
  }
  const auto structural = structural_sources(input.experiment, input.layout, input.mine);
  for (const std::vector<PlasticRowStart>& starts : structural) plastic_lists.push_back(&starts);
  const std::vector<NeuronId> sources = collect_sources(row_lists, plastic_lists);
  if (sources.size() > SpikeWord::max_slots) {
    throw RunError(
        fmt::format("{} source neurons have targets on one rank, {} are allowed; use more ranks",
                    sources.size(), SpikeWord::max_slots));
  }
  for (const StructuralPlasticity& each : input.experiment.structural) {
    const std::uint32_t delay = structural_delay(input.experiment, each);
    for (ShardRows& own : built) own.longest_delay = std::max(own.longest_delay, delay);
  }
  const LocalNumbers local(layouts, input.layout);
  BuiltNetwork result;
  result.network.populations = input.layout.populations();
  result.network.outline = outline_of(input, rows.plastic_widths);
  result.network.window = window_steps(input.experiment);
  result.network.smallest_delay = smallest_delay(input, edges);
  if (!input.experiment.modulators.empty()) {
    // A spike's synapses are visited within two cycles.
    result.network.fields = std::make_unique<FieldSystem>(
        input.experiment, input.catalogue, input.layout, input.data, input.communicator, layouts,
        2 * static_cast<std::int64_t>(SpikeWord::max_cycle));
  }
  result.network.catch_up_interval =
      catch_up_interval(input.experiment, input.catalogue, result.network.fields.get());
  result.network.routing = Routing::build(
      input.communicator, sources,
      [&](NeuronId neuron) {
        return input.owner(input.layout.population_of(neuron), input.layout.index_of(neuron));
      },
      local, local.total());

  SpikesFromFiles spikes =
      exchange_spikes(input.experiment, input.layout, input.data, input.communicator, input.owner);
  run_together(input.communicator, [&] {
    make_shards(input, grids, layouts, sources, std::move(spikes), built, result);
  });
  add_scaling(input.experiment, result.network);
  add_homeostasis(input.experiment, result.network);
  add_window_learning(input.experiment, input.catalogue, result.network);
  attach_structural(input, grids, sources, result.network);
  result.report.sources = sources.size();
  result.report.synapse_bytes = result.network.routing.bytes();
  for (const Shard& shard : result.network.shards) {
    result.report.synapses += shard.rows().synapses();
    result.report.synapse_bytes += shard.rows().bytes();
    for (const auto& plastic : shard.plastic()) {
      result.report.synapses += plastic->synapses();
      result.report.synapse_bytes += plastic->bytes();
    }
    for (const ShardGroup& group : shard.groups()) {
      for (const auto& history : group.histories) result.report.synapse_bytes += history->bytes();
      for (const auto& observer : group.observers) {
        result.report.synapse_bytes += observer->bytes();
      }
    }
  }
  return result;
}

}  // namespace engram
