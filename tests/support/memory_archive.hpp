#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// A table of saved state, whole on every rank.
struct MemoryTable {
  StateType type = StateType::uint8;
  std::uint64_t total = 0;
  std::uint64_t width = 0;
  std::vector<std::byte> bytes;

  bool operator==(const MemoryTable&) const = default;
};
using MemoryTables = std::map<std::string, MemoryTable>;

/// State in memory. Checks what StateArchive asks of its users: places that ascend, each row saved
/// by one rank or the same by several.
class MemoryArchive final : public StateArchive {
 public:
  MemoryArchive(const Communicator& communicator, Direction direction, MemoryTables& tables)
      : StateArchive(communicator), direction_(direction), tables_(tables) {}

  [[nodiscard]] Direction direction() const override { return direction_; }
  [[nodiscard]] bool has(const std::string& path) const override { return tables_.contains(path); }

 private:
  void transfer(const Shape& shape, std::span<const ValueRun> places,
                std::span<std::byte> values) override {
    const std::size_t row = shape.width * bytes_of(shape.type);
    std::uint64_t rows = 0;
    std::uint64_t next = 0;
    for (const ValueRun& run : places) {
      EXPECT_GE(run.first, next) << shape.path;
      next = run.first + run.count;
      EXPECT_LE(next, shape.total) << shape.path;
      rows += run.count;
    }
    EXPECT_EQ(rows * row, values.size()) << shape.path;
    if (loading()) {
      load(shape, row, places, values);
    } else {
      save(shape, row, places, values);
    }
  }
  [[nodiscard]] std::uint64_t rows_of(const std::string& path) const override {
    return find(path).total;
  }

  [[nodiscard]] const MemoryTable& find(const std::string& path) const {
    const auto found = tables_.find(path);
    if (found == tables_.end()) throw FileError("memory", "holds no " + path);
    return found->second;
  }

  void load(const Shape& shape, std::size_t row, std::span<const ValueRun> places,
            std::span<std::byte> values) const {
    const MemoryTable& table = find(shape.path);
    if (table.type != shape.type || table.total != shape.total || table.width != shape.width) {
      throw FileError("memory", "holds " + shape.path + " in another shape");
    }
    std::byte* to = values.data();
    for (const ValueRun& run : places) {
      std::memcpy(to, table.bytes.data() + run.first * row, run.count * row);
      to += run.count * row;
    }
  }

  void save(const Shape& shape, std::size_t row, std::span<const ValueRun> places,
            std::span<const std::byte> values) {
    EXPECT_FALSE(tables_.contains(shape.path)) << shape.path;
    MemoryTable table{shape.type, shape.total, shape.width, {}};
    table.bytes.resize(shape.total * row);
    std::vector<bool> written(shape.total);
    for (const Parcel& parcel : communicator().exchange(for_all(places, values))) {
      const std::byte* next = parcel.bytes.data();
      std::uint64_t runs = 0;
      std::memcpy(&runs, next, sizeof runs);
      next += sizeof runs;
      const std::byte* from = next + runs * sizeof(ValueRun);
      for (std::uint64_t r = 0; r < runs; ++r, next += sizeof(ValueRun)) {
        ValueRun run;
        std::memcpy(&run, next, sizeof run);
        for (std::uint64_t k = run.first; k < run.first + run.count; ++k, from += row) {
          std::byte* to = table.bytes.data() + k * row;
          if (written[k]) {
            EXPECT_EQ(std::memcmp(to, from, row), 0) << shape.path << " row " << k;
          }
          written[k] = true;
          std::memcpy(to, from, row);
        }
      }
    }
    tables_[shape.path] = std::move(table);
  }

  /// The same parcel for every rank.
  [[nodiscard]] std::vector<Parcel> for_all(std::span<const ValueRun> places,
                                            std::span<const std::byte> values) const {
    const std::uint64_t runs = places.size();
    std::vector<std::byte> bytes(sizeof runs + places.size_bytes() + values.size());
    std::memcpy(bytes.data(), &runs, sizeof runs);
    std::ranges::copy(std::as_bytes(places), bytes.begin() + sizeof runs);
    std::ranges::copy(values, bytes.end() - static_cast<std::ptrdiff_t>(values.size()));
    std::vector<Parcel> parcels;
    for (int rank = 0; rank < communicator().size(); ++rank) {
      parcels.push_back({Rank(rank), bytes});
    }
    return parcels;
  }

  Direction direction_;
  MemoryTables& tables_;
};

}  // namespace engram
