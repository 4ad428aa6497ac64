#include "engine/exchange_spikes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "core/time_grid.hpp"
#include "network/explicit_exchange.hpp"
#include "parallel/throw_together.hpp"

namespace engram {
namespace {

/// A spike on its way to the rank that owns its target.
struct SentSpike {
  std::uint64_t target;  ///< index within the population
  std::int64_t step;
};

/// Reads and checks the spikes of one stimulus. Every call is local.
class SpikeReader {
 public:
  SpikeReader(const SpikeList& list, const TimeGrid& grid, const DataSource& data)
      : list_(list), grid_(grid), data_(data) {}

  [[nodiscard]] std::uint64_t size() const { return data_.spikes(list_.file, list_.population); }

  /// Appends the spikes of a part of the file whose neuron is below `targets`. A neuron from
  /// `most_targets` on is an error.
  void read(IndexRange part, std::uint64_t targets, std::uint64_t most_targets,
            std::vector<SentSpike>& spikes) const {
    const SpikeBlock block = data_.read_spikes(list_.file, list_.population, part);
    for (std::size_t i = 0; i < block.times.size(); ++i) {
      const std::int64_t step = emission_step(block.times[i], part.begin + i);
      require_neuron(block.node_ids[i], part.begin + i, most_targets);
      if (block.node_ids[i] < targets) spikes.push_back({block.node_ids[i], step});
    }
  }

 private:
  [[nodiscard]] std::int64_t emission_step(double time, std::uint64_t row) const {
    constexpr double most_steps = 0x1p53;
    const std::int64_t step = time / grid_.dt() < most_steps ? grid_.steps(time) - 1 : -1;
    if (step >= 0) return step;
    throw FileError(list_.file, fmt::format("spike {} is at {} ms; allowed: {} ms, the end of the "
                                            "first step, to 2^53 steps",
                                            row, time, grid_.dt()));
  }

  void require_neuron(std::uint64_t id, std::uint64_t row, std::uint64_t most_targets) const {
    if (id < most_targets) return;
    throw FileError(list_.file,
                    fmt::format("spike {} is for neuron {}; allowed: below {}, the size of the "
                                "largest population it could reach",
                                row, id, most_targets));
  }

  const SpikeList& list_;
  const TimeGrid& grid_;
  const DataSource& data_;
};

std::vector<TimedSpike> sorted(const std::vector<SentSpike>& received) {
  std::vector<TimedSpike> spikes;
  spikes.reserve(received.size());
  for (const SentSpike& spike : received) spikes.push_back({spike.step, spike.target});
  std::sort(spikes.begin(), spikes.end(), [](const TimedSpike& a, const TimedSpike& b) {
    return std::pair(a.index, a.step) < std::pair(b.index, b.step);
  });
  return spikes;
}

/// Collective: what the file holds for each entry of the stimulus' list of targets.
std::vector<std::vector<TimedSpike>> spikes_of(const Stimulus& stimulus, const SpikeReader& reader,
                                               const NetworkLayout& layout,
                                               const Communicator& communicator,
                                               const NeuronOwner& owner) {
  IndexRange own;
  run_together(communicator, [&] { own = share_of_rank(reader.size(), communicator); });
  const std::uint64_t rounds = (own.size() + edges_per_round - 1) / edges_per_round;
  std::uint64_t most_targets = 0;
  for (const Selection& target : stimulus.targets) {
    most_targets = std::max(most_targets, layout.size(layout.find(target.population)));
  }
  std::vector<std::vector<TimedSpike>> lists;
  for (const Selection& target : stimulus.targets) {
    const PopulationId population = layout.find(target.population);
    const auto read = [&](std::uint64_t round, std::vector<SentSpike>& spikes) {
      const std::uint64_t begin = own.begin + round * edges_per_round;
      reader.read({begin, std::min(own.end, begin + edges_per_round)}, layout.size(population),
                  most_targets, spikes);
    };
    const auto owner_of = [&](std::uint64_t index) { return owner(population, index); };
    lists.push_back(sorted(distribute<SentSpike>(communicator, owner_of, rounds, read)));
  }
  return lists;
}

}  // namespace

SpikesFromFiles exchange_spikes(const Experiment& experiment, const NetworkLayout& layout,
                                const DataSource& data, const Communicator& communicator,
                                const NeuronOwner& owner) {
  const TimeGrid grid(experiment.simulation.dt);
  SpikesFromFiles all;
  for (const Stimulus& stimulus : experiment.stimuli) {
    auto& lists = all.emplace_back(stimulus.targets.size());
    if (!stimulus.spikes || stimulus.spikes->file.empty()) continue;
    const SpikeReader reader(*stimulus.spikes, grid, data);
    try {
      lists = spikes_of(stimulus, reader, layout, communicator, owner);
    } catch (const BadInput& error) {
      throw BadInput({"", 0, 0, fmt::format("stimuli.{}.spikes", stimulus.name),
                      error.problems().front().message});
    }
  }
  return all;
}

}  // namespace engram
