#include "io/results/state_file.hpp"

#include <gtest/gtest.h>

#include <bit>

#include "core/errors.hpp"
#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::SharedFolder;
using test::world;

float value_at(std::uint64_t row, std::uint64_t column) {
  return -65.0F + 0.25F * static_cast<float>(row) + 0.001F * static_cast<float>(column);
}

StateReport report_of(std::uint64_t columns) {
  StateReport report{"E", "V_m", "mV", {}, 5.0, 0.5};
  for (std::uint64_t i = 0; world().is_root() && i < columns; ++i)
    report.node_ids.push_back(3 * i + 1);
  return report;
}

enum class Spread { round_robin, blocks, all_on_last };

std::vector<std::uint64_t> columns_of_this_rank(std::uint64_t columns, Spread spread) {
  const auto ranks = static_cast<std::uint64_t>(world().size());
  const auto me = static_cast<std::uint64_t>(world().rank().value());
  std::vector<std::uint64_t> mine;
  for (std::uint64_t column = columns; column-- > 0;) {
    const std::uint64_t owner = spread == Spread::round_robin ? column % ranks
                                : spread == Spread::blocks    ? column * ranks / columns
                                                              : ranks - 1;
    if (owner == me) mine.push_back(column);
  }
  return mine;
}

void append(StateFile& file, std::uint64_t first, std::uint64_t rows,
            const std::vector<std::uint64_t>& columns) {
  std::vector<float> values;
  for (std::uint64_t row = first; row < first + rows; ++row) {
    for (const std::uint64_t column : columns) values.push_back(value_at(row, column));
  }
  file.append(first, rows, columns, values);
}

void expect_report(const std::string& path, std::uint64_t rows, std::uint64_t columns) {
  std::vector<float> expected;
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; ++column)
      expected.push_back(value_at(row, column));
  }
  EXPECT_EQ(test::read_all<float>(path, "/report/E/data"), expected);
  const std::vector<double> time{5.0, 5.0 + static_cast<double>(rows) * 0.5, 0.5};
  EXPECT_EQ(test::read_all<double>(path, "/report/E/mapping/time"), time);
}

TEST(StateFile, HoldsTheSameTableHoweverColumnsLieOnRanks) {
  const SharedFolder folder;
  const std::string path = folder.file("E_V_m.h5");
  for (const Spread spread : {Spread::round_robin, Spread::blocks, Spread::all_on_last}) {
    for (const std::uint64_t columns : {1U, 7U, 2500U}) {
      StateFile file(path, world(), report_of(columns), test::some_provenance());
      const auto mine = columns_of_this_rank(columns, spread);
      std::uint64_t row = 0;
      for (const std::uint64_t rows : {1U, 0U, 3U, 70U, 2U}) {
        append(file, row, rows, mine);
        row += rows;
      }
      EXPECT_EQ(file.rows(), row);
      file.close();
      expect_report(path, row, columns);
      world().barrier();
    }
  }
}

TEST(StateFile, SplitsASingleWideRowAmongRanks) {
  const SharedFolder folder;
  const std::string path = folder.file("E_V_m.h5");
  constexpr std::uint64_t columns = 200000;
  StateFile file(path, world(), report_of(columns), test::some_provenance());
  append(file, 0, 1, columns_of_this_rank(columns, Spread::round_robin));
  file.close();
  expect_report(path, 1, columns);
}

TEST(StateFile, HoldsNoNeuronsAtAll) {
  const SharedFolder folder;
  const std::string path = folder.file("E_V_m.h5");
  StateFile file(path, world(), report_of(0), test::some_provenance());
  file.append(0, 4, {}, {});
  file.close();
  expect_report(path, 4, 0);
  EXPECT_EQ(test::read_all<std::uint64_t>(path, "/report/E/mapping/index_pointers"),
            std::vector<std::uint64_t>{0});
}

TEST(StateFile, RefusesOnAllRanksWhatOneRankGotWrong) {
  const SharedFolder folder;
  StateFile file(folder.file("E_V_m.h5"), world(), report_of(4), test::some_provenance());
  std::vector<std::uint64_t> mine = columns_of_this_rank(4, Spread::all_on_last);
  EXPECT_THROW(append(file, 1, 1, mine), FileError);  // row 0 comes first
  const bool last = world().rank().value() == world().size() - 1;
  if (last) mine.pop_back();
  EXPECT_THROW(append(file, 0, 1, mine), FileError);  // a column is missing
  if (last) mine = std::vector<std::uint64_t>{0, 1, 2, 2, 3};
  EXPECT_THROW(append(file, 0, 1, mine), FileError);  // one comes twice
  if (last) mine = std::vector<std::uint64_t>{0, 1, 2, 3, 4};
  EXPECT_THROW(append(file, 0, 1, mine), FileError);  // one does not exist
  append(file, 0, 1, columns_of_this_rank(4, Spread::blocks));
  EXPECT_EQ(file.rows(), 1U);
  file.close();
}

TEST(StateFile, RefusesIdsThatDoNotAscend) {
  const SharedFolder folder;
  StateReport report = report_of(4);
  if (world().is_root()) report.node_ids = {1, 2, 2, 3};
  EXPECT_THROW(StateFile(folder.file("E_V_m.h5"), world(), report, {}), FileError);
}

}  // namespace
}  // namespace engram
