#include "stimuli/poisson_counts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/philox.hpp"

namespace engram {
namespace {

struct Border {
  std::uint32_t count;
  std::uint32_t last_word;
};

struct Case {
  double mean;
  std::vector<Border> borders;
};

// round(2^32 P(N <= count)) - 1 from the incomplete gamma function with 60 digits (mpmath 1.3).
const Case cases[] = {
    {0.001, {{0, 4290674474U}, {1, 4294965149U}, {2, 4294967294U}}},
    {0.35, {{0, 3026612298U}, {1, 4085926603U}, {4, 4294826694U}, {7, 4294967277U}}},
    {2.0,
     {{0, 581260614U},
      {1, 1743781845U},
      {2, 2906303076U},
      {4, 4068824307U},
      {9, 4294767587U},
      {14, 4294967278U}}},
    {17.3,
     {{0, 131U},
      {7, 19354662U},
      {14, 1105891693U},
      {17, 2298506586U},
      {23, 3979704632U},
      {35, 4294724794U},
      {45, 4294967261U}}},
    {170.0,
     {{102, 51U},
      {135, 13567866U},
      {159, 908796988U},
      {170, 2235027937U},
      {187, 3902755232U},
      {221, 4294636258U},
      {248, 4294967259U}}},
    {4321.5,
     {{3958, 45U},
      {4142, 13213966U},
      {4266, 865893620U},
      {4321, 2151827878U},
      {4406, 3872796640U},
      {4568, 4294547657U},
      {4695, 4294967252U}}},
    {100000.0,
     {{98230, 42U},
      {99132, 12926323U},
      {99734, 861631450U},
      {100000, 2151095900U},
      {100405, 3865782203U},
      {101178, 4294539444U},
      {101780, 4294967253U}}},
};

TEST(PoissonCounts, HaveExactQuantiles) {
  for (const Case& c : cases) {
    const PoissonCounts counts(c.mean);
    for (const Border& border : c.borders) {
      const std::uint32_t words[2] = {border.last_word, border.last_word + 1};
      std::int32_t drawn[2];
      counts.draw(words, drawn, 2);
      // A border separates counts; at large means a count may own less than one word.
      EXPECT_LE(drawn[0], static_cast<std::int32_t>(border.count)) << c.mean;
      EXPECT_GT(drawn[1], static_cast<std::int32_t>(border.count)) << c.mean;
    }
  }
}

TEST(PoissonCounts, AreTheSameByCountingAndByLookingUp) {
  const RandomSource source(3, Purpose::poisson, 0);
  for (const double mean : {1e-7, 0.01, 0.9, 2.0, 5.0, 8.0, 12.0, 31.0, 250.0}) {
    const PoissonCounts counts(mean);
    std::vector<std::uint32_t> words{0U, 0xffffffffU, 0xfffffffeU};
    for (std::uint64_t k = 0; k < 500; ++k) {
      for (const std::uint32_t word : source.words(k, 0)) words.push_back(word);
    }
    std::vector<std::int32_t> drawn(words.size());
    counts.draw(words.data(), drawn.data(), words.size());
    for (std::size_t k = 0; k < words.size(); ++k) {
      ASSERT_EQ(drawn[k], static_cast<std::int32_t>(counts.table()(words[k]))) << mean;
    }
  }
}

TEST(PoissonCounts, ComeWithTheirProbabilities) {
  // Chi-square of 400,000 counts against the closed form, counts expected fewer than 10 times
  // pooled.
  const RandomSource source(17, Purpose::poisson, 1);
  for (const double mean : {0.05, 2.0, 9.0, 60.0}) {
    const PoissonCounts counts(mean);
    std::vector<double> seen(200, 0.0);
    constexpr int draws = 400000;
    for (std::uint64_t k = 0; k < draws / 4; ++k) {
      const RandomWords words = source.words(k, 5);
      std::int32_t drawn[4];
      counts.draw(words.data(), drawn, 4);
      for (const std::int32_t n : drawn) seen.at(static_cast<std::size_t>(n)) += 1;
    }
    double chi_square = 0, pooled_seen = 0, pooled_expected = 0;
    int cells = 0;
    for (std::size_t n = 0; n < seen.size(); ++n) {
      const double k = static_cast<double>(n);
      const double expected = draws * std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
      if (expected < 10) {
        pooled_seen += seen[n];
        pooled_expected += expected;
        continue;
      }
      chi_square += (seen[n] - expected) * (seen[n] - expected) / expected;
      ++cells;
    }
    chi_square += (pooled_seen - pooled_expected) * (pooled_seen - pooled_expected) /
                  std::max(pooled_expected, 1.0);
    // Mean `cells`, variance 2 `cells`: five standard deviations.
    EXPECT_LT(chi_square, cells + 5 * std::sqrt(2.0 * cells) + 5) << mean;
  }
}

}  // namespace
}  // namespace engram
