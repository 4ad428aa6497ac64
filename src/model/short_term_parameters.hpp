#pragma once

#include <array>

#include "model/quantity.hpp"

namespace engram {

/// The numbers of short-term plasticity of release (Tsodyks & Markram 1997; Maass & Markram 2002),
/// which any synapse may have; names and defaults are NEST's.
inline constexpr std::array short_term_parameters{
    Quantity{"U", "", 0.5, Range{0.0, 1.0, true, false}, "part of the resources a spike uses"},
    Quantity{"tau_rec", "ms", 800.0, Range::above(0), "time constant of recovery from depression"},
    Quantity{"tau_fac", "ms", 0.0, Range::at_least(0), "decay time of facilitation; 0: none"},
};

}  // namespace engram
