#include "core/lanes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "core/decay_table.hpp"
#include "core/lane_memory.hpp"
#include "core/power.hpp"
#include "core/record_lanes.hpp"

// Every lane gives what the same operation gives for one number.
namespace engram {
namespace {

IntLanes random_places(std::mt19937& random, std::int32_t size) {
  IntLanes places{};
  for (std::size_t i = 0; i < lanes; ++i) {
    places[i] = std::uniform_int_distribution<std::int32_t>(0, size - 1)(random);
  }
  return places;
}

TEST(Lanes, GatherAndScatter) {
  std::mt19937 random(1);
  std::vector<double> numbers(100);
  std::iota(numbers.begin(), numbers.end(), 0.5);
  for (int round = 0; round < 20; ++round) {
    const IntLanes places = random_places(random, 100);
    const DoubleLanes found = gather(numbers.data(), places);
    const DoubleLanes widely = gather(numbers.data(), as_longs(places));
    for (std::size_t i = 0; i < lanes; ++i) {
      EXPECT_EQ(found[i], 0.5 + places[i]);
      EXPECT_EQ(widely[i], found[i]);
    }
  }
  // Of lanes that write to one place the last one stays.
  std::vector<double> written(4, -1.0);
  scatter(written.data(), IntLanes{} + 2, as_doubles(FloatLanes{} + 3.0F));
  DoubleLanes ascending{};
  for (std::size_t i = 0; i < lanes; ++i) ascending[i] = static_cast<double>(i);
  scatter(written.data(), IntLanes{} + 1, ascending);
  EXPECT_EQ(written, (std::vector<double>{-1.0, lanes - 1.0, 3.0, -1.0}));
}

TEST(Lanes, WordsOfRecords) {
  struct Record {
    std::int32_t first, second, third;
  };
  std::vector<Record> records;
  for (std::int32_t i = 0; i < 50; ++i) records.push_back({i, 100 + i, -i});
  std::mt19937 random(2);
  const IntLanes places = random_places(random, 50);
  const IntLanes second = gather_words<sizeof(Record)>(&records[0].second, places);
  for (std::size_t i = 0; i < lanes; ++i) EXPECT_EQ(second[i], 100 + places[i]);
}

TEST(Lanes, CompressKeepsTheChosenInTheirOrder) {
  for (std::uint32_t bits = 0; bits < 1U << lanes; ++bits) {
    std::array<std::int32_t, lanes> written{};
    const std::size_t count = compress(bits, lane_numbers() + 10, written.data());
    std::size_t expected = 0;
    for (std::size_t i = 0; i < lanes; ++i) {
      if ((bits >> i & 1U) == 0) continue;
      ASSERT_EQ(written[expected], 10 + static_cast<std::int32_t>(i)) << bits;
      ++expected;
    }
    ASSERT_EQ(count, expected);
    IntLanes condition{};
    for (std::size_t i = 0; i < lanes; ++i) condition[i] = (bits >> i & 1U) == 0 ? 0 : -1;
    ASSERT_EQ(lane_bits(condition), bits);
  }
}

template <std::size_t fields>
void expect_records() {
  std::array<std::int32_t, lanes * fields> numbers;
  std::iota(numbers.begin(), numbers.end(), 7);
  const RecordLanes<fields> records = load_records<fields>(numbers.data());
  for (std::size_t k = 0; k < fields; ++k) {
    for (std::size_t i = 0; i < lanes; ++i) EXPECT_EQ(records[k][i], numbers[i * fields + k]);
  }
  std::array<std::int32_t, lanes * fields + 1> stored{};
  store_records<fields>(records, stored.data());
  for (std::size_t at = 0; at < numbers.size(); ++at) EXPECT_EQ(stored[at], numbers[at]);
  EXPECT_EQ(stored.back(), 0) << "beyond the records";
}
TEST(Lanes, RecordsOfTwoThreeAndFourNumbers) {
  expect_records<2>();
  expect_records<3>();
  expect_records<4>();
}

TEST(Lanes, ConversionsAndArithmetic) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  for (const double value : {0.0, -0.0, 1.0 / 3.0, -1e-40, 1e39, -infinite}) {
    const DoubleLanes rounded = as_float(DoubleLanes{} + value);
    const DoubleLanes size = magnitude(all_lanes<DoubleLanes>(value));
    for (std::size_t i = 0; i < lanes; ++i) {
      EXPECT_EQ(rounded[i], as_float(value));
      EXPECT_EQ(size[i], std::abs(value));
    }
  }
  constexpr std::int64_t large = 0xffffffff;
  EXPECT_EQ(short_product(all_lanes<LongLanes>(0x7fffffff), 0x80000001)[0],
            std::int64_t{0x7fffffff} * 0x80000001);
  EXPECT_EQ(short_product(all_lanes<LongLanes>(large), std::int64_t{2})[lanes - 1], 2 * large);
  EXPECT_EQ(smaller_unsigned(IntLanes{} - 1, IntLanes{} + 5)[0], 5);
  EXPECT_EQ(smaller_unsigned(IntLanes{} + 4, IntLanes{} + 5)[0], 4);
  for (std::size_t count = 0; count <= lanes; ++count) {
    for (std::size_t i = 0; i < lanes; ++i) EXPECT_EQ(first_lanes(count)[i], i < count ? -1 : 0);
  }
}

TEST(Lanes, DecayHasTheSameBits) {
  for (const double tau : {0.5, 20.0, 1000.0, std::numeric_limits<double>::infinity()}) {
    const DecayTable table(tau, 0.1);
    for (std::int64_t steps = 0; steps < 2'000'000'000; steps = steps * 2 + 3) {
      const IntLanes many = lane_numbers() + static_cast<std::int32_t>(steps);
      const DoubleLanes decayed = table.reader()(many);
      for (std::size_t i = 0; i < lanes; ++i) {
        ASSERT_EQ(decayed[i], table(many[i])) << tau << " after " << many[i];
      }
    }
  }
  // A lane without a synapse may ask for any number.
  EXPECT_EQ(DecayTable(20.0, 0.1).reader()(IntLanes{} - 1)[0], 0.0);
}

TEST(Lanes, PowersHaveTheSameBits) {
  DoubleLanes x{};
  for (std::size_t i = 0; i < lanes; ++i) x[i] = static_cast<double>(i) * 0.3 - 0.3;
  for (const double exponent : {0.0, 1.0, 0.4, 2.5}) {
    const Power power(exponent);
    const DoubleLanes powered = power(x);
    for (std::size_t i = 0; i < lanes; ++i) {
      EXPECT_EQ(powered[i], power(static_cast<double>(x[i]))) << exponent << " of " << x[i];
      if (!power.is_linear()) continue;
      EXPECT_EQ(power.linear()(x)[i], powered[i]);
      EXPECT_EQ(power.linear()(static_cast<double>(x[i])), powered[i]);
    }
  }
}

}  // namespace
}  // namespace engram
