#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>

#include "core/errors.hpp"
#include "io/checkpoint/checkpoint_directory.hpp"
#include "io/checkpoint/checkpoint_reader.hpp"
#include "io/checkpoint/checkpoint_writer.hpp"
#include "io/integrity/raw_file.hpp"
#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::SharedFolder;
using test::world;

/// The first ranks of the world as a communicator of their own; the others have none.
class FirstRanks {
 public:
  explicit FirstRanks(int ranks) {
    MPI_Comm_split(MPI_COMM_WORLD, world().rank().value() < ranks ? 0 : MPI_UNDEFINED, 0, &handle_);
    if (handle_ != MPI_COMM_NULL) communicator_.emplace(handle_);
  }
  ~FirstRanks() {
    if (handle_ != MPI_COMM_NULL) MPI_Comm_free(&handle_);
  }
  FirstRanks(const FirstRanks&) = delete;
  FirstRanks& operator=(const FirstRanks&) = delete;
  [[nodiscard]] const Communicator* get() const {
    return communicator_ ? &*communicator_ : nullptr;
  }

 private:
  MPI_Comm handle_ = MPI_COMM_NULL;
  std::optional<Communicator> communicator_;
};

/// A table whose values follow from their place.
struct Table {
  const char* path;
  std::uint64_t rows;
  std::uint64_t width;
  std::uint64_t factor;

  template <class T>
  [[nodiscard]] T value(std::uint64_t place) const {
    return static_cast<T>((place * factor + 7) % 251);
  }
};

// The first has more than one block of 1 MiB, the last none.
constexpr std::array tables{Table{"/neurons/E/V_m", 300000, 1, 3},
                            Table{"/neurons/E/g", 5000, 7, 5}, Table{"synapses/w", 1000, 1, 11},
                            Table{"/none", 0, 4, 1}};

enum class Owners { one, stretches, hashed };

/// Rows of a table that this rank has, as runs.
std::vector<ValueRun> rows_of(const Communicator& communicator, const Table& table, Owners owners) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto me = static_cast<std::uint64_t>(communicator.rank().value());
  std::vector<ValueRun> runs;
  for (std::uint64_t row = 0; row < table.rows; ++row) {
    std::uint64_t owner = 0;
    if (owners == Owners::stretches) owner = row * ranks / table.rows;
    if (owners == Owners::hashed) owner = (row * 2654435761U >> 7) % ranks;
    if (owner != me) continue;
    if (!runs.empty() && runs.back().first + runs.back().count == row) {
      ++runs.back().count;
    } else {
      runs.push_back({row, 1});
    }
  }
  return runs;
}

template <class T>
std::vector<T> values_of(const Table& table, const std::vector<ValueRun>& runs) {
  std::vector<T> values;
  for (const ValueRun& run : runs) {
    for (std::uint64_t i = 0; i < run.count * table.width; ++i) {
      values.push_back(table.value<T>(run.first * table.width + i));
    }
  }
  return values;
}

template <class T>
void save(StateArchive& archive, const Communicator& communicator, const Table& table,
          Owners owners) {
  const auto runs = rows_of(communicator, table, owners);
  std::vector<T> values = values_of<T>(table, runs);
  archive.table<T>(table.path, table.rows, table.width, runs, values);
}

template <class T>
void expect_loaded(StateArchive& archive, const Communicator& communicator, const Table& table,
                   Owners owners) {
  const auto runs = rows_of(communicator, table, owners);
  const std::vector<T> expected = values_of<T>(table, runs);
  std::vector<T> values(expected.size(), T{99});
  archive.table<T>(table.path, table.rows, table.width, runs, values);
  EXPECT_EQ(values, expected) << table.path;
}

CheckpointHead head_at(std::int64_t step) {
  CheckpointHead head;
  head.step = Step(step);
  head.time_ms = 0.1 * static_cast<double>(step);
  head.provenance = test::some_provenance();
  head.fixed = {{"dt", "0.1"}, {"network", "0x12"}};
  return head;
}

void save_all(const Communicator& communicator, const std::string& folder, std::int64_t step,
              Owners owners) {
  CheckpointWriter writer(communicator, folder, head_at(step));
  save<double>(writer, communicator, tables[0], owners);
  save<std::uint16_t>(writer, communicator, tables[1], owners);
  save<float>(writer, communicator, tables[2], owners);
  save<std::int64_t>(writer, communicator, tables[3], owners);
  std::vector<std::uint64_t> counts{static_cast<std::uint64_t>(communicator.rank().value()) + 1, 1};
  writer.sums("counts", counts);
  // Each key has as many items as its number says, modulo 3.
  KeyedLists<std::int32_t> lists;
  const auto keys = rows_of(communicator, tables[2], owners);
  for (const ValueRun& run : keys) {
    for (std::uint64_t key = run.first; key < run.first + run.count; ++key) {
      lists.counts.push_back(key % 3);
      lists.values.insert(lists.values.end(), key % 3, -static_cast<std::int32_t>(key));
    }
  }
  writer.lists("lists", tables[2].rows, keys, lists);
  writer.commit();
}

void expect_all(const Communicator& communicator, const std::string& folder, int saved_by,
                Owners owners) {
  const ChosenCheckpoint chosen = open_newest_intact(communicator, folder);
  ASSERT_NE(chosen.reader, nullptr);
  EXPECT_TRUE(chosen.refused.empty());
  CheckpointReader& reader = *chosen.reader;
  EXPECT_EQ(reader.head().step, Step(1000));
  EXPECT_EQ(reader.head().fixed, head_at(1000).fixed);
  EXPECT_EQ(reader.head().provenance.experiment, "{\"engram\":1}");
  expect_loaded<double>(reader, communicator, tables[0], owners);
  expect_loaded<std::uint16_t>(reader, communicator, tables[1], owners);
  expect_loaded<float>(reader, communicator, tables[2], owners);
  expect_loaded<std::int64_t>(reader, communicator, tables[3], owners);
  std::vector<std::uint64_t> counts{5, 5};
  reader.sums("counts", counts);
  const auto ranks = static_cast<std::uint64_t>(saved_by);
  EXPECT_EQ(counts[0], communicator.is_root() ? ranks * (ranks + 1) / 2 : 0);
  EXPECT_EQ(counts[1], communicator.is_root() ? ranks : 0);
  KeyedLists<std::int32_t> lists;
  const auto keys = rows_of(communicator, tables[2], owners);
  reader.lists("lists", tables[2].rows, keys, lists);
  std::vector<std::int32_t> expected;
  for (const ValueRun& run : keys) {
    for (std::uint64_t key = run.first; key < run.first + run.count; ++key) {
      expected.insert(expected.end(), key % 3, -static_cast<std::int32_t>(key));
    }
  }
  EXPECT_EQ(lists.values, expected);
  EXPECT_TRUE(reader.has("lists/count"));
  EXPECT_FALSE(reader.has("lists"));
}

TEST(Checkpoint, IsLoadedByAnyNumberOfRanksHoweverTheRowsAreDealtOut) {
  const SharedFolder folder;
  constexpr std::array ways{Owners::one, Owners::stretches, Owners::hashed};
  for (int savers = 1; savers <= world().size(); ++savers) {
    const FirstRanks saving(savers);
    const std::string place = folder.file("by_" + std::to_string(savers));
    const Owners way = ways[static_cast<std::size_t>(savers) % ways.size()];
    if (saving.get() != nullptr) save_all(*saving.get(), place, 1000, way);
    world().barrier();
    for (int loaders = 1; loaders <= world().size(); ++loaders) {
      const FirstRanks loading(loaders);
      for (const Owners owners : ways) {
        if (loading.get() != nullptr) expect_all(*loading.get(), place, savers, owners);
      }
    }
    world().barrier();
  }
}

std::vector<std::byte> bytes_of(const std::string& path) {
  const RawFile file(path, RawFile::Access::read);
  std::vector<std::byte> bytes(file.size());
  file.read(0, bytes);
  return bytes;
}

TEST(Checkpoint, IsTheSameFileHoweverManyRanksSaveIt) {
  const SharedFolder folder;
  const FirstRanks one(1);
  if (one.get() != nullptr) {
    CheckpointWriter writer(*one.get(), folder.file("one"), head_at(1));
    for (const Table& table : tables) save<double>(writer, *one.get(), table, Owners::one);
    writer.commit();
  }
  world().barrier();
  {
    // Not in the same second, which a file could have noted down.
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    CheckpointWriter writer(world(), folder.file("all"), head_at(1));
    for (const Table& table : tables) save<double>(writer, world(), table, Owners::hashed);
    writer.commit();
  }
  world().barrier();
  const auto one_bytes = bytes_of(checkpoint_path(folder.file("one"), Step(1)));
  const auto all_bytes = bytes_of(checkpoint_path(folder.file("all"), Step(1)));
  ASSERT_EQ(one_bytes.size(), all_bytes.size());
  for (std::size_t i = 0; i < one_bytes.size(); ++i) {
    ASSERT_EQ(one_bytes[i], all_bytes[i]) << "byte " << i;
  }
}

TEST(Checkpoint, TakesRowsFromSeveralRanksAndLeavesThoseOfNobodyZero) {
  const SharedFolder folder;
  // Rows 2 MiB apart, in a table of 32 MiB.
  constexpr std::uint64_t rows = std::uint64_t{4} << 20;
  std::vector<ValueRun> places;
  std::vector<double> values;
  for (std::uint64_t row = 100; row < rows; row += rows / 16) {
    places.push_back({row, 2});
    values.insert(values.end(), {1.0 + static_cast<double>(row), 2.0});
  }
  CheckpointWriter writer(world(), folder.file("c"), head_at(5));
  writer.table<double>("sources/trace", rows, 1, places, values);
  writer.commit();
  CheckpointReader reader(world(), writer.path());
  std::vector<double> all(rows, 99.0);
  const std::array whole{ValueRun{0, rows}};
  reader.table<double>("/sources/trace", rows, 1, whole, all);
  std::vector<double> expected(rows, 0.0);
  for (std::size_t i = 0; i < places.size(); ++i) {
    expected[places[i].first] = values[2 * i];
    expected[places[i].first + 1] = values[2 * i + 1];
  }
  EXPECT_TRUE(all == expected);
}

/// A table of 5 MiB and a bit, of which each rank has stretches in turn.
std::string save_stretches(const std::string& folder, std::uint64_t stretch,
                           StateArchive::Owners owners, int threads) {
  constexpr Table table{"/synapses/w", 440000, 3, 13};
  const auto ranks = static_cast<std::uint64_t>(world().size());
  std::vector<ValueRun> runs;
  for (std::uint64_t row = 0, number = 0; row < table.rows; row += stretch, ++number) {
    if (number % ranks != static_cast<std::uint64_t>(world().rank().value())) continue;
    runs.push_back({row, std::min(stretch, table.rows - row)});
  }
  std::vector<float> values = values_of<float>(table, runs);
  CheckpointWriter writer(world(), folder, head_at(5), threads);
  writer.table<float>(table.path, table.rows, table.width, runs, values, owners);
  writer.commit();
  return writer.path();
}

TEST(Checkpoint, IsTheSameFileWrittenInPlaceOrBlockByBlock) {
  const SharedFolder folder;
  const std::string blocks =
      save_stretches(folder.file("blocks"), 20001, StateArchive::Owners::several, 1);
  for (const int threads : {1, 3}) {
    const std::string place = folder.file("in_place" + std::to_string(threads));
    const std::string path = save_stretches(place, 20001, StateArchive::Owners::one, threads);
    EXPECT_TRUE(bytes_of(path) == bytes_of(blocks));
    EXPECT_NO_THROW(CheckpointReader(world(), path));
  }
  // Runs that are too short.
  const std::string path = save_stretches(folder.file("short"), 501, StateArchive::Owners::one, 2);
  EXPECT_TRUE(bytes_of(path) == bytes_of(blocks));
}

/// Copies of values in chunks.
ChunkedValues chunked(SharedChunks& pool, std::span<const float> values) {
  const auto bytes = std::as_bytes(values);
  ChunkedValues copy{{}, bytes.size()};
  const std::size_t chunks = SharedChunks::chunks_for(bytes.size());
  pool.allow(chunks);
  for (std::size_t c = 0; c < chunks; ++c) {
    copy.chunks.push_back(pool.take());
    const auto some = bytes.subspan(c * SharedChunks::chunk_bytes);
    std::memcpy(copy.chunks.back().get(), some.data(),
                std::min(some.size(), SharedChunks::chunk_bytes));
  }
  return copy;
}

/// Two tables of 9 MiB and a bit, of which each rank has stretches in turn.
enum class Way { at_once, in_background };
std::string save_two_tables(const std::string& folder, std::uint64_t stretch, Way way) {
  constexpr std::uint64_t rows = 2400001;
  const auto ranks = static_cast<std::uint64_t>(world().size());
  std::vector<ValueRun> runs;
  for (std::uint64_t row = 0, number = 0; row < rows; row += stretch, ++number) {
    if (number % ranks != static_cast<std::uint64_t>(world().rank().value())) continue;
    runs.push_back({row, std::min(stretch, rows - row)});
  }
  SharedChunks pool;
  CheckpointWriter writer(world(), folder, head_at(5));
  for (const char* path : {"/synapses/weight", "/synapses/trace"}) {
    std::vector<float> values = values_of<float>({path, rows, 1, 17}, runs);
    if (way == Way::at_once) {
      writer.table<float>(path, rows, 1, runs, values);
    } else {
      // The second waits until the first's chunks have come back.
      writer.save_table<float>(path, rows, runs, chunked(pool, values));
    }
  }
  writer.commit();
  return writer.path();
}

TEST(Checkpoint, IsTheSameFileWrittenAtOnceOrInTheBackground) {
  const SharedFolder folder;
  for (const std::uint64_t stretch : {60003, 1000000, 501}) {
    const std::string name = std::to_string(stretch);
    const std::string at_once = save_two_tables(folder.file("o" + name), stretch, Way::at_once);
    const std::string later = save_two_tables(folder.file("b" + name), stretch, Way::in_background);
    EXPECT_TRUE(bytes_of(later) == bytes_of(at_once)) << stretch;
    EXPECT_NO_THROW(CheckpointReader(world(), later)) << stretch;
  }
}

TEST(Checkpoint, RefusesRowsThatAreSavedTwiceInTheBackground) {
  const SharedFolder folder;
  if (world().size() != 2) GTEST_SKIP() << "for two ranks";
  const std::vector<float> values(100000);
  const std::array rows{ValueRun{0, values.size()}};
  {
    SharedChunks pool;
    CheckpointWriter writer(world(), folder.file("c"), head_at(5));
    writer.save_table<float>("x", 2 * values.size(), rows, chunked(pool, values));
    EXPECT_THROW(writer.commit(), FileError);
  }
  world().barrier();
  EXPECT_TRUE(std::filesystem::is_empty(folder.file("c")));
}

TEST(Checkpoint, RefusesRowsThatAreSavedTwice) {
  const SharedFolder folder;
  if (world().size() != 2) GTEST_SKIP() << "for two ranks";
  // Both have the first half; as many rows as there are.
  std::vector<double> values(100000);
  const std::array rows{ValueRun{0, values.size()}};
  CheckpointWriter writer(world(), folder.file("c"), head_at(5));
  EXPECT_THROW(
      writer.table<double>("x", 2 * values.size(), 1, rows, values, StateArchive::Owners::one),
      FileError);
}

TEST(Checkpoint, TellsAllRanksOfTheMistakeOfOne) {
  const SharedFolder folder;
  const bool last = world().rank().value() == world().size() - 1;
  {
    CheckpointWriter writer(world(), folder.file("c"), head_at(5));
    std::vector<double> values(3);
    const std::array good{ValueRun{0, 3}};
    const std::array beyond{ValueRun{8, 3}};
    EXPECT_THROW(writer.table<double>("x", 10, 1, last ? beyond : good, values), FileError);
    EXPECT_THROW(writer.table<double>("y", 10, 1, good, values), FileError);
    EXPECT_THROW(writer.commit(), FileError);
  }
  world().barrier();
  EXPECT_TRUE(std::filesystem::is_empty(folder.file("c")));
}

TEST(Checkpoint, FallsBackToTheOneBeforeOnAllRanks) {
  const SharedFolder folder;
  const std::string place = folder.file("c");
  save_all(world(), place, 1000, Owners::hashed);
  save_all(world(), place, 2000, Owners::hashed);
  if (world().is_root()) {
    RawFile file(checkpoint_path(place, Step(2000)), RawFile::Access::read_and_write);
    std::array<std::byte, 1> byte{};
    file.read(file.size() / 2, byte);
    byte[0] ^= std::byte{4};
    file.write(file.size() / 2, byte);
  }
  world().barrier();
  const ChosenCheckpoint chosen = open_newest_intact(world(), place);
  ASSERT_NE(chosen.reader, nullptr);
  EXPECT_EQ(chosen.reader->head().step, Step(1000));
  ASSERT_EQ(chosen.refused.size(), 1U);
  EXPECT_EQ(chosen.refused[0].path, checkpoint_path(place, Step(2000)));
  EXPECT_NE(chosen.refused[0].reason.find("damaged"), std::string::npos);
  EXPECT_EQ(chosen.refused[0].reason, world().broadcast(chosen.refused[0].reason));
}

}  // namespace
}  // namespace engram
