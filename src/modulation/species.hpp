#pragma once

#include <span>
#include <string_view>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// Every ready-made species of modulator; "custom" is one of them. All have one table of
/// parameters (tau, D, V_max, K_m, baseline) with different defaults.
[[nodiscard]] std::span<const SpeciesInfo> all_species();

/// The species with this name, or null.
[[nodiscard]] const SpeciesInfo* find_species(std::string_view name);

/// A species' constants as a field uses them.
struct SpeciesConstants {
  double tau;        ///< of first-order decay, ms; infinite where there is none
  double diffusion;  ///< square micrometres per ms, effective
  double v_max;      ///< largest uptake, micromolar per ms
  double k_m;        ///< concentration of half the largest uptake, micromolar
  double baseline;   ///< micromolar
};

/// The constants of a modulator: its species' and what it says differently. An infinite tau is
/// understood as none. Throws Error for an unknown species or parameter and for values out of
/// range.
[[nodiscard]] SpeciesConstants constants_of(const Modulator& modulator);

}  // namespace engram
