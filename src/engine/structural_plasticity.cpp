#include "engine/structural_plasticity.hpp"

#include <algorithm>
#include <tuple>

#include "core/hash.hpp"
#include "parallel/typed_parcels.hpp"

namespace engram {
namespace {

NeuronId neuron_of(const StructuralPart& part, std::uint32_t neuron) {
  return part.first_neuron + part.layout.index_of(neuron);
}

/// The parts' vacant elements, and which neuron each entry stands for.
struct VacantList {
  struct Neuron {
    std::uint32_t part;
    std::uint32_t neuron;
  };
  std::vector<VacantElements> elements;
  std::vector<Neuron> neurons;

  explicit VacantList(const std::vector<StructuralPart>& parts) {
    for (std::uint32_t p = 0; p < parts.size(); ++p) {
      const StructuralPart& part = parts[p];
      for (std::uint32_t neuron = 0; neuron < part.elements->size(); ++neuron) {
        const std::int64_t vacant = part.elements->vacant(neuron);
        if (vacant <= 0) continue;
        VacantElements own{neuron_of(part, neuron),
                           static_cast<std::uint32_t>(std::min<std::int64_t>(vacant, most_vacant)),
                           {}};
        if (!part.places.empty()) std::copy_n(&part.places[3UL * neuron], 3, own.place.begin());
        elements.push_back(own);
        neurons.push_back({p, neuron});
      }
    }
  }
};

/// What two neurons' random numbers belong to.
std::uint64_t pair_object(NeuronId source, NeuronId target) {
  return mix_bits(mix_bits(source.value()) ^ target.value());
}

}  // namespace

/// An axon has lost so many elements.
struct StructuralUpdate::Request {
  std::uint32_t source;  // in its population
  std::uint32_t count;
  std::uint32_t number;  // in the list of the rank that asks
};

/// A synapse that might be broken.
struct StructuralUpdate::Offer {
  std::uint32_t request;
  std::uint64_t key;
  NeuronId partner;       // at the other end than the one that asks
  std::uint32_t ordinal;  // among the synapses of the same two neurons
  std::uint32_t part;
  PlacedSynapse synapse;

  [[nodiscard]] auto order() const { return std::tuple(request, key, partner.value(), ordinal); }
  bool operator<(const Offer& other) const { return order() < other.order(); }
};

/// A synapse that is broken.
struct StructuralUpdate::Choice {
  std::uint32_t part;
  PlacedSynapse synapse;
};

StructuralUpdate::StructuralUpdate(StructuralSetup setup)
    : setup_(std::move(setup)),
      random_(setup_.seed, Purpose::structural, setup_.entry),
      matching_(setup_.seed, setup_.entry, setup_.kernel, setup_.metric) {
  index_sources();
}

void StructuralUpdate::index_sources() {
  for (std::uint32_t p = 0; p < setup_.sources.size(); ++p) {
    for (const TargetRun& run : setup_.sources[p].layout.runs) {
      runs_.push_back({run.first_index, run.count, p, run.first_local});
    }
  }
  std::sort(runs_.begin(), runs_.end(),
            [](const Run& a, const Run& b) { return a.first_index < b.first_index; });
}

void StructuralUpdate::operator()(Simulator& simulator, Step now) {
  const auto update = static_cast<std::uint64_t>(now.value() / setup_.interval);
  const Communicator& communicator = simulator.communicator();
  grow(simulator, now);
  break_for_axons(simulator, update);
  break_for_dendrites(communicator, update);
  make(communicator, update);
  lose_vacant();
}

void StructuralUpdate::grow(Simulator& simulator, Step now) {
  simulator.on_shards([&](std::size_t shard) {
    for (const auto* parts : {&setup_.sources, &setup_.targets}) {
      for (const StructuralPart& part : *parts) {
        if (part.shard == shard) part.elements->grow_until(static_cast<ShortStep>(now.value()));
      }
    }
  });
}

/// Calls take(place of the target, target, ordinal, key) for the source's synapses onto a part.
template <class Take>
void StructuralUpdate::each_synapse(const StructuralPart& part, std::uint32_t source,
                                    StructuralDraw what, std::uint64_t update,
                                    const Take& take) const {
  const std::span<const std::uint16_t> row = part.rows->row(source);
  std::uint32_t ordinal = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    ordinal = i > 0 && row[i] == row[i - 1] ? ordinal + 1 : 0;
    take(row[i], ordinal, [&, target = row[i], number = ordinal] {
      const std::uint64_t object =
          pair_object(part.rows->first_source() + source, neuron_of(part, target));
      const RandomWords words = random_.words(object, structural_draw(what, update, 0, number));
      return static_cast<std::uint64_t>(words[0]) << 32 | words[1];
    });
  }
}

void StructuralUpdate::offer(const Request& request, std::uint64_t update,
                             std::vector<Offer>& offers) const {
  offers.clear();
  for (std::uint32_t p = 0; p < setup_.targets.size(); ++p) {
    const StructuralPart& part = setup_.targets[p];
    each_synapse(part, request.source, StructuralDraw::break_axonal, update,
                 [&](std::uint32_t target, std::uint32_t ordinal, const auto& key) {
                   offers.push_back({request.number,
                                     key(),
                                     neuron_of(part, target),
                                     ordinal,
                                     p,
                                     {request.source, target}});
                 });
  }
  if (offers.size() <= request.count) return;
  const auto most = offers.begin() + static_cast<std::ptrdiff_t>(request.count);
  std::nth_element(offers.begin(), most, offers.end());
  offers.erase(most, offers.end());
}

void StructuralUpdate::break_for_axons(const Simulator& simulator, std::uint64_t update) {
  // Only the ranks of the targets know an axon's synapses: each offers those of them that come
  // first in a random order, and the axon's rank takes the first of all.
  const Communicator& communicator = simulator.communicator();
  const Routing& routing = simulator.routing();
  TypedParcels<Request> requests;
  std::vector<std::uint32_t> lost;
  for (StructuralPart& part : setup_.sources) {
    for (std::uint32_t neuron = 0; neuron < part.elements->size(); ++neuron) {
      const std::int64_t vacant = part.elements->vacant(neuron);
      if (vacant >= 0) continue;
      const Request request{static_cast<std::uint32_t>(part.layout.index_of(neuron)),
                            static_cast<std::uint32_t>(-vacant),
                            static_cast<std::uint32_t>(lost.size())};
      for (const Destination& to : routing.of(part.first_local + neuron)) {
        requests.add(routing.receivers()[to.neighbour], request);
      }
      lost.push_back(request.count);
    }
  }
  if (communicator.max(static_cast<std::uint64_t>(lost.size())) == 0) return;

  TypedParcels<Offer> outgoing;
  std::vector<Offer> offers;
  for (const auto& [rank, items] : requests.exchange(communicator)) {
    for (const Request& request : items) {
      offer(request, update, offers);
      for (const Offer& own : offers) outgoing.add(rank, own);
    }
  }
  std::vector<std::pair<Offer, Rank>> all;
  for (const auto& [rank, items] : outgoing.exchange(communicator)) {
    for (const Offer& each : items) all.emplace_back(each, rank);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });

  TypedParcels<Choice> chosen;
  for (const auto& [each, rank] : all) {
    if (lost[each.request] == 0) continue;
    --lost[each.request];
    release_axon(each.synapse.source);
    chosen.add(rank, {each.part, each.synapse});
  }
  Broken broken(setup_.targets.size());
  for (const auto& [rank, items] : chosen.exchange(communicator)) {
    for (const Choice& choice : items) {
      setup_.targets[choice.part].elements->release(choice.synapse.target);
      broken[choice.part].push_back(choice.synapse);
    }
  }
  for (std::size_t p = 0; p < broken.size(); ++p) {
    setup_.targets[p].rows->change(std::move(broken[p]), {});
  }
}

void StructuralUpdate::break_onto(StructuralPart& part, std::uint64_t update,
                                  std::vector<PlacedSynapse>& broken) const {
  std::vector<std::uint32_t> lost(part.elements->size(), 0);
  bool any = false;
  for (std::uint32_t neuron = 0; neuron < lost.size(); ++neuron) {
    const std::int64_t vacant = part.elements->vacant(neuron);
    if (vacant < 0) lost[neuron] = static_cast<std::uint32_t>(-vacant);
    any = any || vacant < 0;
  }
  if (!any) return;
  std::vector<Offer> offers;
  for (std::uint32_t source = 0; source < part.rows->sources(); ++source) {
    each_synapse(
        part, source, StructuralDraw::break_dendritic, update,
        [&](std::uint32_t target, std::uint32_t ordinal, const auto& key) {
          if (lost[target] == 0) return;
          offers.push_back(
              {target, key(), part.rows->first_source() + source, ordinal, 0, {source, target}});
        });
  }
  std::sort(offers.begin(), offers.end());
  for (const Offer& each : offers) {
    if (lost[each.request] == 0) continue;
    --lost[each.request];
    part.elements->release(each.synapse.target);
    broken.push_back(each.synapse);
  }
}

void StructuralUpdate::break_for_dendrites(const Communicator& communicator, std::uint64_t update) {
  TypedParcels<std::uint64_t> released;
  for (StructuralPart& part : setup_.targets) {
    std::vector<PlacedSynapse> broken;
    break_onto(part, update, broken);
    for (const PlacedSynapse& synapse : broken) {
      released.add(setup_.owners[synapse.source], synapse.source);
    }
    part.rows->change(std::move(broken), {});
  }
  for (const auto& [rank, items] : released.exchange(communicator)) {
    for (const std::uint64_t source : items) release_axon(source);
  }
}

void StructuralUpdate::make(const Communicator& communicator, std::uint64_t update) {
  const VacantList axons(setup_.sources);
  const VacantList dendrites(setup_.targets);
  const Matching matching =
      matching_.match(communicator, update, axons.elements, dendrites.elements);
  for (const std::uint32_t axon : matching.axons) {
    const auto [part, neuron] = axons.neurons[axon];
    setup_.sources[part].elements->bind(neuron);
  }
  std::vector<std::vector<PlacedSynapse>> made(setup_.targets.size());
  for (const NewSynapse& synapse : matching.synapses) {
    const auto [part, neuron] = dendrites.neurons[synapse.dendrite];
    StructuralPart& target = setup_.targets[part];
    target.elements->bind(neuron);
    made[part].push_back(
        {static_cast<std::uint32_t>(synapse.source.value() - target.rows->first_source().value()),
         neuron});
  }
  for (std::size_t p = 0; p < made.size(); ++p) {
    setup_.targets[p].rows->change({}, std::move(made[p]));
  }
}

void StructuralUpdate::lose_vacant() {
  for (const auto* parts : {&setup_.sources, &setup_.targets}) {
    for (const StructuralPart& part : *parts) part.elements->lose_vacant(setup_.tau_vacant);
  }
}

void StructuralUpdate::release_axon(std::uint64_t index) {
  const auto after =
      std::upper_bound(runs_.begin(), runs_.end(), index,
                       [](std::uint64_t value, const Run& run) { return value < run.first_index; });
  const Run& run = *(after - 1);
  setup_.sources[run.part].elements->release(run.first_local +
                                             static_cast<std::uint32_t>(index - run.first_index));
}

}  // namespace engram
