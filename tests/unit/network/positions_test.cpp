#include "network/positions.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "support/goodness_of_fit.hpp"
#include "support/memory_data.hpp"

namespace engram {
namespace {

Population placed(std::uint64_t size, const Positions& positions) {
  Population population;
  population.name = "A";
  population.size = size;
  population.positions = positions;
  return population;
}

TEST(PositionField, RandomPlacesFillTheBoxEvenly) {
  Positions positions;
  positions.extent = {200.0, 50.0, 10.0};
  positions.center = {100.0, 0.0, -5.0};
  const PositionField field(placed(5000, positions), PopulationId(3), 7, nullptr);
  const std::vector<double> all = field.read({0, 5000});
  const double low[] = {0.0, -25.0, -10.0};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::vector<double> along;
    for (std::size_t i = 0; i < 5000; ++i) along.push_back(all[3 * i + axis]);
    EXPECT_TRUE(follows(along, [&](double x) { return (x - low[axis]) / positions.extent[axis]; }));
  }
  // Any part gives the same places.
  EXPECT_EQ(field.read({700, 702}), std::vector<double>(all.begin() + 2100, all.begin() + 2106));
}

TEST(PositionField, GridPointsAreCellCentresWithTheLastAxisFastest) {
  Positions positions;
  positions.kind = Positions::Kind::grid;
  positions.extent = {4.0, 3.0};
  positions.shape = {2, 3};
  const PositionField field(placed(6, positions), PopulationId(0), 1, nullptr);
  EXPECT_EQ(field.read({0, 6}), (std::vector<double>{-1, -1, -1, 0, -1, 1, 1, -1, 1, 0, 1, 1}));
  EXPECT_EQ(field.read({4, 5}), (std::vector<double>{1, 0}));
  positions.shape = {2, 2};
  EXPECT_THROW(PositionField(placed(6, positions), PopulationId(0), 1, nullptr), Error);
}

TEST(PositionField, FilesAreReadInPartsAndChecked) {
  MemoryData data;
  data.arrays["xy"] = {{0, 1, 2, 3, 4, 5}, 2};
  data.arrays["xyz"] = {{0, 1, 2, 3, 4, 5, 6, 7, 8}, 3};
  data.arrays["bad"] = {{0, 1, 2, std::nan(""), 4, 5}, 2};
  Positions positions;
  positions.kind = Positions::Kind::file;
  positions.extent = {10.0, 10.0};
  positions.array = {"file.h5", "xy"};
  const PositionField field(placed(3, positions), PopulationId(0), 1, &data);
  EXPECT_EQ(field.read({1, 3}), (std::vector<double>{2, 3, 4, 5}));
  EXPECT_THROW(PositionField(placed(4, positions), PopulationId(0), 1, &data), FileError);
  for (const char* wrong : {"xyz", "bad"}) {
    positions.array.dataset = wrong;
    const PositionField unreadable(placed(3, positions), PopulationId(0), 1, &data);
    EXPECT_THROW(static_cast<void>(unreadable.read({0, 3})), FileError) << wrong;
  }
}

TEST(Metric, GoesAroundPeriodicAxes) {
  const Metric plain(2, false, {100.0, 50.0});
  const Metric periodic(2, true, {100.0, 50.0});
  const double a[] = {-45.0, 20.0};
  const double b[] = {45.0, -20.0};
  EXPECT_DOUBLE_EQ(plain.squared(a, b), 90.0 * 90.0 + 40.0 * 40.0);
  EXPECT_DOUBLE_EQ(periodic.squared(a, b), 10.0 * 10.0 + 10.0 * 10.0);
  const double far[] = {345.0, -20.0};
  EXPECT_DOUBLE_EQ(periodic.squared(a, far), 10.0 * 10.0 + 10.0 * 10.0);
}

TEST(Metric, PopulationsMustFit) {
  Positions flat;
  flat.extent = {10.0, 10.0};
  Positions deep;
  deep.extent = {10.0, 10.0, 10.0};
  Positions ring = flat;
  ring.periodic = true;
  Positions larger_ring = ring;
  larger_ring.extent = {10.0, 20.0};
  const auto field = [](const Positions& positions) {
    return PositionField(placed(4, positions), PopulationId(0), 1, nullptr);
  };
  EXPECT_NO_THROW(static_cast<void>(metric_between(field(ring), field(ring))));
  EXPECT_THROW(static_cast<void>(metric_between(field(flat), field(deep))), Error);
  EXPECT_THROW(static_cast<void>(metric_between(field(flat), field(ring))), Error);
  EXPECT_THROW(static_cast<void>(metric_between(field(ring), field(larger_ring))), Error);
  Population nowhere;
  nowhere.name = "A";
  EXPECT_THROW(PositionField(nowhere, PopulationId(0), 1, nullptr), Error);
}

}  // namespace
}  // namespace engram
