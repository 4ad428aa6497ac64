#include "engine/element_matching.hpp"

#include <algorithm>
#include <tuple>

namespace engram {

/// A free element of this rank.
struct ElementMatching::Free {
  std::uint32_t position;  // of its neuron in the list of vacant elements
  std::uint32_t ordinal;   // among the neuron's
};

/// A free element at a meeting place.
struct ElementMatching::Visitor {
  std::uint64_t meeting_place;
  StructuralDraw side;
  std::uint64_t key;
  NeuronId neuron;
  std::uint32_t ordinal;
  std::uint32_t position;  // in the list of free elements of the rank it comes from
  std::uint32_t consent;   // random word
  Rank home;
  std::array<double, 3> place;

  [[nodiscard]] auto order() const {
    return std::tuple(meeting_place, side, key, neuron.value(), ordinal);
  }
};

/// Tells an element's rank that it is bound now.
struct ElementMatching::Bond {
  StructuralDraw side;
  std::uint32_t position;
  NeuronId source;
};

/// The elements of one kind on this rank, as the rounds go by.
struct ElementMatching::Side {
  StructuralDraw draw;
  std::span<const VacantElements> vacant;
  std::vector<Free> free;
  std::vector<bool> bound;

  Side(StructuralDraw kind, std::span<const VacantElements> elements)
      : draw(kind), vacant(elements) {
    for (std::uint32_t position = 0; position < vacant.size(); ++position) {
      const std::uint32_t count = std::min(vacant[position].count, most_vacant);
      for (std::uint32_t ordinal = 0; ordinal < count; ++ordinal) {
        free.push_back({position, ordinal});
      }
    }
    bound.assign(free.size(), false);
  }

  /// Binds a free element; returns its neuron's position in the list.
  std::uint32_t bind(std::uint32_t element) {
    bound[element] = true;
    return free[element].position;
  }

  /// Forgets those that are bound.
  void keep_free() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < free.size(); ++i) {
      if (!bound[i]) free[kept++] = free[i];
    }
    free.resize(kept);
    bound.assign(kept, false);
  }
};

ElementMatching::ElementMatching(std::uint64_t seed, std::uint32_t entry,
                                 const std::optional<DistanceKernel>& kernel,
                                 std::optional<Metric> metric, std::uint64_t crowd)
    : random_(seed, Purpose::structural, entry), metric_(std::move(metric)), crowd_(crowd) {
  if (kernel) kernel_.emplace(1.0, *kernel);
}

ElementMatching::Visitor ElementMatching::invite(StructuralDraw side, std::uint64_t update,
                                                 std::uint32_t round,
                                                 const VacantElements& elements,
                                                 const Free& element) const {
  const RandomWords words =
      random_.words(elements.neuron.value(), structural_draw(side, update, round, element.ordinal));
  return {words[2],
          side,
          static_cast<std::uint64_t>(words[0]) << 32 | words[1],
          elements.neuron,
          element.ordinal,
          0,
          words[3],
          Rank(0),
          elements.place};
}

bool ElementMatching::agree(const Visitor& axon, const Visitor& dendrite) const {
  if (axon.neuron == dendrite.neuron) return false;
  if (!kernel_) return true;
  return open_unit(axon.consent) <
         kernel_->at(metric_->squared(axon.place.data(), dendrite.place.data()));
}

std::vector<ElementMatching::Visitor> ElementMatching::gather(
    const Communicator& communicator, std::uint64_t update, std::uint32_t round,
    std::uint64_t places, const Side& axons, const Side& dendrites) const {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  TypedParcels<Visitor> invitations;
  for (const Side* side : {&axons, &dendrites}) {
    for (std::uint32_t i = 0; i < side->free.size(); ++i) {
      const Free& element = side->free[i];
      Visitor visitor = invite(side->draw, update, round, side->vacant[element.position], element);
      visitor.meeting_place = visitor.meeting_place * places >> 32;
      visitor.position = i;
      visitor.home = communicator.rank();
      invitations.add(Rank(static_cast<std::int32_t>(visitor.meeting_place % ranks)), visitor);
    }
  }
  std::vector<Visitor> visitors;
  for (const auto& [rank, items] : invitations.exchange(communicator)) {
    visitors.insert(visitors.end(), items.begin(), items.end());
  }
  std::sort(visitors.begin(), visitors.end(),
            [](const Visitor& a, const Visitor& b) { return a.order() < b.order(); });
  return visitors;
}

TypedParcels<ElementMatching::Bond> ElementMatching::let_meet(
    std::span<const Visitor> visitors) const {
  TypedParcels<Bond> bonds;
  for (auto axon = visitors.begin(); axon != visitors.end();) {
    const std::uint64_t here = axon->meeting_place;
    const auto axons_end = std::partition_point(axon, visitors.end(), [&](const Visitor& v) {
      return v.meeting_place == here && v.side == StructuralDraw::meet_axonal;
    });
    const auto end = std::partition_point(
        axons_end, visitors.end(), [&](const Visitor& v) { return v.meeting_place == here; });
    for (auto dendrite = axons_end; axon != axons_end && dendrite != end; ++axon, ++dendrite) {
      if (!agree(*axon, *dendrite)) continue;
      bonds.add(axon->home, {axon->side, axon->position, axon->neuron});
      bonds.add(dendrite->home, {dendrite->side, dendrite->position, axon->neuron});
    }
    axon = end;
  }
  return bonds;
}

Matching ElementMatching::match(const Communicator& communicator, std::uint64_t update,
                                std::span<const VacantElements> axons,
                                std::span<const VacantElements> dendrites) const {
  Matching matching;
  Side axonal(StructuralDraw::meet_axonal, axons);
  Side dendritic(StructuralDraw::meet_dendritic, dendrites);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    const std::vector<std::uint64_t> all =
        communicator.sum(std::vector<std::uint64_t>{axonal.free.size(), dendritic.free.size()});
    if (all[0] == 0 || all[1] == 0) break;
    const std::uint64_t places = std::max<std::uint64_t>(1, (all[0] + all[1]) / crowd_);
    const std::vector<Visitor> visitors =
        gather(communicator, update, round, places, axonal, dendritic);
    for (const auto& [rank, bonds] : let_meet(visitors).exchange(communicator)) {
      for (const Bond& bond : bonds) {
        if (bond.side == StructuralDraw::meet_axonal) {
          matching.axons.push_back(axonal.bind(bond.position));
        } else {
          matching.synapses.push_back({bond.source, dendritic.bind(bond.position)});
        }
      }
    }
    axonal.keep_free();
    dendritic.keep_free();
  }
  std::sort(matching.axons.begin(), matching.axons.end());
  std::sort(matching.synapses.begin(), matching.synapses.end());
  return matching;
}

}  // namespace engram
