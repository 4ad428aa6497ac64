#include "modulation/field.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <thread>

#include "core/errors.hpp"

namespace engram {
namespace {

using ::testing::HasSubstr;
using Params = std::map<std::string, double>;

constexpr double infinity = std::numeric_limits<double>::infinity();

Modulator well_mixed(const Params& params, double interval = 1.0, double amount = 1.0) {
  return {.name = "m", .params = params, .interval = interval, .sources = {{{"E"}, amount}}};
}

Modulator on_grid(const VoxelGrid& grid, const Params& params, double interval = 1.0) {
  Modulator modulator = well_mixed(params, interval);
  modulator.grid = grid;
  return modulator;
}

double mass(const Field& field) {
  const auto c = field.concentration();
  return static_cast<double>(std::accumulate(c.begin(), c.end(), 0.0L));
}

// Releases random counts into all voxels.
void sprinkle(Field& field, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint64_t> counts(field.voxels());
  for (auto& count : counts) count = random() % 5 == 0 ? random() % 1000 : 0;
  field.add_releases(counts);
}

TEST(Field, DecaysExactlyTowardsTheBaseline) {
  for (const double interval : {0.1, 1.0, 7.0}) {
    Field field(well_mixed({{"tau", 37.0}, {"baseline", 0.2}}, interval), 0.1);
    EXPECT_EQ(field.concentration()[0], 0.2);
    EXPECT_EQ(field.decay_time(), 37.0);
    field.add_everywhere(3.0);
    for (int k = 1; k <= 200; ++k) {
      field.advance();
      const double exact = 0.2 + 3.0 * std::exp(-interval * k / 37.0);
      ASSERT_NEAR(field.concentration()[0] / exact, 1.0, 1e-13);
    }
    EXPECT_EQ(field.intervals(), 200);
  }
}

TEST(Field, StaysWhereNothingHappens) {
  Field still(well_mixed({{"tau", 0.0}, {"baseline", 0.5}}), 0.1);
  EXPECT_EQ(still.decay_time(), infinity);
  for (int k = 0; k < 10; ++k) still.advance();
  EXPECT_EQ(still.concentration()[0], 0.5);
}

TEST(Field, HoldsTheBaselineAgainstUptakeAndDecay) {
  Field field(well_mixed({{"tau", 300.0}, {"V_max", 0.0041}, {"K_m", 0.21}, {"baseline", 0.05}}),
              0.1);
  for (int k = 0; k < 1000; ++k) field.advance();
  EXPECT_NEAR(field.concentration()[0], 0.05, 1e-14);
  // And comes back to it from above and from below.
  field.add_everywhere(0.4);
  for (int k = 0; k < 3000; ++k) field.advance();
  EXPECT_NEAR(field.concentration()[0], 0.05, 1e-12);
  field.restore(std::vector{0.0}, 0);
  for (int k = 0; k < 3000; ++k) field.advance();
  EXPECT_NEAR(field.concentration()[0], 0.05, 1e-12);
}

// Tonic release in the striatum: 0.104 terminals per um^3, each releasing 3000 molecules with
// probability 0.06 at each spike, into 21 % of the volume; 602.2 molecules per um^3 are 1 uM.
double release_per_ms(double rate_hz) {
  return 0.104 * 0.06 * rate_hz * 3000.0 / 602.2 / 0.21 / 1000.0;
}

// Mean over an interval in the steady state of a release at the beginning of every interval.
double steady_state(const Params& params, double rate_hz, double interval) {
  Field field(well_mixed(params, interval, release_per_ms(rate_hz) * interval), interval);
  double after_release = 0.0;
  for (int k = 0; k * interval < 15000.0; ++k) {
    field.add_releases(std::vector<std::uint64_t>{1});
    after_release = field.concentration()[0];
    field.advance();
  }
  return 0.5 * (after_release + field.concentration()[0]);
}

TEST(Field, ReachesTheSteadyStatesOfTonicAndPhasicDopamine) {
  // Linear: release * tau, tau = K_m / V_max. Michaelis-Menten: release = V_max c / (K_m + c).
  const Params linear{{"tau", 0.21 / 0.0041}};
  const Params uptake{{"tau", 0.0}, {"V_max", 0.0041}, {"K_m", 0.21}};
  EXPECT_NEAR(steady_state(linear, 4.0, 1.0), 0.0303, 5e-5);
  EXPECT_NEAR(steady_state(uptake, 4.0, 1.0), 0.0354, 5e-5);
  EXPECT_NEAR(steady_state(uptake, 20.0, 1.0), 0.546, 5e-4);
  for (const double rate : {4.0, 20.0}) {
    const double r = release_per_ms(rate);
    EXPECT_NEAR(steady_state(uptake, rate, 0.1) / (0.21 * r / (0.0041 - r)), 1.0, 1e-4);
  }
}

// Time in which uptake alone takes the concentration from `from` to `to` (closed form).
double uptake_time(double from, double to, double v_max, double k_m) {
  return (from - to + k_m * std::log(from / to)) / v_max;
}

TEST(Field, TakesUpAsTheMichaelisMentenEquationSays) {
  const double v_max = 0.0041, k_m = 0.21;
  for (const double start : {0.001, 0.1, 1.0, 30.0}) {
    double last_error = infinity;
    for (const double interval : {8.0, 4.0, 2.0, 1.0}) {
      Field field(well_mixed({{"tau", 0.0}, {"V_max", v_max}, {"K_m", k_m}}, interval), 0.1);
      field.add_everywhere(start);
      for (double t = 0; t < 80.0; t += interval) field.advance();
      const double end = field.concentration()[0];
      const double error = std::abs(uptake_time(start, end, v_max, k_m) - 80.0) / 80.0;
      EXPECT_LT(error, 3e-5 * interval * interval) << start << " " << interval;
      if (error > 1e-10) {
        EXPECT_LT(error, last_error / 3.0);  // second order
      }
      last_error = error;
    }
  }
}

TEST(Field, NeverFallsBelowZeroHoweverFastTheUptake) {
  for (const double v_max : {0.1, 1e3, 1e12}) {
    for (const double start : {1e-6, 1.0, 1e9}) {
      Field field(well_mixed({{"tau", 0.0}, {"V_max", v_max}, {"K_m", 1e-3}}, 100.0), 0.1);
      EXPECT_LE(field.sub_steps(), 100);
      field.add_everywhere(start);
      double before = field.concentration()[0];
      for (int k = 0; k < 50; ++k) {
        field.advance();
        const double now = field.concentration()[0];
        ASSERT_GE(now, 0.0);
        ASSERT_LE(now, before);
        before = now;
      }
    }
  }
}

TEST(Field, KeepsItsMassWithoutLosses) {
  for (const bool periodic : {false, true}) {
    for (const VoxelGrid& grid :
         {VoxelGrid{.shape = {7, 5, 9}, .extent = {70, 40, 45}, .periodic = periodic},
          VoxelGrid{.shape = {16, 2}, .extent = {160, 10}, .periodic = periodic},
          VoxelGrid{.shape = {1, 30}, .extent = {10, 300}, .periodic = periodic}}) {
      Field field(on_grid(grid, {{"tau", 0.0}, {"D", 0.3}}, 20.0), 0.1);
      EXPECT_FALSE(field.decay_time().has_value());
      sprinkle(field, 4);
      const double before = mass(field);
      ASSERT_GT(before, 100.0);
      for (int k = 0; k < 300; ++k) field.advance();
      EXPECT_NEAR(mass(field) / before, 1.0, 1e-12);
    }
  }
}

TEST(Field, EvensOutInAClosedBox) {
  Field field(
      on_grid({.shape = {4, 3, 5}, .extent = {20, 15, 25}}, {{"tau", 0.0}, {"D", 0.5}}, 5.0), 0.1);
  sprinkle(field, 8);
  const double mean = mass(field) / static_cast<double>(field.voxels());
  for (int k = 0; k < 2000; ++k) field.advance();
  for (const double c : field.concentration()) EXPECT_NEAR(c / mean, 1.0, 1e-10);
}

// Variance of the concentration along an axis of a 2-D field, um^2.
double variance(const Field& field, std::size_t axis) {
  double sum = 0.0, first = 0.0, second = 0.0;
  for (std::size_t i = 0; i < field.voxels(); ++i) {
    const double x = field.grid().center_of(i)[axis], c = field.concentration()[i];
    sum += c;
    first += c * x;
    second += c * x * x;
  }
  return second / sum - (first / sum) * (first / sum);
}

TEST(Field, SpreadsWithTwiceTheDiffusionCoefficientPerTimeAndAxis) {
  // The second moment of the scheme grows by exactly 2 D h per sub-step, also where voxels are not
  // square: far from the walls the tolerance is that of rounding.
  Field field(on_grid({.shape = {121, 81}, .extent = {242, 243}}, {{"tau", 0.0}, {"D", 0.4}}, 2.0),
              0.1);
  std::vector<std::uint64_t> counts(field.voxels(), 0);
  counts[field.grid().voxel_of(std::vector{0.0, 0.0})] = 1000;
  field.add_releases(counts);
  for (int k = 1; k <= 40; ++k) {
    field.advance();
    for (const std::size_t axis : {0, 1}) {
      ASSERT_NEAR(variance(field, axis) / (2 * 0.4 * 2.0 * k), 1.0, 1e-10);
    }
  }
}

TEST(Field, HasTheShapeOfAGaussian) {
  // In the plane after 400 ms: mass / (4 pi D t) exp(-r^2 / 4 D t), sigma 16 um in voxels of 2 um:
  // the discretisation's error is of order (h/sigma)^2 / 8 = 0.2 % near the middle.
  const double d = 0.32, t = 400.0;
  Field field(on_grid({.shape = {81, 81}, .extent = {162, 162}}, {{"tau", 0.0}, {"D", d}}, 10.0),
              0.1);
  std::vector<std::uint64_t> counts(field.voxels(), 0);
  counts[40 * 81 + 40] = 1;
  field.add_releases(counts);
  for (int k = 0; k < 40; ++k) field.advance();
  for (std::size_t i = 0; i < field.voxels(); ++i) {
    const auto at = field.grid().center_of(i);
    const double r2 = at[0] * at[0] + at[1] * at[1];
    if (r2 > 900.0) continue;
    const double exact = 4.0 / (4 * M_PI * d * t) * std::exp(-r2 / (4 * d * t));
    ASSERT_NEAR(field.concentration()[i] / exact, 1.0, 3e-3) << at[0] << " " << at[1];
  }
}

TEST(Field, CarriesAQuantumOfDopamineTwoMicrometresFarInTwoMilliseconds) {
  // 3000 molecules from one point, no uptake: at 2 um the concentration is largest after
  // r^2 / 6 D = 2.07 ms, 218 nM. Voxels of 0.25 um, a tenth of the spread at that time.
  const double edge = 0.25;
  Modulator modulator =
      on_grid({.shape = {51, 51, 51}, .extent = {51 * edge, 51 * edge, 51 * edge}},
              {{"tau", 0.0}, {"D", 0.763 / (1.54 * 1.54)}}, 0.1);
  modulator.sources[0].amount = 3000.0 / 602.2 / 0.21 / (edge * edge * edge);
  Field field(modulator, 0.1);
  std::vector<std::uint64_t> counts(field.voxels(), 0);
  counts[(25 * 51 + 25) * 51 + 25] = 1;
  field.add_releases(counts);
  const std::size_t probe = field.grid().voxel_of(std::vector{0.0, 2.0, 0.0});
  double largest = 0.0, when = 0.0;
  for (int k = 1; k <= 30; ++k) {
    field.advance();
    if (field.concentration()[probe] > largest) {
      largest = field.concentration()[probe];
      when = 0.1 * k;
    }
  }
  EXPECT_NEAR(largest, 0.218, 0.01 * 0.218);
  EXPECT_NEAR(when, 2.07, 0.11);
}

TEST(Field, HasTheSpaceConstantOfDiffusionAndDecay) {
  // Released at one end of a closed strip: c ~ cosh((L - x)/l), l = sqrt(D tau) = 20 um, voxels of
  // 1 um; the scheme's own l differs by (h/l)^2 / 24 = 1e-4.
  const double d = 0.4, tau = 1000.0, l = 20.0;
  Modulator modulator =
      on_grid({.shape = {1, 100}, .extent = {1, 100}}, {{"tau", tau}, {"D", d}}, 1.0);
  modulator.sources[0].amount = 0.01;
  Field field(modulator, 0.1);
  std::vector<std::uint64_t> counts(field.voxels(), 0);
  counts[0] = 1;
  for (int k = 0; k < 20000; ++k) {
    field.add_releases(counts);
    field.advance();
  }
  const auto c = field.concentration();
  for (std::size_t i = 10; i < 90; ++i) {
    const double x = static_cast<double>(i) + 0.5;
    const double ratio = std::cosh((100.0 - x) / l) / std::cosh((100.0 - 10.5) / l);
    EXPECT_NEAR(c[i] / c[10] / ratio, 1.0, 2e-3) << i;
  }
}

TEST(Field, AddsReleasesOfAllSourcesWhereTheyHappen) {
  Modulator modulator = on_grid({.shape = {2, 2}, .extent = {2, 2}}, {{"baseline", 0.5}});
  modulator.sources = {{{"E"}, 0.25}, {{"I"}, 2.0}};
  Field field(modulator, 0.1);
  field.add_releases(std::vector<std::uint64_t>{1, 0, 3, 0, /**/ 0, 0, 2, 1});
  EXPECT_THAT(field.concentration(), ::testing::ElementsAre(0.75, 0.5, 5.25, 2.5));
  EXPECT_THROW(field.add_releases(std::vector<std::uint64_t>(4)), Error);
}

TEST(Field, ReleasesAtScheduledTimes) {
  Modulator modulator = well_mixed({{"tau", 0.0}}, 2.0);
  modulator.release_times = {9.0, 0.0, 4.0, 4.1, 4.0};
  modulator.release_amounts = {16.0, 1.0, 2.0, 8.0, 4.0};
  Field field(modulator, 0.1);
  // At the beginning of the intervals 0, 2, 3 and 5 ms times 2.
  const double expected[] = {1, 1, 7, 15, 15, 31, 31};
  for (const double c : expected) {
    EXPECT_EQ(field.concentration()[0], c);
    field.advance();
  }
  Field resumed(modulator, 0.1);
  resumed.restore(std::vector{7.0}, 2);
  for (const double c : {7.0, 15.0, 15.0, 31.0}) {
    EXPECT_EQ(resumed.concentration()[0], c);
    resumed.advance();
  }
  EXPECT_THROW(resumed.restore(std::vector{1.0, 2.0}, 1), Error);
}

// A barrier as the engine's threads have one.
class Meeting {
 public:
  explicit Meeting(std::size_t all) : all_(all) {}
  void operator()() {
    std::unique_lock lock(mutex_);
    const std::size_t round = round_;
    if (++arrived_ == all_) {
      arrived_ = 0;
      ++round_;
      changed_.notify_all();
      return;
    }
    changed_.wait(lock, [&] { return round != round_; });
  }

 private:
  std::size_t all_, arrived_ = 0, round_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
};

TEST(Field, GivesTheSameBitsForAnyNumberOfParts) {
  const Params params{
      {"tau", 80.0}, {"D", 0.3}, {"V_max", 0.004}, {"K_m", 0.2}, {"baseline", 0.01}};
  for (const bool periodic : {false, true}) {
    for (const VoxelGrid& grid :
         {VoxelGrid{.shape = {6, 5, 7}, .extent = {18, 10, 21}, .periodic = periodic},
          VoxelGrid{.shape = {9, 8}, .extent = {18, 24}, .periodic = periodic},
          VoxelGrid{.shape = {2, 1}, .extent = {4, 4}, .periodic = periodic}}) {
      for (const double interval : {5.0, 10.0, 15.0}) {  // odd and even numbers of sub-steps
        Field alone(on_grid(grid, params, interval), 0.1);
        sprinkle(alone, 11);
        const std::vector<double> start(alone.concentration().begin(), alone.concentration().end());
        for (int k = 0; k < 7; ++k) alone.advance();
        for (const std::size_t parts : {2, 3, 5}) {
          Field shared(on_grid(grid, params, interval), 0.1);
          shared.restore(start, 0);
          Meeting meeting(parts);
          std::vector<std::thread> threads;
          for (std::size_t part = 0; part < parts; ++part) {
            threads.emplace_back([&, part] {
              for (int k = 0; k < 7; ++k) shared.advance(part, parts, [&] { meeting(); });
            });
          }
          for (std::thread& thread : threads) thread.join();
          ASSERT_EQ(shared.intervals(), 7);
          for (std::size_t i = 0; i < alone.voxels(); ++i) {
            ASSERT_EQ(alone.concentration()[i], shared.concentration()[i]);
          }
        }
      }
    }
  }
}

TEST(Field, DoesNotPreferADirection) {
  // The same grid with its axes exchanged gives the same field up to the order of the sums.
  const Params params{{"tau", 80.0}, {"D", 0.3}};
  Field one(on_grid({.shape = {4, 6, 9}, .extent = {8, 18, 9}}, params, 4.0), 0.1);
  Field other(on_grid({.shape = {9, 4, 6}, .extent = {9, 8, 18}}, params, 4.0), 0.1);
  std::vector<std::uint64_t> a(one.voxels(), 0), b(one.voxels(), 0);
  std::mt19937 random(6);
  const auto in_one = [](std::size_t x, std::size_t y, std::size_t z) {
    return (x * 6 + y) * 9 + z;
  };
  const auto in_other = [](std::size_t x, std::size_t y, std::size_t z) {
    return (z * 4 + x) * 6 + y;
  };
  for (std::size_t i = 0; i < one.voxels(); ++i) {
    const std::size_t x = i / 54, y = i / 9 % 6, z = i % 9;
    a[in_one(x, y, z)] = b[in_other(x, y, z)] = random() % 100;
  }
  one.add_releases(a);
  other.add_releases(b);
  for (int k = 0; k < 5; ++k) {
    one.advance();
    other.advance();
  }
  for (std::size_t i = 0; i < one.voxels(); ++i) {
    const std::size_t x = i / 54, y = i / 9 % 6, z = i % 9;
    const double c = one.concentration()[in_one(x, y, z)];
    ASSERT_NEAR(other.concentration()[in_other(x, y, z)] / c, 1.0, 1e-12);
  }
}

TEST(Field, FindsWhatIsNotFinite) {
  Field field(on_grid({.shape = {3, 3}, .extent = {3, 3}}, {{"D", 0.0}}), 0.1);
  EXPECT_FALSE(field.find_non_finite().has_value());
  std::vector<double> c(9, 1.0);
  c[5] = std::nan("");
  c[7] = infinity;
  field.restore(c, 0);
  EXPECT_EQ(field.find_non_finite(), 5U);
  field.advance();
  EXPECT_EQ(field.find_non_finite(), 5U);
}

TEST(Field, DecaysExactlyVoxelByVoxelWithoutDiffusion) {
  Field field(on_grid({.shape = {2, 2}, .extent = {2, 2}}, {{"tau", 50.0}}), 0.1);
  EXPECT_EQ(field.decay_time(), 50.0);
  // A single voxel has nothing to exchange with.
  EXPECT_EQ(Field(on_grid({.shape = {1, 1}, .extent = {2, 2}}, {{"tau", 50.0}, {"D", 1.0}}), 0.1)
                .decay_time(),
            50.0);
  EXPECT_FALSE(Field(well_mixed({{"V_max", 0.1}}), 0.1).decay_time().has_value());
}

// Neuron by neuron, what spikes of two sources and two schedules have added, faded since.
TEST(Field, OfALearningSignalIsASumOfFadingReleases) {
  constexpr std::size_t neurons = 5;
  Modulator signal{.name = "s", .params = {{"tau", 8.0}}, .neurons = "E", .interval = 2.0};
  signal.sources = {{{"T"}, 0.7}, {{"E"}, -0.4}};
  signal.release_times = {3.0, 4.0, 17.5};
  signal.release_array = {"a.h5", "/a"};
  std::vector<double> scheduled;
  for (int i = 0; i < 15; ++i) scheduled.push_back(std::sin(1.0 + i));
  const FieldInputs inputs{neurons, [&](IndexRange asked) {
                             EXPECT_EQ(asked, (IndexRange{0, neurons}));
                             return scheduled;
                           }};
  Field field(signal, 0.5, inputs);
  EXPECT_EQ(field.voxels(), neurons);
  // Third factors take it for constant between two updates.
  EXPECT_FALSE(field.decay_time().has_value());
  EXPECT_EQ(field.signal_stride(), field.interval_steps());
  // The first two times act from the same beginning of an interval on.
  const std::vector<std::int64_t> begins{2, 2, 9};
  std::mt19937 random(5);
  std::vector<std::vector<double>> added(20, std::vector<double>(neurons, 0.0));
  bool below = false, above = false;
  for (std::int64_t k = 0; k < 20; ++k) {
    for (std::size_t time = 0; time < begins.size(); ++time) {
      for (std::size_t i = 0; begins[time] == k && i < neurons; ++i) {
        added[static_cast<std::size_t>(k)][i] += scheduled[time * neurons + i];
      }
    }
    std::vector<std::uint64_t> counts(2 * neurons);
    for (auto& count : counts) count = random() % 3;
    field.add_releases(counts);
    for (std::size_t i = 0; i < neurons; ++i) {
      added[static_cast<std::size_t>(k)][i] +=
          0.7 * static_cast<double>(counts[i]) - 0.4 * static_cast<double>(counts[neurons + i]);
      double expected = 0.0;
      for (std::int64_t j = 0; j <= k; ++j) {
        expected += added[static_cast<std::size_t>(j)][i] *
                    std::exp(-2.0 * static_cast<double>(k - j) / 8.0);
      }
      ASSERT_NEAR(field.concentration()[i], expected, 1e-13) << k << " " << i;
      below |= expected < -0.3;
      above |= expected > 0.3;
    }
    field.advance();
  }
  EXPECT_TRUE(below && above);
}

TEST(Field, RefusesWhatCannotBeSimulated) {
  const VoxelGrid fine{.shape = {10, 10, 10}, .extent = {1, 1, 1}};
  const auto problem = [](const Modulator& modulator) {
    return Field::problem(modulator, 0.1).value_or("");
  };
  // Edges of 0.1 um: 0.01 / (6 * 0.5) ms is the longest stable step, 1000 halves are 1.66 ms.
  EXPECT_EQ(problem(on_grid(fine, {{"D", 0.5}}, 1.6)), "");
  const std::string message = problem(on_grid(fine, {{"D", 0.5}}, 1.7));
  EXPECT_THAT(message, HasSubstr("0.00333 ms"));
  EXPECT_THAT(message, HasSubstr("at most 1.66 ms"));
  EXPECT_THROW(Field(on_grid(fine, {{"D", 0.5}}, 1.7), 0.1), Error);
  // The plane has two axes: 0.01 / (4 * 0.5) ms.
  EXPECT_THAT(problem(on_grid({.shape = {10, 10}, .extent = {1, 1}}, {{"D", 0.5}}, 10.0)),
              HasSubstr("0.005 ms"));

  EXPECT_THAT(problem(well_mixed({{"tau", -1.0}})), HasSubstr("tau"));
  EXPECT_THAT(problem(on_grid({.shape = {2}, .extent = {2}}, {})), HasSubstr("shape"));
  EXPECT_THAT(problem(well_mixed({}, 0.05)), HasSubstr("0.05"));
  EXPECT_THAT(problem(well_mixed({}, 0.25)), HasSubstr("0.25"));
  EXPECT_THAT(problem(well_mixed({}, 0.0)), HasSubstr("interval"));
  EXPECT_THAT(problem(well_mixed({}, infinity)), HasSubstr("interval"));
  EXPECT_THAT(problem(well_mixed({}, 1.0, -0.5)), HasSubstr("-0.5"));
  Modulator scheduled = well_mixed({});
  scheduled.release_times = {1.0, -2.0};
  EXPECT_THAT(problem(scheduled), HasSubstr("2 release times and 0 amounts"));
  scheduled.release_amounts = {1.0, 1.0};
  EXPECT_THAT(problem(scheduled), HasSubstr("-2 ms"));
  scheduled.release_times[1] = 2.0;
  EXPECT_EQ(problem(scheduled), "");
  scheduled.release_amounts[0] = std::nan("");
  EXPECT_NE(problem(scheduled), "");
}

TEST(Field, NamesTheModulatorItRefuses) {
  Modulator modulator = well_mixed({}, 0.25);
  modulator.name = "reward_signal";
  try {
    Field field(modulator, 0.1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("reward_signal"));
  }
}

}  // namespace
}  // namespace engram
