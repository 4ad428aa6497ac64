#include "engine/make_groups.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "model/neuron_tables.hpp"
#include "network/values/draw_value.hpp"

namespace engram {
namespace {

/// Values of one array for the neurons of a group.
std::vector<double> read_group(const DataSource& data, const ArrayFile& array,
                               const GroupLayout& group) {
  std::vector<double> values;
  values.reserve(group.size);
  for (const TargetRun& run : group.runs) {
    const ArrayBlock block = data.read(array, {run.first_index, run.first_index + run.count});
    values.insert(values.end(), block.values.begin(), block.values.end());
  }
  return values;
}

GroupValues group_values(const Value& value, const GroupLayout& group, const DataSource& data,
                         const RandomSource& random, std::uint64_t which) {
  if (value.array() != nullptr) return read_group(data, *value.array(), group);
  if (value.is_constant()) return value.distribution()->a;
  std::vector<double> values(group.size);
  for (const TargetRun& run : group.runs) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
      values[run.first_local + i] =
          draw_value(*value.distribution(), random, run.first_index + i, which);
    }
  }
  return values;
}

/// Values from files are seen here for the first time.
void require_in_range(const GroupValues& values, const Quantity& line, const GroupLayout& group,
                      const Population& population, const Value& given) {
  if (given.array() == nullptr) return;
  for (std::uint32_t i = 0; i < group.size; ++i) {
    if (line.range.contains(values[i])) continue;
    throw BadInput({given.array()->file, 0, 0, given.array()->dataset,
                    fmt::format("holds {} for neuron {} of '{}', but {} must be {}", values[i],
                                group.index_of(i), population.name, line.name, line.range.text())});
  }
}

/// Relations between parameters, neuron by neuron where they vary.
void require_relations(const NeuronModelInfo& info, std::span<const Quantity> table,
                       const std::vector<GroupValues>& parameters, const GroupLayout& group,
                       const Population& population) {
  if (info.check == nullptr) return;
  const bool varied = std::any_of(parameters.begin(), parameters.end(),
                                  [](const GroupValues& values) { return !values.uniform(); });
  for (std::uint32_t i = 0; i < (varied ? group.size : 1); ++i) {
    const std::vector<std::string> wrong = info.check([&](std::string_view name) {
      return parameters[static_cast<std::size_t>(find(table, name) - table.data())][i];
    });
    if (wrong.empty()) continue;
    throw BadInput({"", 0, 0, fmt::format("populations.{}.params", population.name),
                    fmt::format("neuron {}: {}", group.index_of(i), fmt::join(wrong, "; "))});
  }
}

/// One value per line of `table`: the user's or the default.
std::vector<GroupValues> fill_table(std::span<const Quantity> table,
                                    const std::map<std::string, Value>& given,
                                    const std::vector<GroupValues>& parameters,
                                    std::span<const Quantity> parameter_table,
                                    const GroupLayout& group, const Population& population,
                                    const DataSource& data, const RandomSource& random) {
  std::vector<GroupValues> values;
  for (std::size_t line = 0; line < table.size(); ++line) {
    const auto found = given.find(std::string(table[line].name));
    if (found != given.end()) {
      values.push_back(group_values(found->second, group, data, random, line));
      require_in_range(values.back(), table[line], group, population, found->second);
    } else if (const Quantity* from = find(parameter_table, table[line].default_from)) {
      values.push_back(parameters[static_cast<std::size_t>(from - parameter_table.data())]);
    } else {
      values.emplace_back(table[line].default_value);
    }
  }
  return values;
}

std::unique_ptr<NeuronGroup> make_neurons(const GroupContext& context, const GroupLayout& group,
                                          const NeuronModel& model, const NeuronTables& tables) {
  const Experiment& experiment = context.experiment;
  const Population& population = experiment.populations[group.population.value()];
  const std::uint64_t seed = experiment.simulation.seed;
  const std::uint32_t entity = group.population.value();
  GroupSetup setup;
  setup.size = group.size;
  setup.dt = experiment.simulation.dt;
  for (const Compartment& compartment : population.compartments) {
    setup.compartments.push_back(compartment.name);
  }
  setup.parents = parents_of(population.compartments);
  setup.parameters = fill_table(tables.parameters(), population.params, {}, {}, group, population,
                                context.data, RandomSource(seed, Purpose::parameter, entity));
  setup.state =
      fill_table(tables.state(), population.initial, setup.parameters, tables.parameters(), group,
                 population, context.data, RandomSource(seed, Purpose::initial_state, entity));
  require_relations(model.info, tables.parameters(), setup.parameters, group, population);
  return model.make(setup);
}

/// The part of `chosen` that lives in the group, as runs of neighbours.
std::vector<TargetRun> runs_of(const ChosenNeurons& chosen, const GroupLayout& group) {
  if (chosen.all) return group.runs;
  std::vector<TargetRun> runs;
  for (const TargetRun& run : group.runs) {
    auto id = std::lower_bound(chosen.ids.begin(), chosen.ids.end(), run.first_index);
    for (; id != chosen.ids.end() && *id < run.first_index + run.count; ++id) {
      const auto local = static_cast<std::uint32_t>(run.first_local + (*id - run.first_index));
      const bool joins = !runs.empty() && runs.back().first_index + runs.back().count == *id &&
                         runs.back().first_local + runs.back().count == local;
      if (joins) {
        ++runs.back().count;
      } else {
        runs.push_back({*id, local, 1});
      }
    }
  }
  return runs;
}

void set_weights(StimulusSetup& setup, const GroupContext& context, const GroupLayout& group,
                 const std::optional<ReceptorsReached>& reached) {
  const Distribution& weight = *setup.stimulus->weight.distribution();
  const RandomSource random(setup.seed, Purpose::stimulus_weight, setup.entity);
  const ExactGrid* grids = context.grids.of(group.population);
  const auto take = [&](double drawn) {
    if (!reached) {  // a current: its weight is a plain factor
      setup.weights.push_back(drawn);
      return;
    }
    const std::uint32_t port = (*reached)(drawn);
    setup.ports.push_back(port);
    setup.weights.push_back(static_cast<double>(grids[port].round(drawn)));
  };
  if (weight.is_constant()) {
    take(weight.a);
    return;
  }
  for (const TargetRun& run : setup.targets) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
      take(draw_value(weight, random, run.first_index + i, group.population.value()));
    }
  }
}

/// Those of `spikes` (ascending by neuron) that are for neurons of `runs`.
std::vector<TimedSpike> spikes_for(const std::vector<TargetRun>& runs,
                                   const std::vector<TimedSpike>& spikes) {
  const auto first_of = [&](std::uint64_t index) {
    return std::partition_point(spikes.begin(), spikes.end(),
                                [index](const TimedSpike& spike) { return spike.index < index; });
  };
  std::vector<TimedSpike> found;
  for (const TargetRun& run : runs) {
    found.insert(found.end(), first_of(run.first_index), first_of(run.first_index + run.count));
  }
  return found;
}

/// Joins entry `entry` of the target list of stimulus `number` to the group.
void add_stimulus(ShardGroup& made, const GroupContext& context, std::size_t number,
                  std::size_t entry, const NeuronModelInfo& model) {
  const ChosenNeurons& chosen = context.stimulus_targets[number][entry];
  const Experiment& experiment = context.experiment;
  const Stimulus& stimulus = experiment.stimuli[number];
  const StimulusType& type = *find_stimulus_type(stimulus.type);
  StimulusSetup setup;
  setup.stimulus = &stimulus;
  setup.entity = static_cast<std::uint32_t>(number);
  setup.seed = experiment.simulation.seed;
  setup.grid = TimeGrid(experiment.simulation.dt);
  setup.population = made.layout.population.value();
  setup.whole_population = chosen.all;
  setup.targets = runs_of(chosen, made.layout);
  if (setup.targets.empty()) return;
  if (type.make_current != nullptr) {
    set_weights(setup, context, made.layout, std::nullopt);
    made.current_stimuli.push_back(type.make_current(setup));
    return;
  }
  setup.spikes = spikes_for(setup.targets, context.spikes[number][entry]);
  set_weights(
      setup, context, made.layout,
      receptors_reached(model, experiment.populations[setup.population], stimulus.receptor));
  made.spike_stimuli.push_back(type.make_spikes(setup));
}

SpikeSelection select_spikes(const std::optional<ChosenNeurons>& recorded,
                             const GroupLayout& group) {
  SpikeSelection selection;
  if (!recorded) return selection;
  selection.all = recorded->all;
  if (selection.all) return selection;
  for (const TargetRun& run : runs_of(*recorded, group)) {
    selection.chosen.resize(group.size, 0);
    std::fill_n(selection.chosen.begin() + run.first_local, run.count, std::uint8_t{1});
  }
  return selection;
}

}  // namespace

GroupContext make_group_context(const Experiment& experiment, const NetworkLayout& layout,
                                const DataSource& data, const WeightGrids& grids,
                                SpikesFromFiles spikes) {
  GroupContext context{experiment, layout, data, grids, {}, {}, std::move(spikes)};
  const std::uint64_t seed = experiment.simulation.seed;
  for (std::uint32_t s = 0; s < experiment.stimuli.size(); ++s) {
    auto& targets = context.stimulus_targets.emplace_back();
    for (const Selection& selection : experiment.stimuli[s].targets) {
      targets.push_back(choose(selection, layout.size(layout.find(selection.population)), seed,
                               {SampleKey::Asker::stimulus, s}));
    }
  }
  context.recorded.resize(experiment.populations.size());
  for (std::uint32_t r = 0; r < experiment.record.spikes.size(); ++r) {
    const Selection& selection = experiment.record.spikes[r];
    const PopulationId population = layout.find(selection.population);
    context.recorded[population.value()] =
        choose(selection, layout.size(population), seed, {SampleKey::Asker::spikes, r});
  }
  return context;
}

std::vector<ShardGroup> make_groups(const GroupContext& context, const ShardLayout& shard) {
  std::vector<ShardGroup> groups;
  for (const GroupLayout& layout : shard.groups) {
    const Population& population = context.experiment.populations[layout.population.value()];
    const NeuronModel& model = *find_neuron_model(population.model);
    ShardGroup& made = groups.emplace_back();
    made.layout = layout;
    made.first_neuron = context.layout.neuron(layout.population, 0);
    const NeuronTables tables(model.info, population);
    made.receptors = static_cast<std::uint32_t>(tables.receptors().size());
    made.variables = tables.state().size();
    made.neurons = make_neurons(context, layout, model, tables);
    made.windows = WindowCounts(layout.size);
    made.recorded = select_spikes(context.recorded[layout.population.value()], layout);
    for (std::size_t s = 0; s < context.experiment.stimuli.size(); ++s) {
      const Stimulus& stimulus = context.experiment.stimuli[s];
      for (std::size_t t = 0; t < stimulus.targets.size(); ++t) {
        if (stimulus.targets[t].population != population.name) continue;
        add_stimulus(made, context, s, t, model.info);
      }
    }
  }
  return groups;
}

std::vector<StateProbe> make_probes(const ShardLayout& shard, std::size_t number,
                                    PopulationId population, std::size_t variable,
                                    std::int64_t interval, const ChosenNeurons& chosen) {
  std::vector<StateProbe> probes;
  for (std::size_t g = 0; g < shard.groups.size(); ++g) {
    const GroupLayout& group = shard.groups[g];
    if (group.population != population) continue;
    StateProbe probe{number, g, variable, interval, {}, {}, {}};
    for (const TargetRun& run : runs_of(chosen, group)) {
      for (std::uint32_t i = 0; i < run.count; ++i) {
        const std::uint64_t id = run.first_index + i;
        probe.neurons.push_back(run.first_local + i);
        probe.columns.push_back(
            chosen.all ? id
                       : static_cast<std::uint64_t>(
                             std::lower_bound(chosen.ids.begin(), chosen.ids.end(), id) -
                             chosen.ids.begin()));
      }
    }
    if (!probe.neurons.empty()) probes.push_back(std::move(probe));
  }
  return probes;
}

}  // namespace engram
