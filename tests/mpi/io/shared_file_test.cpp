#include "io/results/shared_file.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "io/integrity/sealing.hpp"
#include "io/integrity/verdict.hpp"
#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::SharedFolder;
using test::world;

GrowingTable small_chunks(std::uint64_t columns, std::uint64_t chunk_columns) {
  GrowingTable table;
  table.path = "/table";
  table.value_bytes = sizeof(double);
  table.dimensions = 2;
  table.columns = columns;
  table.chunk_columns = chunk_columns;
  table.chunk_rows = 3;
  return table;
}

// Appends rows of 1, 2, 3, ... from the ranks' tiles.
void append_rows(
    SharedFile& file, GrowingTable& table, std::uint64_t rows,
    const std::function<void(h5::File&)>& then = [](h5::File&) {}) {
  const Tiling tiling(rows, table.columns, table.chunk_columns, world().size());
  const Tile tile = tiling.tile_of(world().rank());
  std::vector<double> values;
  for (std::uint64_t row = 0; row < tile.rows; ++row) {
    for (std::uint64_t column = 0; column < tile.columns; ++column) {
      values.push_back(static_cast<double>(1 + (table.rows + tile.first_row + row) * table.columns +
                                           tile.first_column + column));
    }
  }
  const NewRows growth{&table, rows, tile, reinterpret_cast<const std::byte*>(values.data())};
  file.append({&growth, 1}, then);
}

std::vector<double> counting(std::uint64_t values) {
  std::vector<double> numbers(values);
  for (std::uint64_t i = 0; i < values; ++i) numbers[i] = static_cast<double>(i + 1);
  return numbers;
}

TEST(SharedFile, PutsEveryValueIntoItsChunk) {
  const SharedFolder folder;
  const std::string path = folder.file("table.h5");
  for (const auto& [columns, width] :
       {std::pair{7, 3}, std::pair{6, 3}, std::pair{2, 2}, std::pair{5, 1}}) {
    GrowingTable table =
        small_chunks(static_cast<std::uint64_t>(columns), static_cast<std::uint64_t>(width));
    SharedFile file(world(), path, [&](h5::File& made) { table.create(made, H5T_NATIVE_DOUBLE); });
    for (const std::uint64_t rows : {1U, 1U, 1U, 4U, 2U, 9U}) append_rows(file, table, rows);
    file.close();
    EXPECT_EQ(table.rows, 18U);
    EXPECT_EQ(test::read_all<double>(path, "/table"), counting(18 * table.columns));
    world().barrier();
  }
}

TEST(SharedFile, ShowsNothingOfAWindowBeforeAllOfItIsWritten) {
  const SharedFolder folder;
  const std::string path = folder.file("table.h5");
  const std::string copy = folder.file("copy.h5");
  GrowingTable table = small_chunks(6, 3);
  SharedFile file(world(), path, [&](h5::File& made) { table.create(made, H5T_NATIVE_DOUBLE); });
  append_rows(file, table, 4);
  // What a reader would find if the program were killed in the middle of the second window.
  append_rows(file, table, 50, [&](h5::File&) {
    std::filesystem::copy_file(path, copy);
    EXPECT_EQ(test::read_all<double>(copy, "/table"), counting(4 * 6));
  });
  file.close();
  EXPECT_EQ(test::read_all<double>(path, "/table"), counting(54 * 6));
}

TEST(SharedFile, CanBeLeftWithoutClosing) {
  const SharedFolder folder;
  const std::string path = folder.file("table.h5");
  GrowingTable table = small_chunks(6, 3);
  {
    SharedFile file(world(), path, [&](h5::File& made) { table.create(made, H5T_NATIVE_DOUBLE); });
    append_rows(file, table, 4);
  }
  world().barrier();
  EXPECT_EQ(test::read_all<double>(path, "/table"), counting(4 * 6));
}

TEST(SharedFile, GivesBackTheSpaceItSetAside) {
  const SharedFolder folder;
  const std::string path = folder.file("table.h5");
  GrowingTable table = small_chunks(6, 3);
  SharedFile file(world(), path, [&](h5::File& made) { table.create(made, H5T_NATIVE_DOUBLE); });
  append_rows(file, table, 4);
  file.close();
  EXPECT_THROW(append_rows(file, table, 1), FileError);
  world().barrier();
  EXPECT_LT(std::filesystem::file_size(path), 64U * 1024);
}

TEST(SharedFile, CarriesChecksumsOnceItIsClosed) {
  const SharedFolder folder;
  const std::string path = folder.file("table.h5");
  GrowingTable table = small_chunks(4000, 1000);
  SharedFile file(world(), path, [&](h5::File& made) { table.create(made, H5T_NATIVE_DOUBLE); });
  append_rows(file, table, 100);
  // What others see while it grows, and in the middle of a window.
  const auto expect_unknown = [&] {
    std::filesystem::copy_file(path, folder.file("copy.h5"),
                               std::filesystem::copy_options::overwrite_existing);
    const Verdict verdict = verify(folder.file("copy.h5")).front();
    EXPECT_EQ(verdict.state, FileState::unknown) << verdict.text;
  };
  if (world().is_root()) expect_unknown();
  world().barrier();
  append_rows(file, table, 100, [&](h5::File&) { expect_unknown(); });
  file.close();
  EXPECT_EQ(verify(path).front().state, FileState::intact);
  EXPECT_NO_THROW(require_intact_together(world(), path));
  EXPECT_EQ(test::read_all<double>(path, "/table"), counting(200 * 4000));
  world().barrier();
  if (world().is_root()) {
    RawFile raw(path, RawFile::Access::read_and_write);
    const std::array byte{std::byte{1}};
    raw.write(raw.size() / 4 * 3, byte);
  }
  world().barrier();
  EXPECT_THROW(require_intact_together(world(), path), FileError);
}

TEST(SharedFile, CarriesNoChecksumsAfterAFailure) {
  const SharedFolder folder;
  const std::string path = folder.file("table.h5");
  GrowingTable table = small_chunks(6, 3);
  SharedFile file(world(), path, [&](h5::File& made) { table.create(made, H5T_NATIVE_DOUBLE); });
  append_rows(file, table, 4);
  EXPECT_THROW(append_rows(file, table, 4, [](h5::File&) { throw Error("the reason"); }),
               FileError);
  file.close();
  EXPECT_EQ(verify(path).front().state, FileState::unknown);
  EXPECT_NO_THROW((void)test::read_all<double>(path, "/table"));
}

TEST(SharedFile, ReportsAFailureInLayingOutToAllRanks) {
  const SharedFolder folder;
  const auto fails = [](h5::File&) { throw Error("the reason"); };
  try {
    const SharedFile file(world(), folder.file("table.h5"), fails);
    FAIL() << "no exception";
  } catch (const FileError& error) {
    EXPECT_NE(std::string(error.what()).find("the reason"), std::string::npos) << error.what();
  }
  EXPECT_FALSE(std::filesystem::exists(folder.file("table.h5")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("table.h5.tmp")));
}

}  // namespace
}  // namespace engram
