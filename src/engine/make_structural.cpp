#include "engine/make_structural.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/time_grid.hpp"
#include "engine/structural_plasticity.hpp"
#include "model/neuron_tables.hpp"
#include "model/structural_parameters.hpp"
#include "network/values/delay_sampler.hpp"

namespace engram {
namespace {

enum class Side { axonal, dendritic };

GrowthCurve curve_of(const StructuralPlasticity& structural, Side side) {
  GrowthCurve curve;
  const bool axonal = side == Side::axonal;
  curve.nu = structural_number(structural, axonal ? "axon_nu" : "nu");
  curve.eta = structural_number(structural, axonal ? "axon_eta" : "eta");
  curve.epsilon = structural_number(structural, axonal ? "axon_epsilon" : "epsilon");
  return curve;
}

/// Makes one entry's part of a rank.
class Maker {
 public:
  Maker(const BuildInput& input, const WeightGrids& grids, std::span<const NeuronId> sources,
        std::uint32_t entry)
      : input_(input),
        grids_(grids),
        slots_(sources),
        structural_(input.experiment.structural[entry]),
        source_(input.layout.find(structural_.source)),
        target_(input.layout.find(structural_.target)) {
    setup_.entry = entry;
    setup_.target = target_;
    setup_.seed = input.experiment.simulation.seed;
    setup_.interval = TimeGrid(input.experiment.simulation.dt).steps(structural_.interval);
    setup_.tau_vacant = structural_number(structural_, "tau_vacant");
    setup_.kernel = structural_.kernel;
    if (structural_.kernel) setup_.metric = metric_between(field(source_), field(target_));
  }

  void add(std::size_t number, Shard& shard) {
    for (std::size_t g = 0; g < shard.groups().size(); ++g) {
      const GroupLayout& layout = shard.groups()[g].layout;
      if (layout.size == 0) continue;
      if (layout.population == source_) {
        setup_.sources.push_back(part(number, shard, g, Side::axonal));
      }
      if (layout.population == target_) {
        setup_.targets.push_back(part(number, shard, g, Side::dendritic));
        setup_.targets.back().rows = add_rows(shard, g);
      }
    }
  }

  [[nodiscard]] Periodic finish() {
    if (!setup_.targets.empty()) {
      for (std::uint64_t i = 0; i < input_.layout.size(source_); ++i) {
        setup_.owners.push_back(input_.owner(source_, i));
      }
    }
    const std::int64_t interval = setup_.interval;
    const auto update = std::make_shared<StructuralUpdate>(std::move(setup_));
    return {interval, [update](Simulator& simulator, Step now) { (*update)(simulator, now); },
            [update](Simulator& simulator, StateArchive& archive) {
              update->transfer_state(simulator, archive);
            }};
  }

 private:
  [[nodiscard]] PositionField field(PopulationId population) const {
    return {input_.experiment.populations[population.value()], population, setup_.seed,
            &input_.data};
  }

  StructuralPart part(std::size_t number, Shard& shard, std::size_t g, Side side) const {
    ShardGroup& group = shard.groups()[g];
    const CalciumConstants calcium{structural_number(structural_, "tau_Ca"),
                                   structural_number(structural_, "beta_Ca")};
    auto elements = std::make_unique<SynapticElements>(
        group.layout.size, curve_of(structural_, side), calcium, input_.experiment.simulation.dt,
        fmt::format("structural_{}_{}", setup_.entry,
                    side == Side::axonal ? "axonal" : "dendritic"));
    StructuralPart part{number,
                        group.layout,
                        group.first_neuron,
                        shard.first_local() + group.layout.offset,
                        elements.get(),
                        nullptr,
                        {}};
    if (structural_.kernel) part.places = places_of(group.layout);
    group.histories.push_back(std::move(elements));
    return part;
  }

  [[nodiscard]] std::vector<double> places_of(const GroupLayout& layout) const {
    const PositionField positions = field(layout.population);
    const auto axes = static_cast<std::size_t>(positions.dimensions());
    std::vector<double> places(3UL * layout.size, 0.0);
    for (const TargetRun& run : layout.runs) {
      const std::vector<double> read =
          positions.read({run.first_index, run.first_index + run.count});
      for (std::size_t i = 0; i < run.count; ++i) {
        std::copy_n(&read[i * axes], axes, &places[3 * (run.first_local + i)]);
      }
    }
    return places;
  }

  [[nodiscard]] StructuralRows* add_rows(Shard& shard, std::size_t g) const {
    const Experiment& experiment = input_.experiment;
    const Population& population = experiment.populations[target_.value()];
    const ReceptorsReached reached = receptors_reached(*input_.catalogue.neuron(population.model),
                                                       population, structural_.synapse.receptor);
    StructuralRowsSetup rows;
    rows.number = static_cast<std::uint32_t>(experiment.projections.size()) + setup_.entry;
    rows.group = g;
    rows.first_source = input_.layout.neuron(source_, 0);
    rows.first_slot = static_cast<std::uint32_t>(
        std::lower_bound(slots_.begin(), slots_.end(), rows.first_source) - slots_.begin());
    rows.sources = static_cast<std::uint32_t>(input_.layout.size(source_));
    rows.offset = shard.groups()[g].layout.offset;
    rows.delay = structural_delay(experiment, structural_);
    rows.weight = weight();
    rows.port = shard.groups()[g].layout.place_of(reached(rows.weight));
    rows.grid = grids_.of(target_)[reached(rows.weight)];
    auto made = std::make_unique<StructuralRows>(rows);
    StructuralRows* const place = made.get();
    shard.add_plastic(std::move(made));
    return place;
  }

  /// Of every synapse, with its sign.
  [[nodiscard]] double weight() const { return structural_.synapse.weight.distribution()->a; }

  const BuildInput& input_;
  const WeightGrids& grids_;
  std::span<const NeuronId> slots_;
  const StructuralPlasticity& structural_;
  PopulationId source_;
  PopulationId target_;
  StructuralSetup setup_;
};

}  // namespace

std::uint32_t structural_delay(const Experiment& experiment,
                               const StructuralPlasticity& structural) {
  return shortest_delay_steps(*structural.synapse.delay.distribution(),
                              TimeGrid(experiment.simulation.dt));
}

std::vector<std::vector<PlasticRowStart>> structural_sources(
    const Experiment& experiment, const NetworkLayout& layout,
    const std::vector<PopulationRange>& mine) {
  std::vector<std::vector<PlasticRowStart>> lists;
  for (const StructuralPlasticity& structural : experiment.structural) {
    const PopulationId target = layout.find(structural.target);
    const bool here = std::ranges::any_of(mine, [&](const PopulationRange& own) {
      return own.population == target && own.range.size() > 0;
    });
    if (!here) continue;
    const PopulationId source = layout.find(structural.source);
    std::vector<PlasticRowStart>& starts = lists.emplace_back();
    for (std::uint64_t i = 0; i < layout.size(source); ++i) {
      starts.push_back({layout.neuron(source, i), 0});
    }
  }
  return lists;
}

void attach_structural(const BuildInput& input, const WeightGrids& grids,
                       std::span<const NeuronId> sources, RankNetwork& network) {
  for (std::uint32_t entry = 0; entry < input.experiment.structural.size(); ++entry) {
    Maker maker(input, grids, sources, entry);
    for (std::size_t s = 0; s < network.shards.size(); ++s) maker.add(s, network.shards[s]);
    network.periodic.push_back(maker.finish());
  }
}

}  // namespace engram
