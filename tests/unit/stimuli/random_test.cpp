#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/errors.hpp"
#include "core/random/guide_table.hpp"
#include "core/random/normal_quantile.hpp"
#include "core/random/philox_lanes.hpp"
#include "stimuli/target_words.hpp"

namespace engram {
namespace {

TEST(PhiloxLanes, GiveTheWordsOfRandom123) {
  const RandomSource source(0x123456789abcdef0ULL, Purpose::poisson, 3);
  // Around carries from the low into the high words as well.
  for (const std::uint64_t object : {0ULL, 77ULL, 0xfffffff0ULL, (5ULL << 40) + 12}) {
    for (const std::uint64_t draw : {0ULL, 1ULL, 0xffffffffULL, 1ULL << 35}) {
      std::vector<std::uint32_t> words(4 * 61);
      random_words(source, object, draw, 61, words.data());
      for (std::size_t i = 0; i < 61; ++i) {
        const RandomWords expected = source.words(object + i, draw);
        for (std::size_t k = 0; k < 4; ++k) ASSERT_EQ(words[4 * i + k], expected[k]);
      }
    }
  }
}

TEST(TargetWords, DependOnTheNeuronAndNotOnTheRun) {
  const RandomSource source(7, Purpose::poisson, 0);
  for (const TargetRun run : {TargetRun{0, 0, 1}, TargetRun{3, 0, 2}, TargetRun{5, 9, 700},
                              TargetRun{1021, 2, 5}, TargetRun{8, 0, 256}}) {
    std::size_t seen = 0;
    for_words(source, 2, run, 99, [&](std::size_t k, const std::uint32_t* words, std::size_t n) {
      ASSERT_EQ(k, seen);
      ASSERT_LE(n, 256U);
      for (std::size_t j = 0; j < n; ++j) {
        const std::uint64_t index = run.first_index + k + j;
        ASSERT_EQ(words[j], source.words(word_object(2, index / 4), 99)[index % 4]);
      }
      seen += n;
    });
    EXPECT_EQ(seen, run.count);
  }
}

TEST(GuideTable, InvertsTheCumulativeDistributionExactly) {
  // Borders 2^32 * {1/8, 1/2, 3/4}: exactly representable.
  const GuideTable table(std::vector<double>{0.125, 0.375, 0.25, 0.25}, 10);
  EXPECT_EQ(table(0U), 10U);
  EXPECT_EQ(table(0x1fffffffU), 10U);
  EXPECT_EQ(table(0x20000000U), 11U);
  EXPECT_EQ(table(0x7fffffffU), 11U);
  EXPECT_EQ(table(0x80000000U), 12U);
  EXPECT_EQ(table(0xbfffffffU), 12U);
  EXPECT_EQ(table(0xc0000000U), 13U);
  EXPECT_EQ(table(0xffffffffU), 13U);
  EXPECT_EQ(table.smallest(), 10U);
  EXPECT_EQ(table.largest(), 13U);
}

TEST(GuideTable, AgreesWithALinearSearchForManyShapes) {
  std::vector<std::vector<double>> shapes{{1.0}, {0.0, 3.0}, {2.0, 0.0, 0.0}, {1e-30, 1.0, 1e-30}};
  std::vector<double> geometric, flat(5000, 1.0), spiky(300, 0.0);
  for (int k = 0; k < 80; ++k) geometric.push_back(std::pow(0.7, k));
  for (std::size_t k = 0; k < spiky.size(); k += 37) spiky[k] = 1.0 + static_cast<double>(k);
  shapes.insert(shapes.end(), {geometric, flat, spiky});
  const RandomSource source(5, Purpose::connect, 0);
  for (const auto& probabilities : shapes) {
    const GuideTable table(probabilities, 2);
    long double total = 0;
    for (const double p : probabilities) total += p;
    for (std::uint64_t draw = 0; draw < 3000; ++draw) {
      const std::uint32_t word = draw == 0   ? 0U
                                 : draw == 1 ? 0xffffffffU
                                             : source.words(0, draw)[0];
      // Smallest k whose cumulative probability lies above the word; a word within rounding of a
      // border may go either way.
      long double cumulative = 0;
      std::uint32_t k = 0;
      while (true) {
        cumulative += probabilities[k] / total;
        if (static_cast<long double>(word) + 0.5L < cumulative * 0x1p32L ||
            k + 1 == probabilities.size()) {
          break;
        }
        ++k;
      }
      ASSERT_EQ(table(word), k + 2) << word;
    }
  }
}

TEST(GuideTable, NeverGivesWhatCannotHappen) {
  const GuideTable table(std::vector<double>{0.0, 0.0, 1.0, 0.0, 1.0, 0.0}, 0);
  EXPECT_EQ(table(0U), 2U);
  EXPECT_EQ(table(0x7fffffffU), 2U);
  EXPECT_EQ(table(0x80000000U), 4U);
  EXPECT_EQ(table(0xffffffffU), 4U);
}

TEST(GuideTable, RefusesWhatIsNoDistribution) {
  EXPECT_THROW(GuideTable(std::vector<double>{}), Error);
  EXPECT_THROW(GuideTable(std::vector<double>{0.0, 0.0}), Error);
  EXPECT_THROW(GuideTable(std::vector<double>{0.5, -0.1}), Error);
  EXPECT_THROW(GuideTable(std::vector<double>{0.5, std::nan("")}), Error);
}

TEST(NormalQuantile, AgreesWithSixtyDigits) {
  // Probability and quantile (mpmath 1.3 with 60 digits, for exactly these doubles).
  const double cases[][2] = {
      {0x1.0000000000000p-33, -6.3379577545537892525},
      {0x1.56e1fc2f8f359p-997, -37.047096299361199237},
      {0x1.79ca10c924223p-67, -9.2623400897984075796},
      {0x1.12e0be826d695p-30, -5.9978070150076868614},
      {0x1.4f8b588e368f1p-17, -4.2648907939228246102},
      {0x1.0624dd2f1a9fcp-10, -3.0902323061678135354},
      {0x1.8d4fdf3b645a2p-6, -1.9729610513118848376},
      {0x1.1eb851eb851ecp-4, -1.4757910281791706856},
      {0x1.3333333333333p-4, -1.4395314709384559349},
      {0x1.339c0ebedfa44p-4, -1.4388253927525399824},
      {0x1.0000000000000p-2, -0.6744897501960817432},
      {0x1.999999999999ap-2, -0.25334710313579974132},
      {0x1.ffe5c91d14e3cp-2, -0.00025066283008800749239},
      {0x1.00014f8b588e3p-1, 0.000025066282748820862706},
      {0x1.3333333333333p-1, 0.25334710313579974132},
      {0x1.8000000000000p-1, 0.6744897501960817432},
      {0x1.d916872b020c5p-1, 1.43250272082581191},
      {0x1.da1cac083126fp-1, 1.446632067158978807},
      {0x1.f333333333333p-1, 1.9599639845400538556},
      {0x1.fff2e48e8a71ep-1, 3.7190164854557083867},
      {0x1.ffffffff00000p-1, 6.3379577545537892525},
      {0x1.fffffffffffffp-1, 8.2095361516013868556},
  };
  for (const auto& [p, x] : cases) EXPECT_NEAR(normal_quantile(p) / x, 1.0, 1.2e-15) << p;
  EXPECT_EQ(normal_quantile(0.5), 0.0);
}

TEST(NormalQuantile, InvertsTheDistributionFunction) {
  // erfc is an independent way back; its relative error is about 1e-16 and that of exp(-x^2/2)
  // grows as x^2.
  for (double x = -37.0; x < 6.0; x += 0.0371) {
    const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
    const double allowed = 4e-16 * (1 + x * x) * p / density + 1e-15 * std::abs(x);
    EXPECT_NEAR(normal_quantile(p), x, allowed) << x;
  }
}

TEST(PortableLog, AgreesWithTheCLibrary) {
  for (double x = 1e-300; x < 1e300; x *= 1.2345678) {
    EXPECT_NEAR(portable_log(x), std::log(x), 5e-16 * std::abs(std::log(x))) << x;
  }
  for (double x = 0.5; x < 2.0; x += 0.00137) {
    EXPECT_NEAR(portable_log(x), std::log(x), 8e-16 * std::abs(std::log(x))) << x;
  }
  EXPECT_EQ(portable_log(1.0), 0.0);
}

}  // namespace
}  // namespace engram
