#include <array>

#include "partitioning/rank_estimate.hpp"

namespace engram {

std::span<const EstimateField> estimate_fields() {
  using E = RankEstimate;
  using Unit = EstimateField::Unit;
  static const std::array fields{
      EstimateField{"neurons", &E::neurons, Unit::count, true},
      EstimateField{"synapses", &E::synapses, Unit::count, true},
      EstimateField{"sources", &E::sources, Unit::count, true},
      EstimateField{"rows", &E::rows, Unit::count, true},
      EstimateField{"row length", &E::row_length, Unit::count, false},
      EstimateField{"memory: neurons", &E::neuron_bytes, Unit::bytes, true},
      EstimateField{"memory: synapses", &E::synapse_bytes, Unit::bytes, true},
      EstimateField{"memory: row index", &E::row_index_bytes, Unit::bytes, true},
      EstimateField{"memory: routing", &E::routing_bytes, Unit::bytes, true},
      EstimateField{"memory: buffers", &E::buffer_bytes, Unit::bytes, true},
      EstimateField{"memory: fields", &E::field_bytes, Unit::bytes, true},
      EstimateField{"memory: building", &E::building_bytes, Unit::bytes, true},
      EstimateField{"memory: program", &E::program_bytes, Unit::bytes, true},
      EstimateField{"memory", &E::memory_bytes, Unit::bytes, true},
      EstimateField{"neighbour ranks", &E::neighbours, Unit::count, false},
      EstimateField{"messages sent", &E::messages_per_second, Unit::rate, true},
      EstimateField{"spikes sent", &E::spikes_sent_per_second, Unit::rate, true},
      EstimateField{"spikes received", &E::spikes_received_per_second, Unit::rate, true},
      EstimateField{"bytes sent", &E::bytes_sent_per_second, Unit::bytes_rate, true},
      EstimateField{"bytes received", &E::bytes_received_per_second, Unit::bytes_rate, true},
      EstimateField{"synaptic events", &E::events_per_second, Unit::rate, true},
      EstimateField{"time: update", &E::update_seconds, Unit::seconds, false},
      EstimateField{"time: delivery", &E::delivery_seconds, Unit::seconds, false},
      EstimateField{"time: exchange", &E::exchange_seconds, Unit::seconds, false},
      EstimateField{"real-time factor", &E::real_time_factor, Unit::ratio, false}};
  return fields;
}

}  // namespace engram
