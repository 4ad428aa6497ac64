#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/plastic_rows.hpp"

namespace engram {

/// What rows of synapses that come and go are made from.
struct StructuralRowsSetup {
  std::uint32_t number = 0;  ///< behind the experiment's projections: how recorders tell them apart
  std::size_t group = 0;     ///< position in the shard
  NeuronId first_source{};   ///< of the source population, all of which have neighbouring slots
  std::uint32_t first_slot = 0;
  std::uint32_t sources = 0;  ///< size of the source population
  std::uint32_t offset = 0;   ///< of the group in the shard's arrays
  PortPlace port;             ///< of the receptor
  std::uint32_t delay = 1;    ///< steps
  double weight = 1.0;        ///< of every synapse
  ExactGrid grid;             ///< of the receptor
};

/// A synapse by its place: the source's position in its population and the target's in the group.
struct PlacedSynapse {
  std::uint32_t source;
  std::uint32_t target;

  auto operator<=>(const PlacedSynapse&) const = default;
};

/// Synapses of equal weight and delay onto one group, which are made and broken while the network
/// runs. A synapse takes two bytes, a source four: rows lie one behind the other and are written
/// anew when some of them change.
class StructuralRows final : public PlasticRows {
 public:
  explicit StructuralRows(const StructuralRowsSetup& setup);

  void enter(std::span<const SpikeWord> spikes, Step first, Step known, Calendar& calendar,
             std::uint32_t slots) override;
  void arrive(Step, Calendar&, std::uint32_t) override {}
  void catch_up(Step) override {}
  /// Weights of such synapses are constant.
  void scale(std::span<const double>) override {}
  void read(Step now, const std::function<void(const SynapseView&)>& take) const override;

  /// StructuralUpdate saves the synapses.
  [[nodiscard]] std::optional<PlasticState> state() override { return std::nullopt; }

  [[nodiscard]] std::uint32_t projection() const override { return setup_.number; }
  [[nodiscard]] std::size_t group() const override { return setup_.group; }
  [[nodiscard]] std::uint64_t synapses() const override { return targets_.size(); }
  [[nodiscard]] std::uint64_t events() const override { return events_; }
  [[nodiscard]] std::uint64_t change_quanta() const override { return 0; }
  [[nodiscard]] double change_unit() const override { return std::abs(setup_.weight); }
  [[nodiscard]] std::size_t bytes() const override {
    return targets_.capacity() * sizeof(targets_[0]) + begin_.capacity() * sizeof(begin_[0]);
  }

  /// Targets of a source, as positions in the group, ascending; one that stands there twice has two
  /// synapses.
  [[nodiscard]] std::span<const std::uint16_t> row(std::uint32_t source) const {
    return {targets_.data() + begin_[source], targets_.data() + begin_[source + 1]};
  }
  [[nodiscard]] std::uint32_t sources() const { return setup_.sources; }
  [[nodiscard]] NeuronId first_source() const { return setup_.first_source; }

  /// Breaks and makes synapses, in any order. Each of `broken` must be there, as often as it is
  /// listed; the synapses made now are not among them.
  void change(std::vector<PlacedSynapse> broken, std::vector<PlacedSynapse> made);
  /// Events of an earlier part of the run.
  void add_events(std::uint64_t events) { events_ += events; }

 private:
  StructuralRowsSetup setup_;
  float weight_;  // on the grid
  std::vector<std::uint32_t> begin_;
  std::vector<std::uint16_t> targets_;
  std::uint64_t events_ = 0;
};

}  // namespace engram
