#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engram/experiment.hpp"
#include "engram/ledger.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// The published sets of constants that the ledger's counts are multiplied with.
[[nodiscard]] std::span<const EnergyInfo> energy_constants();

/// A set of constants with what an experiment has changed in it: all that turns counts into ATP.
class EnergyPrices {
 public:
  /// `settings` must have been validated. Throws Error if there is no set of that name.
  EnergyPrices(const EnergySettings& settings, const Catalogue& catalogue);

  /// By name, as the set's table has them; at least 0.
  [[nodiscard]] double operator[](std::string_view name) const { return values_.at(name); }
  [[nodiscard]] const EnergyInfo& info() const { return *info_; }
  /// What the counts stand for. `step_seconds`: width of a step.
  [[nodiscard]] EnergyUse atp_of(const PopulationEnergy& counts, double step_seconds) const;

 private:
  const EnergyInfo* info_;
  std::map<std::string_view, double> values_;
};

/// The components by name, in the order in which they are told.
[[nodiscard]] std::array<std::pair<std::string_view, double>, 8> components_of(
    const EnergyUse& use);

}  // namespace engram
