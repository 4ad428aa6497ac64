#include "api/finite_state.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "core/time_grid.hpp"
#include "model/neuron_tables.hpp"
#include "parallel/throw_together.hpp"

namespace engram {
namespace {

/// A synapse that has left the numbers, ordered as messages choose the first one.
struct BadSynapse {
  std::uint32_t projection = 0;
  std::uint64_t source = 0;  // index within its population
  std::uint64_t target = 0;
  double weight = 0.0;
  double eligibility = 0.0;

  [[nodiscard]] bool before(const BadSynapse& other) const {
    return std::tie(projection, source, target) <
           std::tie(other.projection, other.source, other.target);
  }
};

std::optional<BadSynapse> first_in(const Shard& shard, const NetworkLayout& layout, Step now) {
  std::optional<BadSynapse> first;
  for (const auto& rows : shard.plastic()) {
    const std::optional<SynapseView> found = rows->first_non_finite(now);
    if (!found) continue;
    const GroupLayout& group = shard.groups()[rows->group()].layout;
    const BadSynapse bad{rows->projection(), layout.index_of(found->source),
                         group.index_of(found->target - group.offset), found->weight,
                         found->eligibility};
    if (!first || bad.before(*first)) first = bad;
  }
  return first;
}

std::optional<NonFinite> first_neuron(const Simulator& simulator) {
  for (const Shard& shard : simulator.shards()) {
    if (const std::optional<NonFinite> found = shard.find_non_finite()) return found;
  }
  return std::nullopt;
}

/// Without the sign that a NaN can have.
std::string text_of(double value) {
  return std::isnan(value) ? "nan" : fmt::format("{}", value);
}

std::string place_of(const Voxels& voxels, std::size_t voxel) {
  if (voxels.well_mixed()) return "";
  if (voxels.per_neuron()) return fmt::format(" of neuron {}", voxel);
  return fmt::format(" in voxel {}, around ({:.4g}) micrometres,", voxel,
                     fmt::join(voxels.center_of(voxel), ", "));
}

}  // namespace

void FiniteState::require(Simulator& simulator, Look look) const {
  run_together(communicator_, [&] { require_fields(simulator); });
  const std::optional<NonFinite> neuron = first_neuron(simulator);
  // A synapse may be what has taken the neuron along, and on another rank than the first such one.
  const bool any_neuron = communicator_.max(static_cast<std::uint64_t>(neuron.has_value())) != 0;
  if (any_neuron || look == Look::everywhere) {
    run_together(communicator_, [&] { require_synapses(simulator); });
  }
  if (any_neuron) {
    run_together(communicator_, [&] {
      if (neuron) throw_for(*neuron, simulator.now());
    });
  }
}

void FiniteState::require_fields(const Simulator& simulator) const {
  if (simulator.fields() == nullptr || !simulator.fields()->non_finite()) return;
  const NonFiniteField& found = *simulator.fields()->non_finite();
  const Voxels& voxels = simulator.fields()->field(found.modulator).grid();
  throw RunError(fmt::format(
      "the {} of '{}'{} is {} after {:g} ms of model time; check what releases it{}",
      voxels.per_neuron() ? "value" : "concentration", experiment_.modulators[found.modulator].name,
      place_of(voxels, found.voxel), text_of(found.value), ms(found.since),
      voxels.per_neuron() ? " and its parameters" : ", its parameters and its grid"));
}

void FiniteState::throw_for(const NonFinite& neuron, Step now) const {
  const Population& population = experiment_.populations[neuron.population.value()];
  const NeuronTables tables(*catalogue_.neuron(population.model), population);
  throw RunError(
      fmt::format("{} of neuron {} of '{}' is {} after {:g} ms of model time; check its parameters "
                  "and the weights and currents onto it",
                  tables.state()[neuron.variable].name, neuron.index, population.name,
                  text_of(neuron.value), ms(now)));
}

void FiniteState::require_synapses(Simulator& simulator) const {
  std::vector<std::optional<BadSynapse>> of_shard(simulator.shards().size());
  simulator.on_shards([&](std::size_t s) {
    of_shard[s] = first_in(simulator.shards()[s], layout_, simulator.now());
  });
  std::optional<BadSynapse> first;
  for (const std::optional<BadSynapse>& bad : of_shard) {
    if (bad && (!first || bad->before(*first))) first = bad;
  }
  if (!first) return;
  const Projection& projection = experiment_.projections[first->projection];
  const bool weight = !std::isfinite(first->weight);
  throw RunError(fmt::format(
      "the {} of the synapse from neuron {} of '{}' to neuron {} of '{}' (projection {}, {}) is {} "
      "after {:g} ms of model time; check the numbers of the synapse model{}",
      weight ? "weight" : "eligibility trace", first->source, projection.source, first->target,
      projection.target, first->projection, projection.synapse.model,
      text_of(weight ? first->weight : first->eligibility), ms(simulator.now()),
      projection.synapse.third_factor
          ? fmt::format(" and the releases of '{}'", projection.synapse.third_factor->species)
          : ""));
}

double FiniteState::ms(Step step) const {
  return static_cast<double>(step.value()) * TimeGrid(experiment_.simulation.dt).dt();
}

}  // namespace engram
