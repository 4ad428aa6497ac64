#include "network/plastic_limits.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

WeightRange range_of(const std::string& model, const Value& weight,
                     std::map<std::string, double> params = {}) {
  SynapseSpec synapse;
  synapse.model = model;
  synapse.weight = weight;
  synapse.params = std::move(params);
  return weights_from_file(synapse, testing::fake_catalogue());
}

TEST(WeightsFromFile, StaticOnesMayBeAnythingFinite) {
  const WeightRange range = range_of("static_synapse", 1.0);
  for (const double weight : {-1e30, 0.0, 1e30}) EXPECT_TRUE(range.contains(weight));
  for (const double weight : {std::nan(""), testing::inf, -testing::inf, 1e300}) {
    EXPECT_FALSE(range.contains(weight));
  }
}

TEST(WeightsFromFile, LearningOnesLieWithinTheBounds) {
  const WeightRange range = range_of("pair_synapse", 5.0, {{"Wmin", 2}, {"Wmax", 40}});
  for (const double weight : {2.0, 40.0}) EXPECT_TRUE(range.contains(weight));
  for (const double weight : {1.99, 40.01, 0.0, -5.0, std::nan("")}) {
    EXPECT_FALSE(range.contains(weight)) << weight;
  }
  const WeightRange negative = range_of("pair_synapse", -5.0, {{"Wmin", -2}, {"Wmax", -40}});
  for (const double weight : {-2.0, -40.0}) EXPECT_TRUE(negative.contains(weight));
  for (const double weight : {-1.99, -40.01, 0.0, 5.0}) {
    EXPECT_FALSE(negative.contains(weight)) << weight;
  }
}

TEST(WeightsFromFile, RoundingToSinglePrecisionIsNoReasonToRefuse) {
  const WeightRange range = range_of("pair_synapse", 0.1, {{"Wmax", 0.1}});
  EXPECT_GT(static_cast<double>(0.1F), 0.1);
  EXPECT_TRUE(range.contains(static_cast<double>(0.1F)));
  EXPECT_FALSE(range.contains(static_cast<double>(std::nextafter(0.1F, 1.0F))));
}

TEST(WeightsFromFile, WithoutABoundThereIsRoomFor64TimesTheLargest) {
  const WeightRange range = range_of("gated_synapse", Distribution::uniform(1.0, 2.0));
  EXPECT_TRUE(range.contains(128.0));
  EXPECT_FALSE(range.contains(128.1));
  EXPECT_FALSE(range.contains(-0.1));
}

TEST(WeightsFromFile, ConstantOnesHaveOneSignAndNoBound) {
  SynapseSpec synapse;
  synapse.weight = -1.0;
  synapse.short_term.emplace();
  const WeightRange range = weights_from_file(synapse, testing::fake_catalogue());
  EXPECT_TRUE(range.contains(-1e30));
  EXPECT_TRUE(range.contains(0.0));
  EXPECT_FALSE(range.contains(0.1));
}

TEST(PlasticLimits, NamedReceptorsTakeConductances) {
  SynapseSpec synapse;
  EXPECT_TRUE(weights_from_file(synapse, testing::fake_catalogue()).contains(-1.0));
  synapse.receptor = "tuft.excitatory";
  const WeightRange range = weights_from_file(synapse, testing::fake_catalogue());
  EXPECT_FALSE(range.contains(-1.0));
  EXPECT_TRUE(range.contains(0.0));
  EXPECT_TRUE(range.contains(1e30));
}

}  // namespace
}  // namespace engram
