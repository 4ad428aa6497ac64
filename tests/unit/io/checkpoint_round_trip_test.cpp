#include <gmock/gmock.h>

#include <hdf5.h>

#include "io/checkpoint/checkpoint_directory.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/hdf5/dataset.hpp"
#include "unit/io/checkpoint_test_state.hpp"
#include "unit/io/hdf5_test_file.hpp"

namespace engram {
namespace {

using namespace test;

TEST(CheckpointRoundTrip, LoadsWhatWasSaved) {
  const Folder folder;
  const SmallState state = some_state();
  const std::string path = save(folder.path(), 1000, state);
  EXPECT_EQ(path, folder.file("checkpoint-000000001000.h5"));
  EXPECT_TRUE(load(path) == state);
}

TEST(CheckpointRoundTrip, KeepsWhatTheFileSaysOfItself) {
  const Folder folder;
  const CheckpointReader reader(alone(), save(folder.path(), 1000, some_state()));
  const CheckpointHead expected = head_at(1000);
  EXPECT_EQ(reader.head().step, expected.step);
  EXPECT_EQ(reader.head().time_ms, expected.time_ms);
  EXPECT_EQ(reader.head().fixed, expected.fixed);
  EXPECT_EQ(reader.head().provenance.command, expected.provenance.command);
  EXPECT_EQ(reader.head().provenance.experiment, expected.provenance.experiment);
  EXPECT_EQ(reader.tables().at("/types/uint8").rows, 11U);
  EXPECT_EQ(reader.tables().at("/types/uint8").width, 3U);
  EXPECT_TRUE(reader.has("V_m"));
  EXPECT_TRUE(reader.has("/V_m"));
  EXPECT_FALSE(reader.has("/types"));
  EXPECT_FALSE(reader.has("/provenance/experiment"));
}

TEST(CheckpointRoundTrip, IsAnHdf5FileOfOrdinaryDatasets) {
  const Folder folder;
  const SmallState state = some_state();
  const h5::File file = h5::File::open(save(folder.path(), 1000, state));
  const auto potentials = h5::Dataset(file, "/V_m").read<double>({{0}, {500}});
  EXPECT_EQ(potentials, state.potentials);
  // Rows nobody has saved are zero.
  const auto weights =
      h5::Dataset(file, "/synapses/E_to_I/weight").read<float>({{0, 0}, {1000, 2}});
  std::vector<float> expected(2000, 0.0F);
  std::copy(state.weights.begin(), state.weights.begin() + 300, expected.begin() + 200);
  std::copy(state.weights.begin() + 300, state.weights.end(), expected.begin() + 1400);
  EXPECT_EQ(weights, expected);
  EXPECT_EQ(h5::read_text_attribute(file, "/", "format"), "engram checkpoint");
  EXPECT_EQ(h5::Dataset(file, "/types/int32").type_text(), "int32");
  EXPECT_EQ(h5::Dataset(file, "/nothing/at/all").shape(), (std::vector<hsize_t>{0, 3}));
}

TEST(CheckpointRoundTrip, ReadsScatteredRowsNearAndFar) {
  const Folder folder;
  constexpr std::uint64_t rows = 600000;
  std::vector<double> values(rows);
  for (std::uint64_t row = 0; row < rows; ++row) values[row] = 0.5 * static_cast<double>(row);
  CheckpointWriter writer(alone(), folder.path(), head_at(1));
  writer.table<double>("x", rows, 1, std::vector<ValueRun>{{0, rows}}, values);
  writer.commit();
  std::vector<ValueRun> places;
  std::vector<double> expected;
  for (std::uint64_t row = 3, step = 6; row + 5 < rows; row += step, step = step * 3 % 40009 + 6) {
    places.push_back({row, 1 + row % 5});
    for (std::uint64_t i = 0; i <= row % 5; ++i) expected.push_back(values[row + i]);
  }
  ASSERT_GT(places.size(), 20U);
  std::vector<double> loaded(expected.size());
  CheckpointReader reader(alone(), writer.path());
  reader.table<double>("x", rows, 1, places, loaded);
  EXPECT_EQ(loaded, expected);
}

TEST(CheckpointRoundTrip, NamesTableAndShapeThatDoNotFit) {
  const Folder folder;
  CheckpointReader reader(alone(), save(folder.path(), 1000, some_state()));
  std::vector<double> values(3);
  const std::vector<ValueRun> rows{{0, 3}};
  const auto refusal_of = [&](const auto& call) -> std::string {
    try {
      call();
    } catch (const FileError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(refusal_of([&] { reader.table<double>("V", 3, 1, rows, values); }),
              testing::HasSubstr("holds no table 'V'"));
  EXPECT_THAT(refusal_of([&] { reader.table<double>("V_m", 3, 1, rows, values); }),
              testing::HasSubstr("'V_m' has 500 rows of 1 float64 values; expected 3 rows of 1"));
  EXPECT_THAT(refusal_of([&] { reader.table<double>("ids", 11, 1, rows, values); }),
              testing::HasSubstr("uint64 values; expected 11 rows of 1 float64"));
}

TEST(CheckpointRoundTrip, NamesWhatIsNotTheSameInThisRun) {
  const Folder folder;
  const CheckpointReader reader(alone(), save(folder.path(), 1000, some_state()));
  std::vector<Fixture> now = head_at(1000).fixed;
  EXPECT_NO_THROW(reader.require_same(now));
  now[2].value = "8";
  try {
    reader.require_same(now);
    FAIL() << "no exception";
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("was saved with seed 7, and this run has 8"));
  }
  now.pop_back();
  EXPECT_THROW(reader.require_same(now), FileError);
}

}  // namespace
}  // namespace engram
