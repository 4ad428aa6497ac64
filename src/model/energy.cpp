#include "model/energy.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {
namespace {

constexpr std::string_view equations =
    "released = synaptic events * boutons_per_synapse * release_probability\n"
    "ATP = spikes * spike\n"
    "    + released * (presynaptic + postsynaptic + recycling)\n"
    "    + neuron seconds * (resting_neuron + glia_per_neuron * resting_glia + housekeeping)\n"
    "    + sum |dw| * weight_change";

using Table = std::array<Quantity, 12>;

/// What the sets differ in.
struct Published {
  double spike;
  double presynaptic;
  double postsynaptic;
  double recycling;
};

// The one table, with a set's numbers in it.
constexpr Table table(const Published& own) {
  constexpr Range cost = Range::at_least(0.0);
  return {
      Quantity{"spike", "ATP", own.spike, cost, "an action potential"},
      Quantity{"presynaptic", "ATP", own.presynaptic, cost,
               "calcium entering the terminal, per vesicle released"},
      Quantity{"postsynaptic", "ATP", own.postsynaptic, cost,
               "currents through receptors, per vesicle released"},
      Quantity{"recycling", "ATP", own.recycling, cost,
               "taking up, converting and refilling transmitter and vesicle, per vesicle released"},
      Quantity{"resting_neuron", "ATP/s", 3.42e8, cost, "resting potential of a neuron"},
      Quantity{"resting_glia", "ATP/s", 1.02e8, cost, "resting potential of a glial cell"},
      Quantity{"housekeeping", "ATP/s", 0.0, cost,
               "what a neuron needs that has nothing to do with signals"},
      Quantity{"weight_change", "ATP", 0.0, cost,
               "a change of a weight by 1 in the unit of the target's model"},
      Quantity{"boutons_per_synapse", "", 1.0, cost, "release sites a synapse stands for"},
      Quantity{"release_probability", "", 0.25, Range::between(0.0, 1.0),
               "of a vesicle per release site and spike"},
      Quantity{"glia_per_neuron", "", 1.0, cost, "glial cells per neuron"},
      Quantity{"joules_per_atp", "J", 8.3e-20, Range::above(0.0),
               "free energy of a molecule of ATP: 50 kJ/mol"},
  };
}

constexpr Table howarth = table({1.19e8, 1.2e4, 1.4e5, 1.1821e4});
constexpr Table attwell = table({3.84e8, 1.2e4, 1.4e5, 1.1821e4});
constexpr Table lennie = table({2.4e9, 0.0, 0.0, 0.0});

}  // namespace

std::span<const EnergyInfo> energy_constants() {
  static const std::array all{
      EnergyInfo{{"howarth_2012",
                  "Rodent cortex, with action potentials as efficient as they are in mammals.",
                  equations,
                  "Howarth, Gleeson & Attwell 2012, PMC3390818; all but the action "
                  "potential as in attwell_laughlin_2001",
                  howarth}},
      EnergyInfo{{"attwell_laughlin_2001",
                  "Rodent cortex, with action potentials four times the least possible.", equations,
                  "Attwell & Laughlin 2001, J Cereb Blood Flow Metab 21:1133-1145, PMID 11598490",
                  attwell}},
      EnergyInfo{{"lennie_2003",
                  "Human cortex: the cost of a spike includes that of all its synapses.", equations,
                  "spike: Lennie 2003, doi:10.1016/S0960-9822(03)00135-0; resting potentials as in "
                  "attwell_laughlin_2001",
                  lennie}},
  };
  return all;
}

EnergyPrices::EnergyPrices(const EnergySettings& settings, const Catalogue& catalogue)
    : info_(catalogue.energy_set(settings.constants)) {
  if (info_ == nullptr) {
    throw Error(fmt::format("there are no energy constants '{}'", settings.constants));
  }
  for (const Quantity& line : info_->parameters) {
    const auto given = settings.params.find(std::string(line.name));
    values_[line.name] = given == settings.params.end() ? line.default_value : given->second;
  }
}

EnergyUse EnergyPrices::atp_of(const PopulationEnergy& counts, double step_seconds) const {
  const EnergyPrices& price = *this;
  const double released = static_cast<double>(counts.synaptic_events) *
                          price["boutons_per_synapse"] * price["release_probability"];
  const double seconds = static_cast<double>(counts.neuron_steps) * step_seconds;
  return {static_cast<double>(counts.spikes) * price["spike"],
          released * price["presynaptic"],
          released * price["postsynaptic"],
          released * price["recycling"],
          seconds * price["resting_neuron"],
          seconds * price["glia_per_neuron"] * price["resting_glia"],
          seconds * price["housekeeping"],
          counts.weight_change * price["weight_change"]};
}

std::array<std::pair<std::string_view, double>, 8> components_of(const EnergyUse& use) {
  return {{{"action_potentials", use.action_potentials},
           {"presynaptic", use.presynaptic},
           {"postsynaptic", use.postsynaptic},
           {"recycling", use.recycling},
           {"resting_neurons", use.resting_neurons},
           {"resting_glia", use.resting_glia},
           {"housekeeping", use.housekeeping},
           {"plasticity", use.plasticity}}};
}

}  // namespace engram
