#include "core/errors.hpp"
#include "engine/neuron_tables.hpp"
#include "engine/plastic_tables.hpp"
#include "engine/simulator.hpp"
#include "parallel/throw_together.hpp"

namespace engram {

void Simulator::transfer_state(StateArchive& archive) {
  if (archive.loading() && now_ != Step(0)) {
    throw Error("state can be loaded into a simulator that has not computed anything only");
  }
  std::vector<std::int64_t> now{now_.value()};
  archive.shared("/now", now);
  now_ = Step(now.at(0));
  transfer_counters(archive);
  if (network_.fields) {
    network_.fields->transfer_state(archive);
    if (archive.loading()) {
      for (Shard& shard : network_.shards) shard.feel(*network_.fields);
    }
  }
  transfer_neurons(archive);
  transfer_plastic(*this, archive, saved_from_);
  for (const Periodic& periodic : network_.periodic) {
    if (periodic.transfer) periodic.transfer(*this, archive);
  }
  // What plastic synapses have counted is among the events of the time before.
  if (archive.loading()) unrecorded_events_ = plastic_events();
}

void Simulator::transfer_counters(StateArchive& archive) {
  std::vector<std::uint64_t> spikes = spikes_per_population();
  std::vector<std::uint64_t> sums{spike_hash(), synaptic_events()};
  std::vector<std::uint64_t> by_source = events_per_source();
  archive.sums("/counters/spikes", spikes);
  archive.sums("/counters/hash_and_events", sums);
  archive.sums("/counters/events_by_source", by_source);
  if (!archive.loading()) return;
  SpikeTally& tally = workers_.front().tally;
  tally.per_population = spikes;
  tally.hash = sums[0];
  tally.events = sums[1];
  earlier_events_ = by_source;
  begin_windows(windows_from_);
}

void Simulator::transfer_neurons(StateArchive& archive) {
  std::vector<InputInFlight> input(network_.shards.size());
  if (!archive.loading()) {
    on_shards([&](std::size_t s) { input[s] = network_.shards[s].input_in_flight(now_); });
  }
  const std::vector<NetworkOutline::Population>& populations = network_.outline.populations;
  for (std::uint32_t p = 0; p < populations.size(); ++p) {
    NeuronTables tables{communicator_,
                        archive,
                        now_,
                        populations[p].size,
                        {network_.shards, PopulationId(p)},
                        "/populations/" + populations[p].name};
    tables.transfer([&](std::size_t m, StateVisitor& visitor) {
      const auto& [s, g, size] = tables.part.members()[m];
      network_.shards[s].visit_state(g, visitor);
      input[s].visit_state(network_.shards[s].groups()[g].layout, visitor);
    });
  }
  if (!archive.loading()) return;
  run_together(communicator_, [&] {
    on_shards([&](std::size_t s) { network_.shards[s].resume(input[s], now_); });
  });
}

}  // namespace engram
