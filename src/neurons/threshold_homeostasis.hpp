#pragma once

#include <cstdint>
#include <span>

#include "engram/experiment.hpp"

namespace engram {

/// Moves thresholds so that every neuron comes nearer to its target rate: after an interval of
/// `control.interval` ms a neuron's shift grows by gain * (rate - target_rate), where the rate is
/// its spikes of that interval, and is bounded to +-max_shift.
///
/// `spikes`: one count per neuron of a group; `shifts`: mV, one per neuron, longer where it is
/// padded; the padding is left alone.
///
/// The linear form of Foldiak (1990), doi:10.1007/BF02331346, with bounds.
void move_thresholds(const ThresholdHomeostasis& control, std::span<const std::uint32_t> spikes,
                     std::span<double> shifts);

}  // namespace engram
