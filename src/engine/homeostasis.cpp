#include "engine/homeostasis.hpp"

#include <memory>

#include "engine/group_counts.hpp"
#include "neurons/threshold_homeostasis.hpp"

namespace engram {
namespace {

/// Thresholds of one population's neurons on this rank.
class ThresholdControl {
 public:
  ThresholdControl(const ThresholdHomeostasis& rule, PopulationId population,
                   std::vector<Shard>& shards)
      : rule_(rule), counted_(shards.size()) {
    for (std::size_t s = 0; s < shards.size(); ++s) {
      counted_[s] = count_spikes(shards[s], population, "homeostasis_spikes");
    }
  }

  void update(Simulator& simulator) {
    simulator.on_shards([&](std::size_t s) {
      for (const CountedGroup& counted : counted_[s]) {
        Excitability& excitability = simulator.shards()[s].groups()[counted.group].excitability;
        move_thresholds(rule_, counted.spikes->counts(), excitability.homeostatic_shift());
        excitability.follow_homeostasis();
        counted.spikes->clear();
      }
    });
  }

 private:
  ThresholdHomeostasis rule_;
  std::vector<std::vector<CountedGroup>> counted_;  // per shard
};

}  // namespace

void add_homeostasis(const Experiment& experiment, RankNetwork& network) {
  const TimeGrid grid(experiment.simulation.dt);
  for (std::uint32_t p = 0; p < experiment.populations.size(); ++p) {
    const auto& rule = experiment.populations[p].homeostasis;
    if (!rule) continue;
    auto control = std::make_shared<ThresholdControl>(*rule, PopulationId(p), network.shards);
    network.periodic.push_back(
        {grid.steps(rule->interval),
         [control](Simulator& simulator, Step) { control->update(simulator); }, nullptr});
  }
}

}  // namespace engram
