#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/philox.hpp"
#include "network/positions.hpp"
#include "network/rules/distance_probability.hpp"
#include "parallel/communicator.hpp"
#include "parallel/typed_parcels.hpp"

namespace engram {

/// What a random number of structural plasticity is for.
enum class StructuralDraw : std::uint32_t {
  meet_axonal = 0,
  meet_dendritic = 1,
  break_axonal = 2,
  break_dendritic = 3,
};

/// The draw number of something that happens once per update, round and ordinal. `update` is below
/// 2^31, `round` below 32, `ordinal` below 2^24.
[[nodiscard]] constexpr std::uint64_t structural_draw(StructuralDraw what, std::uint64_t update,
                                                      std::uint32_t round, std::uint32_t ordinal) {
  return update << 33 | static_cast<std::uint64_t>(round) << 28 |
         static_cast<std::uint64_t>(what) << 24 | ordinal;
}

/// Most elements of a neuron that take part in one update.
inline constexpr std::uint32_t most_vacant = 1U << 20;

/// The vacant elements of a neuron.
struct VacantElements {
  NeuronId neuron;
  std::uint32_t count = 0;
  std::array<double, 3> place{};  ///< micrometres; looked at where there is a kernel only
};

/// A new synapse as the owner of its target sees it.
struct NewSynapse {
  NeuronId source;
  std::uint32_t dendrite;  ///< position in the list of vacant dendritic elements

  auto operator<=>(const NewSynapse&) const = default;
};

/// What came of a matching on this rank.
struct Matching {
  /// Positions in the list of vacant axonal elements, one per new synapse, ascending.
  std::vector<std::uint32_t> axons;
  std::vector<NewSynapse> synapses;  ///< ascending
};

/// Lets vacant axonal and dendritic elements meet at random (Butz & van Ooyen 2013): all pairs of a
/// free axonal and a free dendritic element are equally likely, except that a neuron makes no
/// synapse with itself; with a kernel a pair that meets becomes a synapse with a probability that
/// depends on its distance.
///
/// In each of several rounds every free element draws a meeting place and a key from counters. At
/// each place axonal and dendritic elements are sorted by their keys and meet one by one; who is
/// left goes to the next round. The number of places follows from the number of free elements, so
/// the result does not depend on the partition; places are dealt out to the ranks, so that no rank
/// sees all elements.
class ElementMatching {
 public:
  /// Elements per meeting place, both kinds together. Part of what a network is: never change it.
  static constexpr std::uint64_t usual_crowd = 8192;
  /// Rounds, unless one side is used up before.
  static constexpr std::uint32_t rounds = 16;

  /// `entry`: position in the experiment's list. `metric` is looked at where there is a kernel.
  ElementMatching(std::uint64_t seed, std::uint32_t entry,
                  const std::optional<DistanceKernel>& kernel, std::optional<Metric> metric,
                  std::uint64_t crowd = usual_crowd);

  /// Collective: one update's new synapses. A neuron stands on one rank only and there once per
  /// list.
  [[nodiscard]] Matching match(const Communicator& communicator, std::uint64_t update,
                               std::span<const VacantElements> axons,
                               std::span<const VacantElements> dendrites) const;

 private:
  struct Free;
  struct Visitor;
  struct Side;
  struct Bond;

  [[nodiscard]] Visitor invite(StructuralDraw side, std::uint64_t update, std::uint32_t round,
                               const VacantElements& elements, const Free& element) const;
  [[nodiscard]] std::vector<Visitor> gather(const Communicator& communicator, std::uint64_t update,
                                            std::uint32_t round, std::uint64_t places,
                                            const Side& axons, const Side& dendrites) const;
  [[nodiscard]] TypedParcels<Bond> let_meet(std::span<const Visitor> visitors) const;
  [[nodiscard]] bool agree(const Visitor& axon, const Visitor& dendrite) const;

  RandomSource random_;
  std::optional<DistanceProbability> kernel_;
  std::optional<Metric> metric_;
  std::uint64_t crowd_;
};

}  // namespace engram
