#include "plasticity/post_history.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

// Against a history that keeps every spike and sums every trace anew.
namespace engram {
namespace {

constexpr double dt = 0.1;

/// All spikes of one neuron.
struct Kept {
  std::vector<ShortStep> spikes;

  [[nodiscard]] double trace_before(ShortStep step, double tau) const {
    double sum = 0.0;
    for (const ShortStep spike : spikes) {
      if (spike < step) sum += std::exp(-static_cast<double>(step - spike) * dt / tau);
    }
    return sum;
  }
  [[nodiscard]] ShortStep last_before(ShortStep step) const {
    ShortStep last = never;
    for (const ShortStep spike : spikes) {
      if (spike < step) last = spike;
    }
    return last;
  }
  [[nodiscard]] std::vector<ShortStep> within(ShortStep after, ShortStep up_to) const {
    std::vector<ShortStep> found;
    for (const ShortStep spike : spikes) {
      if (spike > after && spike <= up_to) found.push_back(spike);
    }
    return found;
  }
};

/// Traces before a spike, rounded once per spike: (1 + K) 2^-24 relative.
template <std::size_t n>
void expect_traces(const typename PostHistory<n>::Entry& entry, const Kept& kept,
                   const std::array<double, n>& tau) {
  for (std::size_t q = 0; q < n; ++q) {
    const double expected = kept.trace_before(entry.step, tau[q]);
    const bool first = entry.step == kept.spikes.front();
    const auto before = static_cast<double>(entry.before[q]);
    if (first) {
      ASSERT_EQ(before, 0.0);
    } else {
      ASSERT_NEAR(before, expected, 0x1p-24 * (60.0 + expected) * expected);
    }
  }
}

template <std::size_t n>
void compare(const PostHistory<n>& history, const std::vector<Kept>& kept, ShortStep after,
             ShortStep up_to, const std::array<double, n>& tau) {
  for (std::uint32_t neuron = 0; neuron < kept.size(); ++neuron) {
    std::vector<ShortStep> met;
    history.each(neuron, after, up_to, [&](const typename PostHistory<n>::Entry& entry) {
      met.push_back(entry.step);
      expect_traces<n>(entry, kept[neuron], tau);
    });
    ASSERT_EQ(met, kept[neuron].within(after, up_to))
        << neuron << " in (" << after << ", " << up_to;
    const auto last = history.last_before(neuron, up_to);
    ASSERT_EQ(last.step, kept[neuron].last_before(up_to)) << neuron << " before " << up_to;
    if (last.step != never) expect_traces<n>(last, kept[neuron], tau);
  }
}

/// Four neurons: one fires in nearly every step at times, one now and then, one rarely, one never;
/// nothing is forgotten up to `lateness` steps back.
template <std::size_t n>
void run(const std::array<double, n>& tau, ShortStep forget_every, ShortStep lateness) {
  PostHistory<n> history(4, tau, dt);
  std::vector<Kept> kept(4);
  std::mt19937 random(3);
  const auto chance = [&](double p) { return std::bernoulli_distribution(p)(random); };
  ShortStep horizon = -1;
  std::size_t most = 0;
  for (ShortStep step = 0; step < 2'400; ++step) {
    std::vector<std::uint32_t> fired;
    if (step / 300 % 3 == 1 && chance(0.8)) fired.push_back(0);
    if (chance(0.05)) fired.push_back(1);
    if (chance(0.002)) fired.push_back(2);
    for (const std::uint32_t neuron : fired) kept[neuron].spikes.push_back(step);
    history.record(step, fired);
    if (step % 43 != 0) continue;
    if (forget_every != 0 && step / forget_every != (step - 43) / forget_every) {
      horizon = std::max(horizon, step - lateness);
      history.forget(horizon);
    }
    const ShortStep after = horizon + (step - horizon) / 3;
    for (const ShortStep from : {horizon, after}) {
      for (const ShortStep to : {from + 1, (from + step) / 2 + 1, step, step + 1}) {
        compare<n>(history, kept, from, to, tau);
        if (::testing::Test::HasFatalFailure()) return;
      }
    }
    most = std::max(most, kept[0].within(horizon, step).size());
  }
  EXPECT_GT(most, 100U);
}

TEST(PostHistory, OneTraceNeverForgotten) {
  run<1>({20.0}, 0, 0);
}
TEST(PostHistory, TwoTracesNeverForgotten) {
  run<2>({20.0, 110.0}, 0, 0);
}
TEST(PostHistory, OneTraceForgottenNowAndThen) {
  run<1>({20.0}, 1'000, 150);
}
TEST(PostHistory, TwoTracesForgottenNowAndThen) {
  run<2>({20.0, 110.0}, 500, 200);
}

// The last spike of a neuron is asked for however old it is, and however many have come since.
TEST(PostHistory, TheLastSpikeBeforeABurstIsKept) {
  PostHistory<1> history(1, {20.0}, dt);
  const std::vector<std::uint32_t> fired{0};
  history.record(100, fired);
  history.forget(500);
  for (ShortStep step = 600; step < 630; ++step) history.record(step, fired);
  EXPECT_EQ(history.last_before(0, 600).step, 100);
  EXPECT_EQ(history.last_before(0, 600).before[0], 0.0F);
  // And where it has been set aside before it is forgotten.
  history.forget(610);
  EXPECT_EQ(history.last_before(0, 611).step, 610);
  for (ShortStep step = 700; step < 730; ++step) history.record(step, fired);
  EXPECT_EQ(history.last_before(0, 700).step, 629);
  history.forget(650);
  EXPECT_EQ(history.last_before(0, 700).step, 629);
  EXPECT_EQ(history.last_before(0, 651).step, 629);
}

// Steps reach up to 2^31 - 2, and the first spike of a neuron may come as late.
TEST(PostHistory, TheFirstSpikeMayComeVeryLate) {
  PostHistory<1> history(1, {20.0}, dt);
  const std::vector<std::uint32_t> fired{0};
  constexpr ShortStep late = 2'147'483'000;
  history.record(late, fired);
  history.record(late + 200, fired);
  EXPECT_EQ(history.entry(0, 1).before[0], 0.0F);
  EXPECT_NEAR(static_cast<double>(history.entry(0, 0).before[0]), std::exp(-1.0), 1e-7);
}

}  // namespace
}  // namespace engram
