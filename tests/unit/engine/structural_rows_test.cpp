#include "engine/structural_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace engram {
namespace {

using ::testing::ElementsAre;

StructuralRows empty_rows(std::uint32_t sources) {
  StructuralRowsSetup setup;
  setup.number = 7;
  setup.first_source = NeuronId(100);
  setup.first_slot = 20;
  setup.sources = sources;
  setup.offset = 16;
  setup.port = {1, 16};
  setup.delay = 3;
  setup.weight = -2.5;
  setup.grid = ExactGrid(2.5);
  return StructuralRows(setup);
}

std::vector<PlacedSynapse> listed(const StructuralRows& rows) {
  std::vector<PlacedSynapse> all;
  for (std::uint32_t source = 0; source < rows.sources(); ++source) {
    for (const std::uint16_t target : rows.row(source)) all.push_back({source, target});
  }
  return all;
}

TEST(StructuralRows, SynapsesComeAndGoAsInASortedList) {
  constexpr std::uint32_t sources = 7;
  StructuralRows rows = empty_rows(sources);
  std::vector<PlacedSynapse> expected;
  std::mt19937 random(3);
  const auto below = [&](std::size_t n) { return static_cast<std::uint32_t>(random() % n); };
  for (int change = 0; change < 200; ++change) {
    std::vector<PlacedSynapse> broken;
    for (std::uint32_t i = below(5); i > 0 && !expected.empty(); --i) {
      const auto at = expected.begin() + below(expected.size());
      broken.push_back(*at);
      expected.erase(at);
    }
    rows.change(broken, {});
    std::vector<PlacedSynapse> made;
    for (std::uint32_t i = below(8); i > 0; --i) made.push_back({below(sources), below(9)});
    rows.change({}, made);
    expected.insert(expected.end(), made.begin(), made.end());
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(listed(rows), expected);
    ASSERT_EQ(rows.synapses(), expected.size());
  }
  EXPECT_GT(expected.size(), 100U);
}

TEST(StructuralRows, BreakingAndMakingAtOnce) {
  StructuralRows rows = empty_rows(3);
  rows.change({}, {{0, 5}, {2, 1}, {2, 1}, {2, 4}});
  rows.change({{2, 1}, {2, 4}}, {{0, 2}, {1, 0}, {2, 9}});
  EXPECT_THAT(rows.row(0), ElementsAre(2, 5));
  EXPECT_THAT(rows.row(1), ElementsAre(0));
  EXPECT_THAT(rows.row(2), ElementsAre(1, 9));
}

TEST(StructuralRows, ASpikeReachesEveryTargetAfterTheDelay) {
  StructuralRows rows = empty_rows(3);
  rows.change({}, {{0, 5}, {2, 1}, {2, 1}, {2, 4}});
  Calendar calendar(8);
  constexpr std::uint32_t slots = 64;
  // Slots 20 to 22 are this population's; 19 and 23 are others'.
  const std::vector<SpikeWord> spikes{{19, 0}, {22, 2}, {23, 0}, {21, 0}, {20, 0}};
  rows.enter(spikes, Step(10), Step(13), calendar, slots);
  const auto places = [&](std::int64_t step) {
    std::vector<std::uint32_t> found;
    const auto& events = calendar.at(Step(step)).events;
    for (std::size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(events[i].weight, -2.5F);
      found.push_back(events[i].place);
    }
    return found;
  };
  EXPECT_THAT(places(13), ElementsAre(64 + 16 + 5));
  EXPECT_THAT(places(15), ElementsAre(64 + 16 + 1, 64 + 16 + 1, 64 + 16 + 4));
  EXPECT_THAT(places(14), ElementsAre());
  EXPECT_EQ(rows.events(), 4U);
}

TEST(StructuralRows, ReadTellsNeuronsPlacesWeightAndDelay) {
  StructuralRows rows = empty_rows(3);
  rows.change({}, {{2, 4}});
  int seen = 0;
  rows.read(Step(5), [&](const SynapseView& view) {
    ++seen;
    EXPECT_EQ(view.source, NeuronId(102));
    EXPECT_EQ(view.target, 20U);
    EXPECT_EQ(view.delay, 3U);
    EXPECT_EQ(view.weight, -2.5);
  });
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(rows.projection(), 7U);
}

}  // namespace
}  // namespace engram
