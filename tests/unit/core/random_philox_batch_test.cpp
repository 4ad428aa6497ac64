#include "core/random/philox_batch.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "core/philox.hpp"

namespace engram {
namespace {

TEST(PhiloxBatch, GivesTheWordsOfRandomSource) {
  const RandomSource random(0x1234567890abcdefULL, Purpose::connect, 77);
  for (const std::size_t count : {0U, 1U, 7U, 16U, 333U}) {
    std::vector<std::uint32_t> columns[4];
    const auto object = [](std::size_t i) { return i * 0x100000001ULL + 5; };
    const auto draw = [](std::size_t i) { return ~(i * 0x300000007ULL); };
    for (std::size_t i = 0; i < count; ++i) {
      columns[0].push_back(static_cast<std::uint32_t>(object(i)));
      columns[1].push_back(static_cast<std::uint32_t>(object(i) >> 32));
      columns[2].push_back(static_cast<std::uint32_t>(draw(i)));
      columns[3].push_back(static_cast<std::uint32_t>(draw(i) >> 32));
    }
    philox_batch(random.key(),
                 {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()},
                 count);
    for (std::size_t i = 0; i < count; ++i) {
      const RandomWords words = random.words(object(i), draw(i));
      for (std::size_t word = 0; word < 4; ++word) ASSERT_EQ(columns[word][i], words[word]);
    }
  }
}

}  // namespace
}  // namespace engram
