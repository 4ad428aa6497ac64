#include "modulation/prefix_sums.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "core/errors.hpp"

namespace engram {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Signals that change in every step, their integrals summed step by step with long double.
class Dense {
 public:
  Dense(std::size_t columns, double tau, double dt, unsigned seed = 1)
      : tau_(tau), dt_(dt), signals_(columns), random_(seed) {}

  std::vector<double> next() {
    std::vector<double> now;
    for (auto& signal : signals_) {
      signal.push_back(amount_(random_));
      now.push_back(signal.back());
    }
    return now;
  }
  [[nodiscard]] double integral(std::size_t column, std::int64_t t0, std::int64_t t1) const {
    const long double rate = 1.0L / tau_, h = dt_;
    const long double step = rate == 0 ? h : -std::expm1(-h * rate) / rate;
    long double total = 0;
    for (std::int64_t t = t0; t < t1; ++t) {
      total += signals_[column][static_cast<std::size_t>(t)] * step *
               std::exp(-h * static_cast<long double>(t - t0) * rate);
    }
    return static_cast<double>(total);
  }

 private:
  double tau_, dt_;
  std::vector<std::vector<double>> signals_;
  std::mt19937 random_;
  std::uniform_real_distribution<double> amount_{-1.0, 1.0};
};

TEST(ExactDivision, DividesAsTheProcessorDoes) {
  std::mt19937 random(2);
  std::uniform_int_distribution<std::int64_t> dividends(0, 0x7fffffff);
  for (const std::int64_t divisor : {1, 2, 3, 7, 10, 50, 641, 1000, 65536, 99991, 0x7ffffffe}) {
    const ExactDivision divided(divisor);
    for (int i = 0; i < 2000; ++i) {
      const std::int64_t n = dividends(random);
      const std::int64_t near = n / divisor * divisor;
      for (const std::int64_t x : {n, near, near > 0 ? near - 1 : 0}) {
        ASSERT_EQ(divided(x), x / divisor) << x << " / " << divisor;
      }
    }
    for (const std::int64_t x : {0, 1, 0x7fffffff}) {
      ASSERT_EQ(divided(x), x / divisor);
      ASSERT_EQ(divided(all_lanes<LongLanes>(x))[0], x / divisor);
    }
  }
}

TEST(PrefixSums, AgreeWithDenseSumsOverRandomSignals) {
  // Traces from shorter than a step to longer than the run, over many segments of four of them.
  for (const double tau : {0.02, 0.3, 1.0, 7.3, 20.0, 1000.0, infinity}) {
    constexpr std::size_t columns = 3;
    constexpr std::int64_t steps = 3000;
    Dense dense(columns, tau, 0.1);
    PrefixSums sums(columns, tau, 0.1, 1);
    for (std::int64_t t = 0; t < steps; ++t) sums.append(dense.next());
    ASSERT_EQ(sums.end(), steps);
    ASSERT_EQ(sums.base(), 0);
    std::mt19937 random(7);
    for (int i = 0; i < 500; ++i) {
      const auto t0 = static_cast<std::int64_t>(random() % steps);
      const auto most = i % 2 == 0 ? steps - t0 : std::min<std::int64_t>(40, steps - t0);
      const auto t1 = t0 + static_cast<std::int64_t>(random()) % (most + 1);
      const std::size_t column = random() % columns;
      const double scale = std::min(tau, 0.1 * static_cast<double>(steps));
      ASSERT_NEAR(sums.integral(column, t0, t1), dense.integral(column, t0, t1), 1e-13 * scale)
          << "tau " << tau << ", from " << t0 << " to " << t1;
    }
    EXPECT_EQ(sums.integral(0, 17, 17), 0.0);
  }
}

TEST(PrefixSums, KeepTwelveDigitsOverEightTimeConstantsOfAPositiveSignal) {
  constexpr double tau = 100.0, dt = 0.1;
  const std::int64_t block = PrefixSums::longest_block(tau, dt);
  ASSERT_EQ(block, 8000);
  PrefixSums sums(1, tau, dt, 1);
  for (std::int64_t t = 0; t < block; ++t) {
    // Not constant: 1 + t / block, step by step.
    sums.append(std::vector{1.0 + static_cast<double>(t) / static_cast<double>(block)});
  }
  for (std::int64_t t0 = 0; t0 < block; t0 += 97) {
    long double dense = 0;
    const long double step = -std::expm1(-1e-3L) * 100;
    for (std::int64_t t = t0; t < block; ++t) {
      dense += step * (1 + t / static_cast<long double>(block)) *
               std::exp(-1e-3L * static_cast<long double>(t - t0));
    }
    ASSERT_NEAR(sums.integral(0, t0, block) / static_cast<double>(dense), 1.0, 1e-12) << t0;
  }
}

TEST(PrefixSums, DoNotGatherRoundingOverTensOfThousandsOfSteps) {
  // A constant signal against its closed form, also late in a segment of 32768 steps, where errors
  // of the sum so far grow most. The bound of the docstring; here a tenth of it suffices.
  constexpr double tau = 1000.0, dt = 0.1;
  PrefixSums sums(1, tau, dt, 1);
  sums.append(std::vector{1.0 / 3.0}, 70000);
  double worst = 0.0;
  for (std::int64_t t0 = 0; t0 < 70000; t0 += 61) {
    for (const std::int64_t length : {1, 10, 400, 5000, 40000}) {
      const std::int64_t t1 = std::min<std::int64_t>(70000, t0 + length);
      const long double x = -static_cast<long double>(t1 - t0) * 1e-4L;
      const auto exact = static_cast<double>(-std::expm1(x) * 1000 / 3);
      worst = std::max(worst, std::abs(sums.integral(0, t0, t1) - exact));
    }
  }
  EXPECT_LT(worst, 1e-14 * tau);
}

TEST(PrefixSums, GiveTheDopamineOraclesOfTheClosedForm) {
  // NEST's stdp_dopamine_synapse (Potjans, Morrison & Diesmann 2010) with A_plus = 1, tau_plus =
  // 20, tau_c = 1000, tau_n = 200 ms, b = 0: source spikes at 0, target at 10, dopamine at 110 ms.
  const double tau_c = 1000.0, tau_n = 200.0, dt = 0.1;
  const double closed_end = std::exp(-0.5) * std::exp(-0.1) / tau_n / (1 / tau_c + 1 / tau_n);
  ASSERT_NEAR(closed_end, 0.457343030, 1e-9);
  for (const std::int64_t stride : {1, 10, 50}) {
    PrefixSums sums(1, tau_c, dt, stride);
    sums.append(std::vector{0.0}, 1100 / stride);
    // The whole decay at once, as from one long interval of a field.
    sums.append_decaying(std::vector{1.0 / tau_n}, tau_n, 0.0, 80000 / stride);
    const double trace = std::exp(-10.0 / 20.0);
    EXPECT_NEAR(trace * sums.integral(0, 100, sums.end()), 0.457343030, 1e-9);
    EXPECT_NEAR(trace * sums.integral(0, 100, 4100), 0.381744736, 1e-9);
    // Reading in between changes the sum by rounding only.
    const double first = trace * sums.integral(0, 100, 1100 + 500);
    const double rest = trace * std::exp(-150.0 / tau_c) * sums.integral(0, 1600, 4100);
    EXPECT_NEAR(first + rest, 0.381744736, 1e-9);
  }
}

TEST(PrefixSums, FollowDopamineThroughManyShortIntervals) {
  // The same with the level handed over step by step, as a field does, and a baseline b subtracted:
  // dw/dt = c (n - b).
  const double tau_c = 1000.0, tau_n = 200.0, dt = 0.1, b = 0.0007;
  PrefixSums sums(1, tau_c, dt, 1);
  double n = 0.0;
  for (int t = 0; t < 20000; ++t) {
    if (t == 1100) n += 1.0 / tau_n;
    sums.append_decaying(std::vector{n}, tau_n, -b);
    n *= std::exp(-dt / tau_n);
  }
  const double tau_s = 1 / (1 / tau_c + 1 / tau_n);
  const double without = std::exp(-0.1) * tau_s / tau_n * (1 - std::exp(-(2000.0 - 110.0) / tau_s));
  const double taken = b * tau_c * (1 - std::exp(-(2000.0 - 10.0) / tau_c));
  EXPECT_NEAR(sums.integral(0, 100, 20000), without - taken, 1e-12);
}

TEST(PrefixSums, DoNotDependOnWhenTheyForget) {
  constexpr std::size_t columns = 2;
  constexpr double tau = 5.0;
  for (const std::int64_t stride : {1, 4}) {
    Dense dense(columns, tau, 0.1);
    PrefixSums whole(columns, tau, 0.1, stride), often(columns, tau, 0.1, stride);
    std::mt19937 random(3);
    for (int t = 0; t < 4000; ++t) {
      const std::vector<double> now = dense.next();
      whole.append(now);
      often.append(now);
      if (random() % 50 == 0) {
        const auto known = static_cast<std::uint64_t>(often.end() - often.base());
        const std::int64_t until = often.base() + static_cast<std::int64_t>(random() % (known + 1));
        often.rebase(until);
        ASSERT_LE(often.base(), until);
        ASSERT_GT(often.base() + stride, until);
      }
      ASSERT_EQ(often.end(), whole.end());
      const auto known = static_cast<std::uint64_t>(often.end() - often.base());
      const std::int64_t t0 = often.base() + static_cast<std::int64_t>(random() % (known + 1));
      const auto rest = static_cast<std::uint64_t>(often.end() - t0);
      const std::int64_t t1 = t0 + static_cast<std::int64_t>(random() % (rest + 1));
      for (std::size_t column = 0; column < columns; ++column) {
        ASSERT_EQ(often.integral(column, t0, t1), whole.integral(column, t0, t1));
      }
    }
    EXPECT_GT(often.base(), 3000);
    EXPECT_LT(often.bytes(), whole.bytes());
  }
}

TEST(PrefixSums, AreExactBetweenSamplesOfAConstantSignal) {
  // Constant within each sample of 7 steps: the same as 7 steps of a dense sum.
  constexpr double tau = 3.0, dt = 0.1;
  constexpr std::int64_t stride = 7;
  PrefixSums coarse(1, tau, dt, stride), fine(1, tau, dt, 1);
  std::mt19937 random(5);
  std::uniform_real_distribution<double> amount(-1.0, 1.0);
  for (int k = 0; k < 200; ++k) {
    const std::vector signal{amount(random)};
    coarse.append(signal);
    fine.append(signal, stride);
  }
  ASSERT_EQ(coarse.end(), fine.end());
  for (std::int64_t t0 = 0; t0 < coarse.end(); t0 += 11) {
    for (std::int64_t t1 = t0; t1 <= coarse.end(); t1 += 5) {
      ASSERT_NEAR(coarse.integral(0, t0, t1), fine.integral(0, t0, t1), 1e-13 * tau);
    }
  }
}

TEST(PrefixSums, InterpolateDecayingSignalsWithinTheStatedBound) {
  // exp(-s/tau_signal) over samples of 20 steps, against its closed form at every step.
  constexpr double tau = 50.0, tau_signal = 8.0, dt = 0.1;
  constexpr std::int64_t stride = 20;
  PrefixSums sums(1, tau, dt, stride);
  sums.append_decaying(std::vector{1.0}, tau_signal, 0.0, 30);
  const double both = 1 / tau + 1 / tau_signal;
  const double h = dt * stride;
  const double bound = 0.5 * std::pow(tau * std::sinh(h / (2 * tau)), 2) / tau_signal;
  double worst = 0.0;
  for (std::int64_t t = 0; t <= sums.end(); ++t) {
    const double exact = (1 - std::exp(-dt * static_cast<double>(t) * both)) / both;
    const double error = std::abs(sums.integral(0, 0, t) - exact);
    if (t % stride == 0) {
      ASSERT_LT(error, 1e-13 * tau);
    }
    worst = std::max(worst, error);
  }
  EXPECT_LT(worst, bound);
  EXPECT_GT(worst, 0.3 * bound);  // the bound is not an empty one
}

TEST(PrefixSums, AppendLongStretchesAsManyShortOnes) {
  constexpr double tau = 30.0, tau_signal = 12.0, dt = 0.1;
  PrefixSums at_once(2, tau, dt, 5), one_by_one(2, tau, dt, 5);
  std::vector<double> level{0.8, -0.3};
  at_once.append_decaying(level, tau_signal, 0.05, 400);
  for (int k = 0; k < 400; ++k) {
    one_by_one.append_decaying(level, tau_signal, 0.05);
    for (double& x : level) x *= std::exp(-0.5 / tau_signal);
  }
  for (std::int64_t t0 = 0; t0 < 2000; t0 += 37) {
    for (std::size_t column : {0, 1}) {
      ASSERT_NEAR(at_once.integral(column, t0, 2000), one_by_one.integral(column, t0, 2000),
                  1e-13 * tau);
    }
  }
  // Without an end the signal is a constant.
  PrefixSums endless(1, tau, dt, 1), constant(1, tau, dt, 1);
  endless.append_decaying(std::vector{0.5}, infinity, 0.25, 100);
  constant.append(std::vector{0.75}, 100);
  EXPECT_NEAR(endless.integral(0, 3, 88), constant.integral(0, 3, 88), 1e-14 * tau);
}

TEST(PrefixSums, GoOnFromAStoredState) {
  constexpr double tau = 2.0;
  Dense dense(3, tau, 0.1);
  PrefixSums first(3, tau, 0.1, 2);
  for (int t = 0; t < 500; ++t) first.append(dense.next());
  first.rebase(801);
  PrefixSums second(3, tau, 0.1, 2);
  second.restore(first.state());
  for (int t = 0; t < 500; ++t) {
    const std::vector<double> now = dense.next();
    first.append(now);
    second.append(now);
  }
  ASSERT_EQ(second.base(), 800);
  ASSERT_EQ(second.end(), 2000);
  for (std::int64_t t0 = 800; t0 < 2000; t0 += 13) {
    ASSERT_EQ(first.integral(2, t0, 2000), second.integral(2, t0, 2000));
    ASSERT_EQ(first.integral(0, t0, t0 + 9 < 2000 ? t0 + 9 : 2000),
              second.integral(0, t0, t0 + 9 < 2000 ? t0 + 9 : 2000));
  }
  PrefixSums other(2, tau, 0.1, 2);
  EXPECT_THROW(other.restore(first.state()), Error);
  PrefixSums::State shifted = first.state();
  shifted.base += 1;
  EXPECT_THROW(second.restore(shifted), Error);
}

TEST(PrefixSums, GiveSeveralColumnsAndTimesAtOnce) {
  for (const std::int64_t stride : {1, 7}) {
    constexpr std::size_t columns = 5;
    constexpr std::int64_t samples = 700;
    Dense dense(columns, 3.0, 0.1);
    PrefixSums sums(columns, 3.0, 0.1, stride);
    for (std::int64_t k = 0; k < samples; ++k) sums.append(dense.next());
    sums.rebase(100 * stride + 3);
    for (std::int64_t t = sums.base(); t <= sums.end(); t += 2 * lanes) {
      IntLanes times = 2 * lane_numbers() + static_cast<std::int32_t>(t);
      IntLanes column = (lane_numbers() + static_cast<std::int32_t>(t)) & 3;
      for (std::size_t i = 0; i < lanes; ++i) {
        // The very end is known, too.
        times[i] = std::min(times[i], static_cast<std::int32_t>(sums.end()));
      }
      const DoubleLanes values = sums.at(column, times), growths = sums.growth(times);
      for (std::size_t i = 0; i < lanes; ++i) {
        ASSERT_EQ(values[i], sums.at(static_cast<std::size_t>(column[i]), times[i])) << times[i];
        ASSERT_EQ(growths[i], sums.growth(std::int64_t{times[i]})) << times[i];
      }
    }
  }
}

TEST(PrefixSums, RecommendBlocksWithinMemoryThatHoldEightTimeConstantsAtMost) {
  EXPECT_EQ(PrefixSums::recommended_block(1, 1000.0, 0.1, 1), 80000);
  EXPECT_EQ(PrefixSums::recommended_block(1, 20.0, 0.1, 10), 1600);
  // 4 million numbers, one row per 10 steps.
  EXPECT_EQ(PrefixSums::recommended_block(4096, 1000.0, 0.1, 10), 10240);
  EXPECT_EQ(PrefixSums::recommended_block(65536, 1000.0, 0.1, 1), 100);    // 10 ms and 52 MB
  EXPECT_EQ(PrefixSums::recommended_block(10, 0.5, 0.1, 1), 100);          // at least 10 ms
  EXPECT_EQ(PrefixSums::recommended_block(65536, 1000.0, 0.1, 30), 1920);  // whole samples
  EXPECT_GT(PrefixSums::recommended_block(0, infinity, 0.1, 1), 1000000);
  PrefixSums sums(1000, 1000.0, 0.1, 1);
  const std::int64_t block = PrefixSums::recommended_block(1000, 1000.0, 0.1, 1);
  sums.reserve(block);
  const std::size_t reserved = sums.bytes();
  EXPECT_LT(reserved, 34U << 20);
  sums.append(std::vector<double>(1000, 1.0), block);
  EXPECT_EQ(sums.bytes(), reserved);
}

TEST(PrefixSums, RefuseWhatHasNoMeaning) {
  EXPECT_EQ(PrefixSums::largest_stride(20.0, 0.1), 800);
  EXPECT_EQ(PrefixSums::largest_stride(0.01, 0.1), 1);
  EXPECT_THROW(PrefixSums(1, 20.0, 0.1, 801), Error);
  EXPECT_NO_THROW(PrefixSums(1, 20.0, 0.1, 800));
  EXPECT_THROW(PrefixSums(1, 20.0, 0.1, 0), Error);
  EXPECT_THROW(PrefixSums(1, 0.0, 0.1, 1), Error);
  EXPECT_THROW(PrefixSums(1, std::nan(""), 0.1, 1), Error);
  EXPECT_THROW(PrefixSums(1, 20.0, -0.1, 1), Error);
}

}  // namespace
}  // namespace engram
