#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "plasticity/post_history.hpp"
#include "support/state_keeper.hpp"

// Neurons that go on in another history, among other neurons, are asked for the same spikes.
namespace engram {
namespace {

using History = PostHistory<2>;
constexpr std::array<double, 2> tau{20.0, 33.7};

std::vector<std::pair<ShortStep, std::array<float, 2>>> spikes_of(const History& history,
                                                                  std::uint32_t neuron,
                                                                  ShortStep after,
                                                                  ShortStep up_to) {
  std::vector<std::pair<ShortStep, std::array<float, 2>>> all;
  history.each(neuron, after, up_to,
               [&](const History::Entry& entry) { all.emplace_back(entry.step, entry.before); });
  const History::Entry last = history.last_before(neuron, up_to);
  all.emplace_back(last.step, last.before);
  return all;
}

TEST(PostHistoryState, NeuronsGoOnAmongOthers) {
  History first(3, tau, 0.1);
  std::mt19937 random(5);
  const auto chance = [&](double p) { return std::bernoulli_distribution(p)(random); };
  // Neuron 0 fires more than a line holds between two times at which it is forgotten, neuron 1
  // seldom, neuron 2 not yet.
  ShortStep step = 0;
  for (; step < 1000; ++step) {
    std::vector<std::uint32_t> fired;
    if (chance(0.2)) fired.push_back(0);
    if (step == 100 || step == 850) fired.push_back(1);
    first.record(step, fired);
    if (step == 800) first.forget(700);
  }
  StateKeeper keeper{Step(step)};
  keeper.save([&](StateVisitor& visitor) { first.visit_state(visitor); });
  constexpr std::uint32_t unknown = 9;
  const std::vector<std::uint32_t> from{1, unknown, 0, 2};
  History second(4, tau, 0.1);
  keeper.load([&](StateVisitor& visitor) { second.visit_state(visitor); },
              {from.begin(), from.end()});

  for (; step < 2000; ++step) {
    std::vector<std::uint32_t> fired;
    std::vector<std::uint32_t> also;
    for (std::uint32_t neuron = 0; neuron < 3; ++neuron) {
      if (chance(neuron == 0 ? 0.2 : 0.01)) fired.push_back(neuron);
    }
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      if (std::ranges::find(fired, from[i]) != fired.end()) also.push_back(i);
    }
    first.record(step, fired);
    second.record(step, also);
    const ShortStep horizon = step < 1500 ? 700 : 1400;
    if (step == 1500) {
      first.forget(horizon);
      second.forget(horizon);
    }
    if (step % 7 != 0) continue;
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      if (from[i] == unknown) continue;
      for (const ShortStep after : {horizon, horizon + 150}) {
        ASSERT_EQ(spikes_of(second, i, after, step - 3), spikes_of(first, from[i], after, step - 3))
            << "neuron " << i << " at step " << step;
      }
    }
  }
}

TEST(PostHistoryState, HistoriesWithOtherTimeConstantsHaveOtherNames) {
  StateKeeper one{Step(0)};
  StateKeeper other{Step(0)};
  History first(1, tau, 0.1);
  History second(1, {20.0, 33.8}, 0.1);
  one.save([&](StateVisitor& visitor) { first.visit_state(visitor); });
  other.save([&](StateVisitor& visitor) { second.visit_state(visitor); });
  for (const std::string& name : one.names()) {
    for (const std::string& another : other.names()) EXPECT_NE(name, another);
  }
}

}  // namespace
}  // namespace engram
