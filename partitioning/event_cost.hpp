#pragma once

namespace engram {

/// Time to deliver one synaptic event, ns on one core, by the mean number of synapses per row (all
/// synapses of one source in one shard) and the effective number of different delays in a row.
/// Interpolated between measurements (docs/partitioning.md), linear in the logarithms, constant
/// beyond their ends.
[[nodiscard]] double event_ns(double row_length, double delays);

}  // namespace engram
