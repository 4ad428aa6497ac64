#include "model/energy.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/errors.hpp"

namespace engram {
namespace {

Catalogue catalogue() {
  Catalogue all;
  all.energy.assign(energy_constants().begin(), energy_constants().end());
  return all;
}

/// A second of a rodent cortical neuron at 4 Hz with 8,000 boutons, as both papers have it.
EnergyUse second_of_cortex(const std::string& constants) {
  const EnergyPrices prices({constants, {{"boutons_per_synapse", 8.0}}}, catalogue());
  const PopulationEnergy counts{4, 4 * 1000, 1000, 0.0, {}};
  return prices.atp_of(counts, 1e-3);
}

// Shares of the abstracts, in whole percent.
TEST(Energy, OfHowarthAndOthers) {
  const EnergyUse use = second_of_cortex("howarth_2012");
  EXPECT_NEAR(use.postsynaptic / use.total(), 0.50, 0.005);
  EXPECT_NEAR(use.action_potentials / use.total(), 0.21, 0.005);
  EXPECT_NEAR((use.resting_neurons + use.resting_glia) / use.total(), 0.20, 0.005);
  EXPECT_NEAR(use.presynaptic / use.total(), 0.05, 0.0075);  // 4.3 %: they round up
  EXPECT_NEAR(use.recycling / use.total(), 0.04, 0.005);
}

TEST(Energy, OfAttwellAndLaughlin) {
  const EnergyUse use = second_of_cortex("attwell_laughlin_2001");
  EXPECT_NEAR(use.action_potentials / use.total(), 0.47, 0.005);
  EXPECT_NEAR(use.postsynaptic / use.total(), 0.34, 0.005);
  EXPECT_NEAR((use.resting_neurons + use.resting_glia) / use.total(), 0.13, 0.006);
  EXPECT_NEAR(use.recycling / use.total(), 0.03, 0.005);
}

TEST(Energy, OfLenniesSpikes) {
  const EnergyUse use = second_of_cortex("lennie_2003");
  EXPECT_EQ(use.action_potentials, 4 * 2.4e9);
  EXPECT_EQ(use.postsynaptic + use.presynaptic + use.recycling, 0.0);
}

TEST(Energy, FollowsWhatIsGiven) {
  const EnergySettings settings{"howarth_2012",
                                {{"spike", 7.0},
                                 {"presynaptic", 2.0},
                                 {"postsynaptic", 3.0},
                                 {"recycling", 5.0},
                                 {"resting_neuron", 11.0},
                                 {"resting_glia", 13.0},
                                 {"housekeeping", 17.0},
                                 {"weight_change", 19.0},
                                 {"boutons_per_synapse", 4.0},
                                 {"release_probability", 0.5},
                                 {"glia_per_neuron", 1.5}}};
  const EnergyPrices prices(settings, catalogue());
  const EnergyUse use = prices.atp_of({10, 100, 4000, 1.5, {}}, 0.25);
  EXPECT_EQ(use.action_potentials, 70.0);
  EXPECT_EQ(use.presynaptic, 400.0);
  EXPECT_EQ(use.postsynaptic, 600.0);
  EXPECT_EQ(use.recycling, 1000.0);
  EXPECT_EQ(use.resting_neurons, 11000.0);
  EXPECT_EQ(use.resting_glia, 19500.0);
  EXPECT_EQ(use.housekeeping, 17000.0);
  EXPECT_EQ(use.plasticity, 28.5);
  double sum = 0.0;
  for (const auto& [name, atp] : components_of(use)) sum += atp;
  EXPECT_EQ(sum, use.total());
}

TEST(Energy, SetsHaveOneTable) {
  std::set<std::string_view> names;
  for (const EnergyInfo& set : energy_constants()) {
    EXPECT_TRUE(names.insert(set.name).second);
    EXPECT_FALSE(set.reference.empty());
    ASSERT_EQ(set.parameters.size(), energy_constants().front().parameters.size());
    for (std::size_t i = 0; i < set.parameters.size(); ++i) {
      EXPECT_EQ(set.parameters[i].name, energy_constants().front().parameters[i].name);
      EXPECT_TRUE(set.parameters[i].range.contains(set.parameters[i].default_value));
    }
  }
  EXPECT_THROW(EnergyPrices({"of_nobody", {}, {}}, catalogue()), Error);
}

}  // namespace
}  // namespace engram
