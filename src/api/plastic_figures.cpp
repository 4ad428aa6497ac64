#include "api/plastic_figures.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/hash.hpp"
#include "model/synapse_change.hpp"

namespace engram {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int quantum_bits = 28;
constexpr std::uint64_t low_mask = (std::uint64_t{1} << quantum_bits) - 1;

/// Sums over the weights of a projection, in quanta: magnitudes up to 2^quantum_bits.
struct WeightSums {
  std::uint64_t synapses = 0;
  std::uint64_t quanta = 0;
  std::uint64_t squares_high = 0;  // squares in two parts, so that neither sum can overflow
  std::uint64_t squares_low = 0;
  std::uint64_t negative = 0;  // synapses

  void add(double weight, double quanta_per_unit) {
    const auto size = static_cast<std::uint64_t>(std::abs(weight) * quanta_per_unit + 0.5);
    ++synapses;
    quanta += size;
    squares_high += size * size >> quantum_bits;
    squares_low += size * size & low_mask;
    if (std::signbit(weight)) ++negative;
  }
  void add(const WeightSums& other) {
    synapses += other.synapses;
    quanta += other.quanta;
    squares_high += other.squares_high;
    squares_low += other.squares_low;
    negative += other.negative;
  }
  [[nodiscard]] double mean() const {
    return synapses == 0 ? 0.0 : static_cast<double>(quanta) / static_cast<double>(synapses);
  }
  [[nodiscard]] double deviation() const {
    if (synapses == 0) return 0.0;
    // All integers: there is no cancellation.
    const Wide squares = (static_cast<Wide>(squares_high) << quantum_bits) + squares_low;
    const Wide spread = squares * synapses - static_cast<Wide>(quanta) * quanta;
    return std::sqrt(static_cast<double>(spread)) / static_cast<double>(synapses);
  }
};

/// Calls take(shard, rows, synapse) for the plastic synapses of the experiment's projections;
/// shards at the same time. Behind them are the rows of structural plasticity, whose weights are
/// constant.
template <class Take>
void read_plastic(Simulator& simulator, std::size_t projections, const Take& take) {
  simulator.on_shards([&](std::size_t s) {
    for (const auto& rows : simulator.shards()[s].plastic()) {
      if (rows->projection() >= projections) continue;
      rows->read(simulator.now(), [&](const SynapseView& view) { take(s, *rows, view); });
    }
  });
}

/// Collective: a power of two for each projection that no weight of it exceeds.
std::vector<double> units_of(Simulator& simulator, std::size_t projections,
                             const Communicator& communicator) {
  std::vector<std::vector<double>> largest(simulator.shards().size(),
                                           std::vector<double>(projections, 0.0));
  read_plastic(simulator, projections,
               [&](std::size_t s, const PlasticRows& rows, const SynapseView& view) {
                 double& place = largest[s][rows.projection()];
                 place = std::max(place, std::abs(view.weight));
               });
  std::vector<double> units(projections, 0.0);
  for (const auto& own : largest) {
    for (std::size_t p = 0; p < projections; ++p) units[p] = std::max(units[p], own[p]);
  }
  units = communicator.max(std::move(units));
  for (double& unit : units) unit = unit > 0.0 ? std::exp2(std::ilogb(unit) + 1) : 1.0;
  return units;
}

/// Collective: adds over the ranks.
void add_over_ranks(std::vector<WeightSums>& sums, const Communicator& communicator) {
  std::vector<std::uint64_t> numbers;
  for (const WeightSums& own : sums) {
    numbers.insert(numbers.end(),
                   {own.synapses, own.quanta, own.squares_high, own.squares_low, own.negative});
  }
  numbers = communicator.sum(std::move(numbers));
  const std::uint64_t* next = numbers.data();
  for (WeightSums& own : sums) {
    own = {next[0], next[1], next[2], next[3], next[4]};
    next += 5;
  }
}

std::vector<WeightSums> sums_of(Simulator& simulator, const std::vector<double>& units,
                                const Communicator& communicator) {
  std::vector<std::vector<WeightSums>> of_shard(simulator.shards().size(),
                                                std::vector<WeightSums>(units.size()));
  read_plastic(simulator, units.size(),
               [&](std::size_t s, const PlasticRows& rows, const SynapseView& view) {
                 of_shard[s][rows.projection()].add(view.weight, 0x1p28 / units[rows.projection()]);
               });
  std::vector<WeightSums> sums(units.size());
  for (const auto& own : of_shard) {
    for (std::size_t p = 0; p < sums.size(); ++p) sums[p].add(own[p]);
  }
  add_over_ranks(sums, communicator);
  return sums;
}

/// Collective: sum of the magnitudes of all changes per projection.
std::vector<double> changes_of(const Simulator& simulator, std::size_t projections,
                               const Communicator& communicator) {
  std::vector<std::uint64_t> quanta(projections, 0);
  std::vector<double> units(projections, 0.0);
  for (const Shard& shard : simulator.shards()) {
    for (const auto& rows : shard.plastic()) {
      if (rows->projection() >= projections) continue;
      quanta[rows->projection()] += rows->change_quanta();
      units[rows->projection()] = rows->change_unit();
    }
  }
  quanta = communicator.sum(std::move(quanta));
  units = communicator.max(std::move(units));
  for (std::size_t p = 0; p < projections; ++p) {
    units[p] *= static_cast<double>(quanta[p]) * 0x1p-28;
  }
  return units;
}

std::uint64_t hash_synapse(std::uint32_t projection, const SynapseView& view, NeuronId target) {
  std::uint64_t hash = mix_bits(view.source.value());
  hash = mix_bits(hash ^ target.value());
  hash = mix_bits(hash ^ (static_cast<std::uint64_t>(projection) << 32 | view.delay));
  hash = mix_bits(hash ^ std::bit_cast<std::uint64_t>(view.weight));
  return mix_bits(hash ^ std::bit_cast<std::uint64_t>(view.eligibility));
}

}  // namespace

std::vector<PlasticProjection> plastic_figures(Simulator& simulator, const Experiment& experiment,
                                               const Catalogue& catalogue,
                                               const Communicator& communicator) {
  std::vector<PlasticProjection> figures;
  const std::vector<Projection>& projections = experiment.projections;
  const bool any = std::any_of(projections.begin(), projections.end(), [&](const Projection& p) {
    return synapses_change(p.synapse, catalogue);
  });
  if (!any) return figures;
  const std::vector<double> units = units_of(simulator, projections.size(), communicator);
  const std::vector<WeightSums> sums = sums_of(simulator, units, communicator);
  const std::vector<double> changes = changes_of(simulator, projections.size(), communicator);
  for (std::uint32_t p = 0; p < projections.size(); ++p) {
    if (!synapses_change(projections[p].synapse, catalogue)) continue;
    const double quantum = units[p] * 0x1p-28;
    const double sign = sums[p].negative > 0 ? -1.0 : 1.0;
    figures.push_back({p, sums[p].synapses, sign * quantum * sums[p].mean(),
                       quantum * sums[p].deviation(), changes[p]});
  }
  return figures;
}

std::uint64_t hash_plastic(Simulator& simulator) {
  std::vector<std::uint64_t> hashes(simulator.shards().size(), 0);
  simulator.on_shards([&](std::size_t s) {
    const Shard& shard = simulator.shards()[s];
    std::vector<NeuronId> targets;
    for (const auto& rows : shard.plastic()) {
      const ShardGroup& group = shard.groups()[rows->group()];
      targets.clear();
      for (std::uint32_t i = 0; i < group.layout.size; ++i) {
        targets.push_back(group.first_neuron + group.layout.index_of(i));
      }
      rows->read(simulator.now(), [&](const SynapseView& view) {
        const NeuronId target = targets[view.target - group.layout.offset];
        hashes[s] += hash_synapse(rows->projection(), view, target);
      });
    }
  });
  std::uint64_t sum = 0;
  for (const std::uint64_t hash : hashes) sum += hash;
  return sum;
}

std::uint64_t hash_fields(const Simulator& simulator) {
  const FieldSystem* fields = simulator.fields();
  if (fields == nullptr) return 0;
  std::uint64_t hash = 0;
  for (std::size_t modulator = 0; modulator < fields->size(); ++modulator) {
    const ModulatorField& field = fields->field(modulator);
    const std::span<const double> concentration = field.own_concentration();
    for (std::size_t i = 0; i < concentration.size(); ++i) {
      const std::uint64_t voxel = field.own().first + i;
      const auto bits = std::bit_cast<std::uint64_t>(concentration[i]);
      hash += mix_bits(mix_bits(~(static_cast<std::uint64_t>(modulator) << 48 | voxel)) ^ bits);
    }
  }
  return hash;
}

}  // namespace engram
