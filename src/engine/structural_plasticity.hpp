#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/element_matching.hpp"
#include "engine/simulator.hpp"
#include "engine/structural_rows.hpp"
#include "network/shard_layout.hpp"
#include "plasticity/synaptic_elements.hpp"

namespace engram {

/// The neurons of one shard that take part in structural plasticity, as sources or as targets.
struct StructuralPart {
  std::size_t shard = 0;
  GroupLayout layout;
  NeuronId first_neuron{};               ///< of the population
  std::uint32_t first_local = 0;         ///< of the group, as the routing counts
  SynapticElements* elements = nullptr;  ///< axonal of sources, dendritic of targets
  StructuralRows* rows = nullptr;        ///< of targets
  std::vector<double> places;            ///< three per neuron where there is a kernel, else empty
};

/// What structural plasticity between two populations is made from, on one rank.
struct StructuralSetup {
  std::uint32_t entry = 0;  ///< position in the experiment's list
  PopulationId target{};    ///< population
  std::uint64_t seed = 1;
  std::int64_t interval = 1;  ///< steps between two updates
  double tau_vacant = 0.1;    ///< fraction of the vacant elements that is lost at every update
  std::optional<DistanceKernel> kernel;
  std::optional<Metric> metric;
  std::vector<StructuralPart> sources;
  std::vector<StructuralPart> targets;
  std::vector<Rank> owners;  ///< of all sources, where there are targets; else empty
};

/// Makes and breaks the synapses between two populations (Butz & van Ooyen 2013).
///
/// At every update each neuron's elements are counted. Where an axon has fewer elements than
/// synapses, as many synapses, chosen at random, are broken; then the same for dendrites. An
/// element that has lost its partner is vacant again. Vacant elements then meet (ElementMatching),
/// and of those that stay vacant a fraction is lost. All choices come from counters.
class StructuralUpdate {
 public:
  explicit StructuralUpdate(StructuralSetup setup);

  /// Collective: the update at the beginning of step `now`.
  void operator()(Simulator& simulator, Step now);
  /// Collective: saves the synapses that are there, or makes those that have been saved where there
  /// are none yet. The elements are the neurons' own.
  void transfer_state(Simulator& simulator, StateArchive& archive);

 private:
  struct Request;
  struct Offer;
  struct Choice;
  struct Run {
    std::uint64_t first_index;
    std::uint32_t count;
    std::uint32_t part;
    std::uint32_t first_local;
  };
  using Broken = std::vector<std::vector<PlacedSynapse>>;  // per part of the targets

  void grow(Simulator& simulator, Step now);
  void break_for_axons(const Simulator& simulator, std::uint64_t update);
  void break_for_dendrites(const Communicator& communicator, std::uint64_t update);
  void make(const Communicator& communicator, std::uint64_t update);
  void lose_vacant();

  void offer(const Request& request, std::uint64_t update, std::vector<Offer>& offers) const;
  void break_onto(StructuralPart& part, std::uint64_t update,
                  std::vector<PlacedSynapse>& broken) const;
  void release_axon(std::uint64_t index);
  void index_sources();
  template <class Take>
  void each_synapse(const StructuralPart& part, std::uint32_t source, StructuralDraw what,
                    std::uint64_t update, const Take& take) const;

  StructuralSetup setup_;
  RandomSource random_;
  ElementMatching matching_;
  std::vector<Run> runs_;  // of the sources, ascending
};

}  // namespace engram
