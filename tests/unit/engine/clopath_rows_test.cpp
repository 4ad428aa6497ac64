#include "engine/clopath_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

// Rows of Clopath's rule against the rule's equations taken step by step, with voltages that are
// prescribed.
namespace engram {
namespace {

constexpr double dt = 0.1;
constexpr std::uint32_t neurons = 3;
constexpr std::uint32_t offset = 5;  // of the group in its shard
constexpr std::uint32_t slots = 16;
constexpr std::int64_t steps = 3000;

/// Voltages of all neurons at the end of a step.
struct Voltages {
  std::vector<double> v, plus, minus, slow;
};

/// Neurons that do nothing but show voltages.
class Puppets final : public NeuronGroup {
 public:
  void show(const Voltages* voltages) { shown_ = voltages; }

  void advance(std::span<double* const> /*ports*/, CurrentInput /*current*/,
               Adaptation /*adaptation*/, std::vector<std::uint32_t>& /*fired*/) override {}
  [[nodiscard]] std::size_t size() const override { return neurons; }
  [[nodiscard]] double state(std::size_t /*variable*/, std::size_t /*neuron*/) const override {
    return 0.0;
  }
  [[nodiscard]] std::span<const double> offered(std::string_view name) const override {
    if (name == "V_m") return shown_->v;
    if (name == "u_bar_plus") return shown_->plus;
    if (name == "u_bar_minus") return shown_->minus;
    if (name == "u_bar_bar") return shown_->slow;
    return {};
  }
  void visit_state(StateVisitor& /*visitor*/) override {}
  [[nodiscard]] std::size_t bytes() const override { return 0; }

 private:
  const Voltages* shown_ = nullptr;
};

/// Random walks that go above the thresholds for about a third of the time.
std::vector<Voltages> random_voltages() {
  std::mt19937 random(7);
  const auto uniform = [&] { return static_cast<double>(random()) * 0x1p-32; };
  std::vector<Voltages> all;
  Voltages now{{-60, -55, -50}, {-70, -68, -66}, {-70, -69, -67}, {-70, -65, -60}};
  for (std::int64_t step = 0; step < steps; ++step) {
    for (std::uint32_t i = 0; i < neurons; ++i) {
      now.v[i] = std::clamp(now.v[i] + 8.0 * (uniform() - 0.5), -75.0, 0.0);
      now.plus[i] = std::clamp(now.plus[i] + 2.0 * (uniform() - 0.5), -76.0, -55.0);
      now.minus[i] = std::clamp(now.minus[i] + 2.0 * (uniform() - 0.5), -76.0, -55.0);
      now.slow[i] = std::clamp(now.slow[i] + (uniform() - 0.5), -75.0, -50.0);
    }
    all.push_back(now);
  }
  return all;
}

struct Parameters {
  double tau_x = 15.0, a_ltp = 6e-4, a_ltd = 1.5e-3, theta_plus = -45.3, theta_minus = -70.6;
  double a_ltd_const = 1.0, u_ref_squared = 60.0, w_min = 0.0, w_max = 100.0;

  [[nodiscard]] std::vector<double> row() const {
    return {tau_x, a_ltp, a_ltd, theta_plus, theta_minus, a_ltd_const, u_ref_squared, w_min, w_max};
  }
};

struct Synapse {
  std::uint32_t target;
  std::uint16_t delay;  // dendritic
  float weight;
};

// Two sources; the second one's synapses have weights near the bounds.
const std::vector<std::vector<Synapse>> synapses{
    {{0, 1, 2.0F}, {1, 1, 3.0F}, {1, 12, 1.0F}, {2, 40, 2.5F}},
    {{0, 7, 0.1F}, {2, 12, 9.5F}},
};

std::vector<std::vector<std::int64_t>> source_spikes() {
  std::mt19937 random(11);
  std::vector<std::vector<std::int64_t>> spikes(2);
  // From the very first step on, with intervals from one step to several time constants.
  for (auto& train : spikes) {
    for (std::int64_t step = 0; step < steps - 60;
         step +=
         1 + static_cast<std::int64_t>(random() % 5) * static_cast<std::int64_t>(random() % 150)) {
      train.push_back(step);
    }
  }
  return spikes;
}

/// A weight with each of its transmissions, and at the end.
struct History {
  std::vector<double> transmitted;
  double end = 0.0;
};

double positive(double x) {
  return x > 0.0 ? x : 0.0;
}

/// The rule in every step.
History dense(const Parameters& p, const std::vector<Voltages>& voltages, const Synapse& synapse,
              const std::vector<std::int64_t>& spikes, std::int64_t axonal) {
  History history;
  double w = static_cast<double>(synapse.weight);
  double x_bar = 0.0;
  std::size_t next = 0;
  for (std::int64_t t = 0; t < steps; ++t) {
    x_bar *= std::exp(-dt / p.tau_x);
    const std::int64_t seen = t - synapse.delay;
    if (seen >= 0) {
      const Voltages& u = voltages[static_cast<std::size_t>(seen)];
      const std::uint32_t i = synapse.target;
      w += p.a_ltp * x_bar * positive(u.v[i] - p.theta_plus) * positive(u.plus[i] - p.theta_minus) *
           dt;
      w = std::min(w, p.w_max);
    }
    if (next < spikes.size() && spikes[next] + axonal == t) {
      ++next;
      if (seen >= 0) {
        const Voltages& u = voltages[static_cast<std::size_t>(seen)];
        double amplitude = p.a_ltd;
        if (p.a_ltd_const == 0.0) {
          amplitude *= u.slow[synapse.target] * u.slow[synapse.target] / p.u_ref_squared;
        }
        w = std::max(w - amplitude * positive(u.minus[synapse.target] - p.theta_minus), p.w_min);
      }
      history.transmitted.push_back(w);
      x_bar += 1.0 / p.tau_x;
    }
  }
  history.end = w;
  return history;
}

/// The engine's rows, driven as a shard does it, in cycles of several steps.
class Driven {
 public:
  explicit Driven(const Parameters& parameters, std::int64_t block, std::uint32_t axonal = 0)
      : block_(block), calendar_(200) {
    PlasticSetup setup;
    setup.model = "clopath_synapse";
    setup.parameters = parameters.row();
    setup.dt = dt;
    setup.grid = ExactGrid(128.0);
    setup.offset = offset;
    setup.port = {0, offset};
    setup.targets = neurons;
    setup.sources = sources_;
    setup.histories = &histories_;
    setup.observers = &observers_;
    setup.catch_up_interval = block;
    setup.store.axonal_delay = axonal;
    std::uint32_t first = 0;
    for (std::size_t s = 0; s < synapses.size(); ++s) {
      // Between the two there is a source without synapses here.
      setup.store.rows.push_back({sources_[2 * s], first});
      for (const Synapse& synapse : synapses[s]) {
        const PlasticWord word{static_cast<std::uint16_t>(offset + synapse.target), synapse.delay,
                               synapse.weight};
        std::memcpy(setup.store.words.append(sizeof(word)), &word, sizeof(word));
        ++first;
      }
    }
    setup.store.synapses = first;
    rows_ = make_plastic_rows(std::move(setup));
  }

  void run(const std::vector<Voltages>& voltages,
           const std::vector<std::vector<std::int64_t>>& spikes, std::int64_t read_every = 0) {
    constexpr std::int64_t cycle = 10;
    std::vector<SpikeWord> before;
    for (std::int64_t begin = 0; begin < steps; begin += cycle) {
      std::vector<SpikeWord> words;
      for (std::int64_t t = begin; t < begin + cycle; ++t) {
        Bucket& due = calendar_.at(Step(t));
        add_due(due, sums_.data(), slots);
        recycle(due);
        puppets_.show(&voltages[static_cast<std::size_t>(t)]);
        for (const auto& observer : observers_) observer->observe(Step(t), puppets_);
        for (std::uint32_t s = 0; s < 2; ++s) {
          if (std::ranges::binary_search(spikes[s], t)) {
            words.emplace_back(2 * s, static_cast<std::uint32_t>(t - begin));
          }
        }
      }
      const Step known(begin + cycle);
      const bool catches_up = known.value() % block_ == 0;
      rows_->arrive(known, calendar_, slots);
      // As between ranks: a cycle late, unless everything must have arrived.
      rows_->enter(before, Step(begin - cycle), known, calendar_, slots);
      before.clear();
      if (catches_up) {
        rows_->enter(words, Step(begin), known, calendar_, slots);
        rows_->catch_up(known);
        for (const auto& observer : observers_) observer->caught_up(known);
      } else {
        before = words;
      }
      if (read_every != 0 && known.value() % read_every == 0) {
        rows_->read(known, [](const SynapseView&) {});
      }
    }
    rows_->read(Step(steps), [&](const SynapseView& view) { views.push_back(view); });
  }

  [[nodiscard]] const PlasticRows& rows() const { return *rows_; }
  [[nodiscard]] std::size_t observers() const { return observers_.size(); }
  std::vector<SynapseView> views;

 private:
  std::int64_t block_;
  std::vector<NeuronId> sources_{NeuronId(10), NeuronId(11), NeuronId(12)};
  std::vector<std::unique_ptr<SpikeHistory>> histories_;
  std::vector<std::unique_ptr<NeuronObserver>> observers_;
  Puppets puppets_;
  Calendar calendar_;
  std::vector<double> sums_ = std::vector<double>(slots, 0.0);
  std::unique_ptr<PlasticRows> rows_;
};

void expect_dense(const Parameters& parameters, std::int64_t block, std::uint32_t axonal) {
  const auto voltages = random_voltages();
  const auto spikes = source_spikes();
  Driven driven(parameters, block, axonal);
  driven.run(voltages, spikes);
  ASSERT_EQ(driven.views.size(), 6U);
  std::size_t k = 0;
  for (std::size_t s = 0; s < synapses.size(); ++s) {
    for (const Synapse& synapse : synapses[s]) {
      const History expected = dense(parameters, voltages, synapse, spikes[s], axonal);
      const SynapseView& view = driven.views[k++];
      EXPECT_EQ(view.source, NeuronId(10 + 2 * s));
      EXPECT_EQ(view.target, offset + synapse.target);
      EXPECT_EQ(view.delay, synapse.delay + axonal);
      EXPECT_NEAR(view.weight, expected.end, 1e-6 * expected.end + 1e-6)
          << "source " << s << " target " << synapse.target << " delay " << synapse.delay;
      // Otherwise this test would show nothing.
      EXPECT_GT(std::abs(expected.end - static_cast<double>(synapse.weight)), 0.01);
    }
  }
}

TEST(ClopathRows, FollowTheEquationsStepByStep) {
  expect_dense({}, 1000, 0);
}

TEST(ClopathRows, WhateverTheTimesOfCatchingUp) {
  expect_dense({}, 100, 0);
  expect_dense({}, 500, 0);
}

TEST(ClopathRows, WithAnAxonalDelay) {
  expect_dense({}, 200, 23);
}

TEST(ClopathRows, WithDepressionThatGrowsWithTheMeanVoltage) {
  Parameters parameters;
  parameters.a_ltd_const = 0.0;
  parameters.a_ltd = 3e-5;
  expect_dense(parameters, 200, 0);
}

TEST(ClopathRows, StayWithinTheirBounds) {
  Parameters parameters;
  parameters.w_min = 0.0625;
  parameters.w_max = 9.75;
  parameters.a_ltp = 6e-3;
  parameters.a_ltd = 1.5e-2;
  expect_dense(parameters, 200, 0);
}

TEST(ClopathRows, ReadingNeverWrites) {
  const auto voltages = random_voltages();
  const auto spikes = source_spikes();
  Driven quiet({}, 1000), watched({}, 1000);
  quiet.run(voltages, spikes);
  watched.run(voltages, spikes, 10);
  ASSERT_EQ(quiet.views.size(), watched.views.size());
  for (std::size_t k = 0; k < quiet.views.size(); ++k) {
    EXPECT_EQ(quiet.views[k].weight, watched.views[k].weight);
  }
  EXPECT_EQ(quiet.rows().change_quanta(), watched.rows().change_quanta());
}

TEST(ClopathRows, CountEventsAndChanges) {
  const auto voltages = random_voltages();
  const auto spikes = source_spikes();
  Parameters parameters;
  parameters.a_ltp = 0.0;
  Driven driven(parameters, 1000);
  driven.run(voltages, spikes);
  // Without potentiation weights only fall, and by what they have lost.
  EXPECT_EQ(driven.rows().events(), 4 * spikes[0].size() + 2 * spikes[1].size());
  double lost = 0.0;
  std::size_t k = 0;
  for (const auto& row : synapses) {
    for (const Synapse& synapse : row) {
      lost += static_cast<double>(synapse.weight) - driven.views[k++].weight;
    }
  }
  const double changed =
      static_cast<double>(driven.rows().change_quanta()) * 0x1p-28 * driven.rows().change_unit();
  EXPECT_GT(lost, 0.1);
  EXPECT_NEAR(changed, lost, 1e-3);
}

TEST(ClopathRows, MemoryFollowsTheNumberOfTargetsInTheNetwork) {
  const std::vector<double> parameters = Parameters{}.row();
  // Few targets: eight time constants of 15 ms. Many: 32 MB for all; but never below 10 ms.
  EXPECT_EQ(plastic_block("clopath_synapse", parameters, dt, 100), 1200);
  EXPECT_EQ(plastic_block("clopath_synapse", parameters, dt, 10486), (32 << 20) / 8 / 10486);
  EXPECT_EQ(plastic_block("clopath_synapse", parameters, dt, 10'000'000), 100);
  EXPECT_EQ(plastic_block("static_synapse", {}, dt, 100), 0);
}

}  // namespace
}  // namespace engram
