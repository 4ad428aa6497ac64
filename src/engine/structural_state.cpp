#include <algorithm>
#include <string>

#include "engine/neuron_tables.hpp"
#include "engine/structural_plasticity.hpp"

namespace engram {
namespace {

/// Sources of the synapses onto each neuron of a part, ascending.
KeyedLists<std::uint32_t> sources_of(const StructuralPart& part) {
  KeyedLists<std::uint32_t> lists;
  lists.counts.assign(part.layout.size, 0);
  for (std::uint32_t source = 0; source < part.rows->sources(); ++source) {
    for (const std::uint16_t target : part.rows->row(source)) ++lists.counts[target];
  }
  std::vector<std::uint64_t> next(part.layout.size, 0);
  for (std::size_t target = 1; target < next.size(); ++target) {
    next[target] = next[target - 1] + lists.counts[target - 1];
  }
  lists.values.resize(part.rows->synapses());
  for (std::uint32_t source = 0; source < part.rows->sources(); ++source) {
    for (const std::uint16_t target : part.rows->row(source)) lists.values[next[target]++] = source;
  }
  return lists;
}

std::vector<PlacedSynapse> placed(const KeyedLists<std::uint32_t>& sources) {
  std::vector<PlacedSynapse> synapses;
  auto source = sources.values.begin();
  for (std::uint32_t target = 0; target < sources.counts.size(); ++target) {
    for (std::uint64_t i = 0; i < sources.counts[target]; ++i) {
      synapses.push_back({*source++, target});
    }
  }
  return synapses;
}

}  // namespace

void StructuralUpdate::transfer_state(Simulator& simulator, StateArchive& archive) {
  const std::string path = "/structural/" + std::to_string(setup_.entry);
  NeuronTables tables{simulator.communicator(),
                      archive,
                      simulator.now(),
                      simulator.outline().populations[setup_.target.value()].size,
                      {simulator.shards(), setup_.target},
                      path};
  tables.transfer([&](std::size_t m, StateVisitor& visitor) {
    const PopulationPart::Member& member = tables.part.members()[m];
    for (const StructuralPart& part : setup_.targets) {
      if (part.shard != member.shard || part.rows->group() != member.group) continue;
      visitor.lists<std::uint32_t>(
          "sources", [&] { return sources_of(part); },
          [&](const KeyedLists<std::uint32_t>& sources) {
            part.rows->change({}, placed(sources));
          });
    }
  });
  std::vector<std::uint64_t> events(1, 0);
  for (const StructuralPart& part : setup_.targets) events[0] += part.rows->events();
  const Communicator& communicator = simulator.communicator();
  if (!archive.loading()) events = communicator.sum(std::move(events));
  archive.shared(path + "/events", events);
  if (!archive.loading()) return;
  const auto rank = static_cast<std::uint64_t>(communicator.rank().value());
  const auto nobody = static_cast<std::uint64_t>(communicator.size());
  if (communicator.min(setup_.targets.empty() ? nobody : rank) != rank) return;
  setup_.targets.front().rows->add_events(events.at(0));
}

}  // namespace engram
