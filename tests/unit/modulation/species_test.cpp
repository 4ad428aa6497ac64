#include "modulation/species.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/errors.hpp"

namespace engram {
namespace {

TEST(Species, HaveOneTableWithDefaultsInRange) {
  const auto reference = find_species("custom")->parameters;
  for (const SpeciesInfo& info : all_species()) {
    EXPECT_EQ(find_species(info.name), &info);
    EXPECT_FALSE(info.reference.empty());
    ASSERT_EQ(info.parameters.size(), reference.size());
    for (std::size_t i = 0; i < reference.size(); ++i) {
      const Quantity& line = info.parameters[i];
      EXPECT_EQ(line.name, reference[i].name);
      EXPECT_EQ(line.unit, reference[i].unit);
      EXPECT_TRUE(line.range.contains(line.default_value)) << info.name << " " << line.name;
      EXPECT_FALSE(line.meaning.empty());
    }
  }
  for (const char* name : {"dopamine", "serotonin", "acetylcholine", "noradrenaline", "custom"}) {
    EXPECT_NE(find_species(name), nullptr) << name;
  }
  EXPECT_EQ(find_species("dopamin"), nullptr);
}

TEST(Species, DopamineReachesFourMicrometresBeforeItIsTakenUp) {
  // Time constant K_m / V_max = 51 ms and space constant sqrt(D K_m / V_max) = 4.1 um.
  const SpeciesConstants dopamine = constants_of(Modulator{.species = "dopamine"});
  EXPECT_EQ(dopamine.tau, std::numeric_limits<double>::infinity());
  EXPECT_NEAR(dopamine.k_m / dopamine.v_max, 51.2, 0.1);
  EXPECT_NEAR(std::sqrt(dopamine.diffusion * dopamine.k_m / dopamine.v_max), 4.06, 0.02);
}

TEST(Species, TakeWhatTheModulatorSaysDifferently) {
  const SpeciesConstants changed = constants_of(Modulator{
      .species = "custom", .params = {{"tau", 100.0}, {"baseline", 0.02}, {"V_max", 0.001}}});
  EXPECT_EQ(changed.tau, 100.0);
  EXPECT_EQ(changed.baseline, 0.02);
  EXPECT_EQ(changed.v_max, 0.001);
  EXPECT_EQ(changed.diffusion, 0.0);
  EXPECT_EQ(changed.k_m, 1.0);
  for (const double none : {0.0, std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(constants_of(Modulator{.params = {{"tau", none}}}).tau,
              std::numeric_limits<double>::infinity());
  }
}

TEST(Species, RefuseUnknownNamesAndBadNumbers) {
  EXPECT_THROW(static_cast<void>(constants_of(Modulator{.species = "histamine"})), Error);
  for (const auto& [name, value] : std::map<std::string, double>{{"tau", -1.0},
                                                                 {"D", -0.1},
                                                                 {"K_m", 0.0},
                                                                 {"V_max", std::nan("")},
                                                                 {"baseline", -0.01},
                                                                 {"lambda", 1.6}}) {
    EXPECT_THROW(static_cast<void>(constants_of(Modulator{.params = {{name, value}}})), Error)
        << name;
  }
}

}  // namespace
}  // namespace engram
