#include "engine/make_plastic.hpp"

#include <algorithm>

#include "core/time_grid.hpp"
#include "model/neuron_tables.hpp"
#include "network/plastic_limits.hpp"

namespace engram {
namespace {

/// Often enough that histories stay short, seldom enough that it costs little: a synapse whose
/// source spikes a few times per second is visited more often than this anyway.
constexpr double catch_up_ms = 1000.0;

/// The projection's value of every line of the model's table.
std::vector<double> parameters_of(const SynapseSpec& synapse, const SynapseModelInfo& model) {
  std::vector<double> values;
  for (const Quantity& quantity : model.parameters) {
    const auto given = synapse.params.find(std::string(quantity.name));
    values.push_back(given == synapse.params.end() ? quantity.default_value : given->second);
  }
  return values;
}

std::uint64_t size_of(const Experiment& experiment, const std::string& population) {
  return std::ranges::find(experiment.populations, population, &Population::name)->size;
}

Eligibility eligibility_of(const SynapseSpec& synapse) {
  return synapse.third_factor ? Eligibility::kept : Eligibility::none;
}

}  // namespace

std::vector<std::uint32_t> plastic_widths(const Experiment& experiment,
                                          const Catalogue& catalogue) {
  std::vector<std::uint32_t> widths;
  for (const Projection& projection : experiment.projections) {
    const SynapseSpec& synapse = projection.synapse;
    widths.push_back(
        is_plastic(synapse, catalogue) ? plastic_width(synapse.model, eligibility_of(synapse)) : 0);
  }
  return widths;
}

std::int64_t catch_up_interval(const Experiment& experiment, const Catalogue& catalogue,
                               const FieldSystem* fields) {
  const bool any = std::ranges::any_of(experiment.projections, [&](const Projection& projection) {
    return is_plastic(projection.synapse, catalogue);
  });
  if (!any) return 0;
  std::int64_t interval = TimeGrid(experiment.simulation.dt).steps(catch_up_ms);
  const auto at_most = [&](std::int64_t block) {
    if (block != 0) interval = std::min(interval, block);
  };
  if (fields != nullptr) at_most(fields->longest_block());
  for (const Projection& projection : experiment.projections) {
    const SynapseSpec& synapse = projection.synapse;
    if (!is_plastic(synapse, catalogue)) continue;
    at_most(plastic_block(synapse.model, parameters_of(synapse, *catalogue.synapse(synapse.model)),
                          experiment.simulation.dt, size_of(experiment, projection.target)));
  }
  return interval;
}

std::unique_ptr<PlasticRows> make_plastic(const PlasticContext& context, PlasticStore store,
                                          const GroupLayout& group, const PlasticHooks& hooks) {
  const SynapseSpec& synapse = context.experiment.projections[store.projection].synapse;
  const SynapseModelInfo& model = *context.catalogue.synapse(synapse.model);
  const Population& population = context.experiment.populations[group.population.value()];
  const ReceptorsReached reached =
      receptors_reached(*context.catalogue.neuron(population.model), population, synapse.receptor);
  const std::uint32_t receptor = store.negative ? reached.negative : reached.positive;
  PlasticSetup setup;
  setup.port = group.place_of(receptor);
  setup.store = std::move(store);
  setup.model = model.name;
  setup.parameters = parameters_of(synapse, model);
  setup.dt = context.experiment.simulation.dt;
  setup.grid = context.grids.of(group.population)[receptor];
  setup.offset = group.offset;
  setup.targets = group.size;
  setup.weight_limit = weight_limit(synapse, model);
  setup.sources = context.sources;
  setup.histories = &hooks.histories;
  setup.observers = &hooks.observers;
  setup.catch_up_interval = context.catch_up_interval;
  setup.short_term = short_term_of(synapse, model);
  if (synapse.third_factor) {
    const std::size_t modulator = context.fields->find(synapse.third_factor->species);
    const PrefixSums* sums = context.fields->gate(setup.store.projection);
    setup.third_factor =
        ThirdFactorInput{sums, sums->tau(), context.fields->voxels_of(modulator, group)};
  }
  if (synapse.release) {
    const std::size_t modulator = context.fields->find(synapse.release->species);
    setup.release = ReleaseInput{context.fields->release(setup.store.projection),
                                 context.fields->voxels_of(modulator, group)};
  }
  return make_plastic_rows(std::move(setup));
}

}  // namespace engram
