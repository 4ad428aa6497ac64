#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "partitioning/cost.hpp"
#include "partitioning/rank_content.hpp"

namespace engram {

/// What one rank is expected to hold and to do. "Per second" means per second of model time.
struct RankEstimate {
  double neurons = 0.0;
  double synapses = 0.0;
  double sources = 0.0;     ///< different neurons, anywhere, with synapses on this rank
  double rows = 0.0;        ///< (source, shard) pairs with synapses
  double row_length = 0.0;  ///< synapses per row

  double neuron_bytes = 0.0;
  double synapse_bytes = 0.0;
  double row_index_bytes = 0.0;
  double routing_bytes = 0.0;   ///< lists of where local neurons' spikes go
  double buffer_bytes = 0.0;    ///< calendar, message buffers
  double field_bytes = 0.0;     ///< modulators' fields
  double building_bytes = 0.0;  ///< needed only while the network is built
  double program_bytes = 0.0;
  double memory_bytes = 0.0;  ///< sum of the above

  double neighbours = 0.0;                  ///< ranks it exchanges spikes with
  double messages_per_second = 0.0;         ///< sent
  double spikes_sent_per_second = 0.0;      ///< once for each rank that receives the spike
  double spikes_received_per_second = 0.0;  ///< from other ranks
  double bytes_sent_per_second = 0.0;
  double bytes_received_per_second = 0.0;

  double events_per_second = 0.0;  ///< synaptic events
  double update_seconds = 0.0;     ///< neurons and stimuli, per second
  double delivery_seconds = 0.0;   ///< synaptic events, per second
  double exchange_seconds = 0.0;   ///< messages, per second
  double real_time_factor = 0.0;   ///< sum of the three: wall time per model time
};

/// One number of a RankEstimate, for loops over all of them.
struct EstimateField {
  enum class Unit { count, bytes, seconds, rate, bytes_rate, ratio };

  std::string_view name;  ///< for people
  double RankEstimate::*value;
  Unit unit;
  bool additive;  ///< false: a sum over ranks means nothing
};

/// All numbers, in the order of RankEstimate.
[[nodiscard]] std::span<const EstimateField> estimate_fields();

/// How ranks are made up, beyond what they hold.
struct Machine {
  int ranks = 1;
  int threads = 1;  ///< per rank
};

/// Expected numbers of the ranks in `classes`, in the same order. `load` describes one column.
[[nodiscard]] std::vector<RankEstimate> estimate_ranks(const NetworkLoad& load,
                                                       const CostConstants& constants,
                                                       const Tiling& tiling, Machine machine,
                                                       std::span<const RankClass> classes);

}  // namespace engram
