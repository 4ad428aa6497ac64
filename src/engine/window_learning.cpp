#include "engine/window_learning.hpp"

#include <memory>

#include <fmt/format.h>

#include "engine/group_counts.hpp"
#include "model/learning_window.hpp"
#include "neurons/flush_subnormals.hpp"

namespace engram {
namespace {

/// The synapses of one projection on this rank, and the spikes of their targets.
class WindowLearning {
 public:
  WindowLearning(std::uint32_t projection, std::vector<Shard>& shards) : learning_(shards.size()) {
    for (std::size_t s = 0; s < shards.size(); ++s) {
      for (const std::unique_ptr<PlasticRows>& rows : shards[s].plastic()) {
        if (rows->projection() != projection) continue;
        const std::size_t neurons = shards[s].groups()[rows->group()].layout.size;
        auto counts =
            std::make_unique<SpikeCounts>(neurons, fmt::format("window_{}_spikes", projection));
        learning_[s].push_back({rows.get(), counts.get()});
        shards[s].histories(rows->group()).push_back(std::move(counts));
      }
    }
  }

  void end_window(Simulator& simulator) {
    simulator.on_shards([&](std::size_t s) {
      const FlushSubnormals flush;
      for (const Learning& learning : learning_[s]) {
        learning.rows->end_window(learning.spikes->counts());
        learning.spikes->clear();
      }
    });
  }

 private:
  struct Learning {
    PlasticRows* rows;
    SpikeCounts* spikes;
  };

  std::vector<std::vector<Learning>> learning_;  // per shard
};

}  // namespace

void add_window_learning(const Experiment& experiment, const Catalogue& catalogue,
                         RankNetwork& network) {
  const TimeGrid grid(experiment.simulation.dt);
  for (std::uint32_t p = 0; p < experiment.projections.size(); ++p) {
    const SynapseSpec& synapse = experiment.projections[p].synapse;
    const auto window = learning_window(synapse, *catalogue.synapse(synapse.model));
    if (!window) continue;
    auto learning = std::make_shared<WindowLearning>(p, network.shards);
    network.periodic.push_back(
        {grid.steps(*window),
         [learning](Simulator& simulator, Step) { learning->end_window(simulator); }, nullptr});
  }
}

}  // namespace engram
