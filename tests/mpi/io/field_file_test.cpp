#include "io/results/field_file.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::SharedFolder;
using test::world;

TEST(FieldFile, HoldsProbesAndSnapshotsOfAGrid) {
  const SharedFolder folder;
  const std::string path = folder.file("fields.h5");
  FieldGroup group;
  group.modulator = "dopamine";
  group.species = "dopamine";
  group.shape = {2, 3, 4};
  group.extent = {20.0, 30.0, 40.0};
  group.center = {1.0, 2.0, 3.0};
  group.snapshots = 2;
  group.probes = true;
  group.points = {{0.0, 5.0, 10.0}, {-5.0, 1.0, 2.0}};
  FieldFile file(path, world(), {group}, test::some_provenance());
  std::vector<double> times, values;
  for (int i = 0; i < 3000; ++i) {
    times.push_back(0.5 * i);
    values.push_back(i);
    values.push_back(-i / 3.0);
  }
  const std::span<const double> all_times(times);
  const std::span<const double> all_values(values);
  file.append_probes(0, all_times.first(1), all_values.first(2));
  file.append_probes(0, {}, {});
  file.append_probes(0, all_times.subspan(1), all_values.subspan(2));
  std::vector<double> field(24);
  std::iota(field.begin(), field.end(), 0.25);
  file.append_snapshot(0, 7.5, field);
  // Only what rank 0 gives counts.
  if (!world().is_root()) field.clear();
  file.append_snapshot(0, 9.0, field);
  file.close();

  EXPECT_EQ(test::read_all<double>(path, "/modulators/dopamine/probes/time"), times);
  EXPECT_EQ(test::read_all<double>(path, "/modulators/dopamine/probes/concentration"), values);
  EXPECT_EQ(test::read_all<double>(path, "/modulators/dopamine/probes/points"),
            (std::vector<double>{0.0, 5.0, 10.0, -5.0, 1.0, 2.0}));
  std::vector<float> twice;
  for (int t = 0; t < 2; ++t) {
    for (int i = 0; i < 24; ++i) twice.push_back(static_cast<float>(i) + 0.25F);
  }
  EXPECT_EQ(test::read_all<float>(path, "/modulators/dopamine/snapshots/concentration"), twice);
  EXPECT_EQ(test::read_all<double>(path, "/modulators/dopamine/snapshots/time"),
            (std::vector<double>{7.5, 9.0}));
  const h5::File opened = h5::File::open(path);
  const h5::Dataset snapshots(opened, "/modulators/dopamine/snapshots/concentration");
  EXPECT_EQ(snapshots.shape(), (std::vector<hsize_t>{2, 2, 3, 4}));
}

TEST(FieldFile, HoldsTheMeanOfAWellMixedModulator) {
  const SharedFolder folder;
  const std::string path = folder.file("fields.h5");
  FieldGroup group;
  group.modulator = "reward";
  group.species = "custom";
  group.probes = true;
  group.snapshots = 1;
  FieldFile file(path, world(), {group}, test::some_provenance());
  const std::vector<double> times{1.0, 2.0};
  const std::vector<double> values{0.5, 0.25};
  file.append_probes(0, times, values);
  file.append_snapshot(0, 2.0, std::vector<double>{0.25});
  file.close();
  EXPECT_EQ(test::read_all<double>(path, "/modulators/reward/probes/concentration"), values);
  EXPECT_EQ(test::read_all<float>(path, "/modulators/reward/snapshots/concentration"),
            std::vector<float>{0.25F});
  const h5::File opened = h5::File::open(path);
  const h5::Dataset points(opened, "/modulators/reward/probes/points");
  EXPECT_EQ(points.shape(), (std::vector<hsize_t>{0, 0}));
}

// So many that a snapshot has more than one chunk.
TEST(FieldFile, HoldsValuesOfNeurons) {
  const SharedFolder folder;
  const std::string path = folder.file("fields.h5");
  FieldGroup group;
  group.modulator = "error";
  group.species = "custom";
  group.population = "E";
  group.size = (std::uint64_t{1} << 20) + 5;
  group.probes = true;
  group.neurons = {7, 3};
  group.snapshots = 2;
  FieldFile file(path, world(), {group}, test::some_provenance());
  const std::vector<double> values{0.5, -0.25, 1.5, -3.0};
  file.append_probes(0, std::vector<double>{1.0, 2.0}, values);
  std::vector<double> all(group.size);
  std::iota(all.begin(), all.end(), -10.0);
  file.append_snapshot(0, 2.0, all);
  file.append_snapshot(0, 3.0, all);
  file.close();
  EXPECT_EQ(test::read_all<double>(path, "/modulators/error/probes/value"), values);
  EXPECT_EQ(test::read_all<std::uint64_t>(path, "/modulators/error/probes/node_ids"),
            group.neurons);
  std::vector<float> twice(all.begin(), all.end());
  twice.insert(twice.end(), all.begin(), all.end());
  EXPECT_EQ(test::read_all<float>(path, "/modulators/error/snapshots/value"), twice);
  const h5::File opened = h5::File::open(path);
  const h5::Dataset snapshots(opened, "/modulators/error/snapshots/value");
  EXPECT_EQ(snapshots.shape(), (std::vector<hsize_t>{2, group.size}));
}

}  // namespace
}  // namespace engram
