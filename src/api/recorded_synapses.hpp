#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/layout.hpp"

namespace engram {

/// A plastic synapse as recorders see it.
struct RecordedSynapse {
  std::uint64_t source;       ///< index within its population
  std::uint64_t target;       ///< index within its population
  std::size_t target_number;  ///< of the target among this rank's
  std::uint32_t projection;   ///< position in the experiment
  std::uint32_t ordinal;      ///< among the synapses with the same projection, source and target
  std::uint32_t delay;        ///< steps
  double weight;
  double eligibility;
};

/// The plastic synapses from one population to another that this rank holds, as of any time between
/// two pieces of a run.
///
/// Their order is that of (target, projection, source, delay, drawing), which does not depend on
/// the partition. Rows hold them by source, so the synapses of each target come in this order when
/// all rows of its shard are read one after the other: nothing has to be sorted.
class RecordedSynapses {
 public:
  RecordedSynapses(Simulator& simulator, const Experiment& experiment, const Catalogue& catalogue,
                   const NetworkLayout& layout, const std::string& source,
                   const std::string& target);

  /// Indices of this rank's neurons of the target population, ascending.
  [[nodiscard]] const std::vector<std::uint64_t>& targets() const { return targets_; }
  /// Number of recorded synapses onto each of them.
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return counts_; }
  /// Neurons of the target population on all ranks.
  [[nodiscard]] std::uint64_t target_population() const { return target_size_; }
  /// Positions of the recorded projections in the experiment; the same on all ranks.
  [[nodiscard]] const std::vector<std::uint32_t>& projections() const { return projections_; }
  /// Number of shards.
  [[nodiscard]] std::size_t shards() const { return rows_of_shard_.size(); }

  /// Calls take(shard, synapse) for the synapses onto targets [first, last), counted among this
  /// rank's, as of now. Shards are read by their threads at the same time: what `take` changes must
  /// belong to the shard or to the target.
  using Take = std::function<void(std::size_t shard, const RecordedSynapse& synapse)>;
  void read(std::size_t first, std::size_t last, const Take& take) const;
  void read(const Take& take) const { read(0, targets_.size(), take); }

  /// Weight and eligibility trace of a synapse.
  struct Values {
    float weight;
    float eligibility;
  };
  /// Chosen synapses by their numbers in the order in which read() gives those of a shard's rows.
  struct Chosen {
    std::size_t shard;
    std::size_t rows;                    ///< number of the rows within the shard
    std::vector<std::uint64_t> numbers;  ///< ascending, within the rows
    std::vector<std::size_t> places;     ///< where in `values` each goes
  };
  /// Values of chosen synapses as of now.
  void read(const std::vector<Chosen>& chosen, std::vector<Values>& values) const;
  /// Calls take(shard, rows, number, synapse) for all synapses, with the numbers of Chosen.
  using TakeNumbered = std::function<void(std::size_t shard, std::size_t rows, std::uint64_t number,
                                          const RecordedSynapse& synapse)>;
  void read_numbered(const TakeNumbered& take) const;

 private:
  /// Where a group's neurons stand among this rank's targets.
  struct Group {
    std::size_t shard;
    std::size_t group;
    std::uint32_t offset;
    std::vector<std::uint32_t> number;  // per neuron of the group
    std::size_t lowest;
    std::size_t highest;
  };
  struct Rows {
    const PlasticRows* rows;
    const Group* group;
  };

  void find_targets(PopulationId target);
  void find_rows();
  void count();
  void read_shard(std::size_t shard, std::size_t first, std::size_t last,
                  std::vector<std::uint64_t>& last_source, std::vector<std::uint32_t>& ordinal,
                  const TakeNumbered& take) const;
  void read_all(std::size_t first, std::size_t last, const TakeNumbered& take) const;

  Simulator& simulator_;
  NeuronId first_source_;
  std::uint64_t target_size_;
  std::vector<std::uint32_t> projections_;
  std::vector<std::uint64_t> targets_;
  std::vector<std::uint64_t> counts_;
  std::vector<Group> groups_;
  std::vector<std::vector<Rows>> rows_of_shard_;
};

}  // namespace engram
