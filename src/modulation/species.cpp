#include "modulation/species.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {
namespace {

constexpr std::string_view equations =
    "dc/dt = D laplace(c) - (c - baseline) / tau - V_max c / (K_m + c) + V_max baseline / (K_m + "
    "baseline)\n"
    "each spike of a source adds its amount to c in the neuron's voxel\n"
    "without a grid: one well-mixed voxel, and no diffusion\n"
    "custom with neurons: a learning signal, one c of either sign for each neuron of a population";

using Table = std::array<Quantity, 5>;

// The one table, with a species' defaults in it.
constexpr Table table(double tau, double diffusion, double v_max, double k_m) {
  return {
      Quantity{"tau", "ms", tau, Range::at_least(0),
               "time constant of first-order decay towards the baseline; 0: none"},
      Quantity{"D", "um^2/ms", diffusion, Range::at_least(0),
               "effective diffusion coefficient, that in water over the tortuosity squared"},
      Quantity{"V_max", "uM/ms", v_max, Range::at_least(0), "largest rate of uptake; 0: none"},
      Quantity{"K_m", "uM", k_m, Range::above(0), "concentration at which uptake is half V_max"},
      Quantity{"baseline", "uM", 0.0, Range::at_least(0),
               "concentration at the start, at which releases from outside the model balance the "
               "losses, and at which every response is zero"},
  };
}

// D of dopamine in water at 37 degrees C over the tortuosity squared: 0.763 / 1.54^2 in striatum,
// 0.763 / 1.6^2 elsewhere.
constexpr double d_striatum = 0.322;
constexpr double d_cortex = 0.298;

constexpr Table dopamine = table(0.0, d_striatum, 0.0041, 0.21);
constexpr Table serotonin = table(0.0, d_cortex, 0.00057, 0.17);
constexpr Table acetylcholine = table(10.0, d_cortex, 0.0, 1.0);
constexpr Table noradrenaline = table(1000.0, d_cortex, 0.0, 1.0);
constexpr Table custom = table(200.0, 0.0, 0.0, 1.0);

}  // namespace

std::span<const SpeciesInfo> all_species() {
  static const std::array species{
      SpeciesInfo{{"dopamine", "Dopamine in the striatum, where uptake limits its reach to 4 um.",
                   equations,
                   "Rice & Cragg 2008, doi:10.1016/j.brainresrev.2008.02.004 (uptake and diffusion "
                   "at 37 degrees C)",
                   dopamine}},
      SpeciesInfo{{"serotonin", "Serotonin in the substantia nigra.", equations,
                   "uptake: Bunin & Wightman 1998, doi:10.1523/JNEUROSCI.18-13-04854.1998; "
                   "diffusion: assumed to be that of dopamine",
                   serotonin}},
      SpeciesInfo{{"acetylcholine", "Acetylcholine near its release sites, cleaved within 10 ms.",
                   equations,
                   "assumption: short-lived and diffusion-dominated (Nosaka & Wickens 2022); for "
                   "the ambient pool set tau to about 1000 ms",
                   acetylcholine}},
      SpeciesInfo{{"noradrenaline", "Noradrenaline in the cortex, cleared within a second.",
                   equations, "assumption: slower uptake than striatal dopamine's, 0.5 to 2 s",
                   noradrenaline}},
      SpeciesInfo{{"custom", "Your own: first-order decay within 200 ms, nothing else.", equations,
                   "tau: tau_n of NEST's stdp_dopamine_synapse (Potjans, Morrison & Diesmann 2010, "
                   "doi:10.3389/fncom.2010.00141)",
                   custom}},
  };
  return species;
}

const SpeciesInfo* find_species(std::string_view name) {
  const auto species = all_species();
  const auto found = std::find_if(species.begin(), species.end(),
                                  [&](const SpeciesInfo& info) { return info.name == name; });
  return found == species.end() ? nullptr : &*found;
}

SpeciesConstants constants_of(const Modulator& modulator) {
  const SpeciesInfo* info = find_species(modulator.species);
  if (info == nullptr) throw Error(fmt::format("there is no species '{}'", modulator.species));
  std::array<double, std::tuple_size_v<Table>> values{};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = info->parameters[i].default_value;
  for (const auto& [name, value] : modulator.params) {
    const Quantity* line = find(info->parameters, name);
    if (line == nullptr) {
      throw Error(fmt::format("species '{}' has no parameter '{}'", modulator.species, name));
    }
    const bool endless = name == "tau" && value == std::numeric_limits<double>::infinity();
    if (!endless && !line->range.contains(value)) {
      throw Error(fmt::format("{} of species '{}' is {} {}; allowed: {}", name, modulator.species,
                              value, line->unit, line->range.text()));
    }
    values[static_cast<std::size_t>(line - info->parameters.data())] = endless ? 0.0 : value;
  }
  const double tau = values[0] > 0.0 ? values[0] : std::numeric_limits<double>::infinity();
  return {tau, values[1], values[2], values[3], values[4]};
}

}  // namespace engram
