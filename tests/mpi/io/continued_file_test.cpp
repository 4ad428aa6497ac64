#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "core/errors.hpp"
#include "io/integrity/sealing.hpp"
#include "io/results/shared_file.hpp"
#include "mpi/io/result_files_support.hpp"
#include "support/memory_archive.hpp"

// A file of results can be brought back to what it was when the run was saved, whatever has been
// written into it since, and goes on from there.
namespace engram {
namespace {

using test::SharedFolder;
using test::world;
using Direction = StateArchive::Direction;

/// A column of numbers in chunks of three.
GrowingTable column() {
  GrowingTable table;
  table.path = "/numbers";
  table.value_bytes = sizeof(double);
  table.chunk_rows = 3;
  return table;
}

class Numbers {
 public:
  explicit Numbers(const std::string& path, StateArchive* saved = nullptr)
      : file_(
            world(), path, [&](h5::File& made) { table_.create(made, H5T_NATIVE_DOUBLE); }, saved) {
    if (saved != nullptr) transfer_rows(*saved);
  }

  /// Appends `rows` numbers, each `factor` times its place.
  void append(std::uint64_t rows, double factor = 1.0) {
    const Tile tile = Tiling(rows, 1, 1, world().size()).tile_of(world().rank());
    std::vector<double> values;
    for (std::uint64_t row = 0; row < tile.rows; ++row) {
      values.push_back(factor * static_cast<double>(table_.rows + tile.first_row + row));
    }
    const NewRows growth{&table_, rows, tile, reinterpret_cast<const std::byte*>(values.data())};
    file_.append({&growth, 1}, [](h5::File&) {});
  }

  MemoryTables save() {
    MemoryTables tables;
    MemoryArchive archive(world(), Direction::save, tables);
    file_.save(archive);
    transfer_rows(archive);
    return tables;
  }

  void close() { file_.close(); }

 private:
  void transfer_rows(StateArchive& archive) {
    GrowingTable* const table = &table_;
    file_.transfer_rows(archive, {&table, 1});
  }

  GrowingTable table_ = column();
  SharedFile file_;
};

/// Goes on from saved state with `rows` more numbers.
void go_on(const std::string& path, MemoryTables saved, std::uint64_t rows) {
  MemoryArchive archive(world(), Direction::load, saved);
  Numbers file(path, &archive);
  if (rows > 0) file.append(rows);
  file.close();
}

void expect_counting(const std::string& path, std::uint64_t rows) {
  world().barrier();
  std::vector<double> expected(rows);
  for (std::uint64_t row = 0; row < rows; ++row) expected[row] = static_cast<double>(row);
  EXPECT_EQ(test::read_all<double>(path, "/numbers"), expected);
  require_intact_together(world(), path);
}

TEST(ContinuedFile, ForgetsWhatWasWrittenAfterItWasSaved) {
  const SharedFolder folder;
  const std::string path = folder.file("numbers.h5");
  for (const std::uint64_t before : {0U, 1U, 3U, 500U}) {
    for (const std::uint64_t after : {0U, 1U, 700U}) {
      std::optional<Numbers> file(path);
      if (before > 0) file->append(before);
      const MemoryTables saved = file->save();
      // Some that are to be forgotten, in a file that is left alone or closed with checksums.
      if (after > 0) file->append(after, -1.0);
      if (after != 1) file->close();
      file.reset();
      world().barrier();
      go_on(path, saved, 20);
      expect_counting(path, before + 20);
    }
  }
}

TEST(ContinuedFile, NeedsNothingOfWhatHdf5HasWrittenSince) {
  const SharedFolder folder;
  const std::string path = folder.file("numbers.h5");
  Numbers first(path);
  first.append(40);
  const MemoryTables saved = first.save();
  first.append(300, -1.0);
  first.close();
  if (world().is_root()) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file << "not the beginning of an HDF5 file";
    file.seekp(0, std::ios::end);
    file << "nor its end";
  }
  world().barrier();
  go_on(path, saved, 0);
  expect_counting(path, 40);
}

TEST(ContinuedFile, MayBeSavedAndContinuedAgain) {
  const SharedFolder folder;
  const std::string path = folder.file("numbers.h5");
  Numbers(path).append(2);
  std::optional<Numbers> file(path);
  file->append(10);
  MemoryTables saved = file->save();
  for (int session = 0; session < 4; ++session) {
    file.reset();
    world().barrier();
    MemoryArchive archive(world(), Direction::load, saved);
    file.emplace(path, &archive);
    file->append(5);
    saved = file->save();
    file->append(7, -1.0);
  }
  file.reset();
  world().barrier();
  go_on(path, saved, 1);
  expect_counting(path, 31);
}

TEST(ContinuedFile, IsRefusedWhenItIsGoneOrHasLostValues) {
  const SharedFolder folder;
  const std::string path = folder.file("numbers.h5");
  std::optional<Numbers> file(path);
  file->append(3000);
  const MemoryTables saved = file->save();
  file.reset();
  world().barrier();
  if (world().is_root()) std::filesystem::resize_file(path, 10000);
  world().barrier();
  EXPECT_THROW(go_on(path, saved, 0), FileError);
  EXPECT_EQ(std::filesystem::file_size(path), 10000U);
  world().barrier();
  if (world().is_root()) std::filesystem::remove(path);
  world().barrier();
  EXPECT_THROW(go_on(path, saved, 0), FileError);
}

}  // namespace
}  // namespace engram
