#include "engine/synaptic_scaling.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "core/elementary.hpp"
#include "engine/group_counts.hpp"
#include "engine/neuron_tables.hpp"
#include "neurons/flush_subnormals.hpp"

namespace engram {

ScalingFactors::ScalingFactors(const SynapticScaling& rule, double interval, std::size_t neurons)
    : rule_(rule),
      seconds_(interval / 1000.0),
      kept_(exp_of(-interval / rule.tau)),
      rates_(neurons, rule.target_rate),
      factors_(neurons, 1.0) {}

std::span<const double> ScalingFactors::update(std::span<const std::uint32_t> counts) {
  for (std::size_t i = 0; i < rates_.size(); ++i) {
    const double rate = static_cast<double>(counts[i]) / seconds_;
    rates_[i] = rates_[i] * kept_ + rate * (1.0 - kept_);
    factors_[i] = std::clamp(1.0 + rule_.gain * (rule_.target_rate - rates_[i]), smallest, largest);
  }
  return factors_;
}

namespace {

constexpr double interval_ms = 1000.0;

/// All scaled projections on this rank.
class Scaling {
 public:
  Scaling(const Experiment& experiment, RankNetwork& network, double interval)
      : catch_up_interval_(network.catch_up_interval), scaled_(network.shards.size()) {
    for (std::uint32_t p = 0; p < experiment.projections.size(); ++p) {
      if (experiment.projections[p].synapse.scaling) projections_.push_back(p);
    }
    for (std::size_t s = 0; s < network.shards.size(); ++s) {
      Shard& shard = network.shards[s];
      for (const std::unique_ptr<PlasticRows>& rows : shard.plastic()) {
        const auto& rule = experiment.projections[rows->projection()].synapse.scaling;
        if (!rule) continue;
        const std::size_t neurons = shard.groups()[rows->group()].layout.size;
        auto counts = std::make_unique<SpikeCounts>(
            neurons, fmt::format("scaling_{}_spikes", rows->projection()));
        scaled_[s].push_back({rows.get(), counts.get(), ScalingFactors(*rule, interval, neurons)});
        shard.histories(rows->group()).push_back(std::move(counts));
      }
    }
  }

  void update(Simulator& simulator, Step now) {
    simulator.on_shards([&](std::size_t s) {
      if (scaled_[s].empty()) return;
      const FlushSubnormals flush;
      // Weights are scaled as they are now, not as they were when last looked at.
      if (now.value() % catch_up_interval_ != 0) simulator.shards()[s].catch_up(now);
      for (Scaled& scaled : scaled_[s]) {
        scaled.rows->scale(scaled.factors.update(scaled.spikes->counts()));
        scaled.spikes->clear();
      }
    });
  }

  /// The estimates of the targets' rates.
  void transfer(Simulator& simulator, StateArchive& archive) {
    const NetworkOutline& outline = simulator.outline();
    for (const std::uint32_t p : projections_) {
      const std::uint32_t target = outline.projections[p].target;
      NeuronTables tables{simulator.communicator(),
                          archive,
                          simulator.now(),
                          outline.populations[target].size,
                          {simulator.shards(), PopulationId(target)},
                          fmt::format("/projections/{}/scaling", p)};
      tables.transfer([&](std::size_t m, StateVisitor& visitor) {
        const auto& [shard, group, size] = tables.part.members()[m];
        for (Scaled& scaled : scaled_[shard]) {
          if (scaled.rows->projection() != p || scaled.rows->group() != group) continue;
          visitor.numbers("rate", scaled.factors.rates_to_set());
        }
      });
    }
  }

 private:
  struct Scaled {
    PlasticRows* rows;
    SpikeCounts* spikes;
    ScalingFactors factors;
  };

  std::int64_t catch_up_interval_;
  std::vector<std::uint32_t> projections_;   // those that are scaled
  std::vector<std::vector<Scaled>> scaled_;  // per shard
};

}  // namespace

void add_scaling(const Experiment& experiment, RankNetwork& network) {
  const bool any = std::ranges::any_of(experiment.projections, [](const Projection& projection) {
    return projection.synapse.scaling.has_value();
  });
  if (!any) return;
  const TimeGrid grid(experiment.simulation.dt);
  const std::int64_t steps = std::max<std::int64_t>(1, grid.steps(interval_ms));
  auto scaling =
      std::make_shared<Scaling>(experiment, network, static_cast<double>(steps) * grid.dt());
  network.periodic.push_back(
      {steps, [scaling](Simulator& simulator, Step now) { scaling->update(simulator, now); },
       [scaling](Simulator& simulator, StateArchive& archive) {
         scaling->transfer(simulator, archive);
       }});
}

}  // namespace engram
