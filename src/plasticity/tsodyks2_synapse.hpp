#pragma once

#include "plasticity/constant_weight.hpp"
#include "plasticity/short_term.hpp"

namespace engram {

/// A synapse with a constant weight whose transmission tires and recovers (Tsodyks & Markram 1997;
/// Maass & Markram 2002):
///
///   x <- 1 + (x - x u - 1) exp(-h / tau_rec)
///   u <- U + u (1 - U) exp(-h / tau_fac)
///   transmitted: w u x
///
/// at a spike that comes an interval h after the one before (plasticity/short_term.hpp). As a rule
/// it changes nothing. Names and defaults are NEST's.
struct Tsodyks2Synapse : ConstantWeight {
  static constexpr auto& parameters = short_term_parameters;

  static SynapseModelInfo info() {
    SynapseModelInfo info;
    info.name = "tsodyks2_synapse";
    info.summary = "A synapse of constant weight with short-term depression and facilitation.";
    info.equations =
        "at a spike an interval h after the one before:\n"
        "x <- 1 + (x - x u - 1) exp(-h / tau_rec)\n"
        "u <- U + u (1 - U) exp(-h / tau_fac)\n"
        "transmitted: w u x; before the first spike x = 1, u = 0";
    info.reference =
        "Tsodyks & Markram 1997, doi:10.1073/pnas.94.2.719; Maass & Markram 2002, "
        "doi:10.1016/S0893-6080(01)00144-7; NEST's tsodyks2_synapse";
    info.parameters = parameters;
    info.bytes_per_synapse = 8.5;
    info.plastic = true;
    info.constant_weight = true;
    info.third_factor = SynapseModelInfo::ThirdFactorUse::refused;
    return info;
  }
};

}  // namespace engram
