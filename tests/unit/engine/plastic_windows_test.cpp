#include <algorithm>
#include <cmath>
#include <functional>

#include "plastic_bench.hpp"

// Rules that compare numbers of spikes in windows, against their equations.
namespace engram::testing {
namespace {

constexpr std::int64_t steps = 2'000, window = 250;

/// Change of a weight's magnitude, given it and how often source and target spiked.
using Change = std::function<double(double weight, double pre, double post)>;

double spikes_in(const std::vector<std::int64_t>& train, std::int64_t begin) {
  return static_cast<double>(std::ranges::count_if(
      train, [&](std::int64_t step) { return step >= begin && step < begin + window; }));
}

void expect_changes(const ModelChoice& model, double sign, double largest, const Change& change) {
  const Wiring wiring = mixed_wiring(0, 1, 1.0, 9.0, sign);
  const Trains trains = dense_trains(wiring, steps, 3);
  PlasticBench bench(model, wiring);
  bench.run(trains, {.cycle = 10, .window = window});
  const std::vector<DrawnSynapse> synapses = wiring.stored();
  const std::vector<Reading> found = bench.read(steps);
  std::size_t changed = 0, at_a_bound = 0;
  for (std::size_t k = 0; k < synapses.size(); ++k) {
    const double begun = std::abs(static_cast<double>(synapses[k].weight));
    double weight = begun;
    for (std::int64_t begin = 0; begin < steps; begin += window) {
      const double pre = spikes_in(trains.source[synapses[k].source], begin);
      const double post = spikes_in(trains.target[synapses[k].target], begin);
      // Stored weights are of single precision.
      weight = static_cast<float>(std::clamp(weight + change(weight, pre, post), 0.0, largest));
    }
    ASSERT_NEAR(found[k].weight, sign * weight, 1e-6 * largest) << "synapse " << k;
    if (weight != begun) ++changed;
    if (weight == 0.0 || weight == largest) ++at_a_bound;
  }
  EXPECT_GT(changed, synapses.size() / 2);
  EXPECT_GT(at_a_bound, 0U);
  EXPECT_LT(at_a_bound, synapses.size() / 2);
}

TEST(PlasticRows, OjaComparesWindows) {
  const ModelChoice model(
      "oja_synapse", {{"eta", 1e-2}, {"gain", 8.0}, {"n_0", 3.0}, {"w_0", 2.0}, {"Wmax", 16.0}});
  expect_changes(model, 1.0, 16.0, [](double w, double pre, double post) {
    return 1e-2 * post * (8.0 * (pre - 3.0) - post * (w - 2.0));
  });
}

TEST(PlasticRows, FoldiakComparesWindows) {
  const ModelChoice model("foldiak_synapse", {{"eta", 0.03}, {"p", 10.0}, {"Wmax", -12.0}});
  expect_changes(model, -1.0, 12.0,
                 [](double, double pre, double post) { return 0.03 * (pre * post - 100.0); });
}

// Whatever a window's spikes were, without them nothing of it remains.
TEST(PlasticRows, WindowsBeginAnew) {
  const Wiring wiring{.synapses = {{0, 0, 5.0, 1}}, .sources = 1, .targets = 1};
  const ModelChoice model("foldiak_synapse", {{"eta", 0.5}, {"p", 1.0}, {"Wmax", 100.0}});
  PlasticBench bench(model, wiring);
  // Three spikes and two in the first window: + 0.5 (6 - 1); one and none: - 0.5.
  bench.run({{{10, 20, 30, 260}}, {{15, 40}}, 2 * window}, {.cycle = 10, .window = window});
  EXPECT_DOUBLE_EQ(bench.read(2 * window).at(0).weight, 5.0 + 2.5 - 0.5);
}

}  // namespace
}  // namespace engram::testing
