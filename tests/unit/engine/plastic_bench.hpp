#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/delivery.hpp"
#include "engine/plastic_rows.hpp"
#include "plasticity/registry.hpp"

/// Plastic rows on their own: made from listed synapses, driven by listed spikes as the simulator
/// drives them.
namespace engram::testing {

/// Spikes of all neurons, per neuron ascending.
struct Trains {
  std::vector<std::vector<std::int64_t>> source, target;
  std::int64_t steps = 0;
};

/// Synapses of one projection. Delays are whole ones, the axonal part included.
struct Wiring {
  std::vector<DrawnSynapse> synapses{};
  std::uint32_t sources = 0;
  std::uint32_t targets = 0;
  std::uint32_t axonal = 0;

  /// In the order in which rows store them.
  [[nodiscard]] std::vector<DrawnSynapse> stored() const {
    std::vector<DrawnSynapse> sorted = synapses;
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.source != b.source ? a.source < b.source : a.delay < b.delay;
    });
    return sorted;
  }
  [[nodiscard]] std::uint32_t longest_delay() const {
    std::uint32_t longest = 1;
    for (const DrawnSynapse& synapse : synapses) longest = std::max(longest, synapse.delay);
    return longest;
  }
};

/// A synapse model, and those of its parameters that differ from the defaults.
struct ModelChoice {
  using Changed = std::vector<std::pair<std::string_view, double>>;

  explicit ModelChoice(std::string_view model) : name(model) {}
  ModelChoice(std::string_view model, Changed parameters, double limit = 1000.0)
      : name(model), changed(std::move(parameters)), weight_limit(limit) {}

  std::string_view name;
  Changed changed{};
  double weight_limit = 1000.0;  ///< bound of rules without a Wmax

  [[nodiscard]] std::vector<double> values() const {
    std::vector<double> values;
    if (name == "static_synapse") return values;
    for (const SynapseModelInfo& info : synapse_models()) {
      if (info.name != name) continue;
      for (const Quantity& line : info.parameters) values.push_back(line.default_value);
      for (const auto& [key, value] : changed) {
        const Quantity* line = find(info.parameters, key);
        if (line == nullptr) throw std::invalid_argument("no parameter " + std::string(key));
        values[static_cast<std::size_t>(line - info.parameters.data())] = value;
      }
      return values;
    }
    throw std::invalid_argument("no model " + std::string(name));
  }
};

/// How the rows are driven: nothing of this may change a bit of a direct rule.
struct Drive {
  std::int64_t cycle = 1;
  /// Spikes of every other source enter a cycle later, as from another rank.
  enum class Remote { none, every_other } remote = Remote::none;
  std::int64_t catch_up = 0;    ///< steps between two; 0: never
  std::int64_t window = 0;      ///< length of the windows that rules compare; 0: none end
  std::int64_t read_every = 0;  ///< likewise, rounded up to whole cycles
};

/// What arrives at a target.
struct Arrival {
  std::int64_t step;
  std::uint32_t place;
  float weight;
  auto operator<=>(const Arrival&) const = default;
};

/// A synapse as read.
struct Reading {
  double weight = 0.0;
  double eligibility = 0.0;
  auto operator<=>(const Reading&) const = default;
};

class PlasticBench {
 public:
  static constexpr std::uint32_t offset = 5;
  static constexpr std::uint32_t slots = 64;
  static constexpr std::uint32_t receptor = 1;
  static constexpr double dt = 0.1;

  /// What a run may have beside its rule.
  struct Extras {
    std::optional<ThirdFactorInput> third_factor{};
    std::optional<ReleaseInput> release{};
    std::optional<std::array<double, 3>> short_term{};
  };

  PlasticBench(const ModelChoice& model, const Wiring& wiring) : PlasticBench(model, wiring, {}) {}
  PlasticBench(const ModelChoice& model, const Wiring& wiring, const Extras& extras)
      : wiring_(wiring), calendar_(wiring.longest_delay()) {
    PlasticSetup setup;
    setup.store.axonal_delay = wiring.axonal;
    setup.store.width =
        plastic_width(model.name, extras.third_factor ? Eligibility::kept : Eligibility::none);
    build(setup.store);
    setup.model = model.name;
    setup.parameters = model.values();
    setup.dt = dt;
    setup.grid = grid();
    setup.port = {receptor, offset};
    setup.offset = offset;
    setup.targets = wiring.targets;
    setup.weight_limit = model.weight_limit;
    // Slots of sources that have no synapses here lie before, between and behind the others.
    for (std::uint64_t id = 3; id < id_of(wiring.sources).value() + 4; ++id) {
      if (id != 6) slot_sources_.push_back(NeuronId(id));
    }
    setup.sources = slot_sources_;
    setup.histories = &histories_;
    setup.third_factor = extras.third_factor;
    setup.release = extras.release;
    setup.short_term = extras.short_term;
    rows_ = make_plastic_rows(std::move(setup));
  }

  [[nodiscard]] static ExactGrid grid() { return ExactGrid(256.0); }

  void run(const Trains& trains, const Drive& drive) {
    std::int64_t now = 0;
    while (now < trains.steps) {
      std::int64_t stop = trains.steps;
      for (const std::int64_t every : {drive.catch_up, drive.window}) {
        if (every != 0) stop = std::min(stop, (now / every + 1) * every);
      }
      run_until(stop, now, trains, drive);
      if (drive.window != 0 && stop % drive.window == 0) end_window(stop, drive.window, trains);
      if (drive.catch_up != 0 && stop % drive.catch_up == 0) {
        rows_->catch_up(Step(stop));
        for (const auto& history : histories_) {
          history->forget(static_cast<ShortStep>(stop - 1 - wiring_.longest_delay()));
        }
      }
      now = stop;
    }
  }

  /// All synapses in their stored order, as of the beginning of step `now`.
  [[nodiscard]] std::vector<Reading> read(std::int64_t now) const {
    std::vector<Reading> readings;
    const std::vector<DrawnSynapse> stored = wiring_.stored();
    rows_->read(Step(now), [&](const SynapseView& view) {
      const DrawnSynapse& synapse = stored.at(readings.size());
      EXPECT_EQ(view.source, id_of(synapse.source));
      EXPECT_EQ(view.target, offset + synapse.target);
      EXPECT_EQ(view.delay, synapse.delay);
      readings.push_back({view.weight, view.eligibility});
    });
    EXPECT_EQ(readings.size(), stored.size());
    return readings;
  }
  /// What has been read at the end of step i, where every step is a cycle and is read.
  [[nodiscard]] const std::vector<std::vector<Reading>>& readings() const { return readings_; }
  /// Sorted.
  [[nodiscard]] std::vector<Arrival> arrivals() const {
    std::vector<Arrival> sorted = arrivals_;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }
  [[nodiscard]] const PlasticRows& rows() const { return *rows_; }
  [[nodiscard]] PlasticRows& rows() { return *rows_; }

 private:
  /// Hands out the listed synapses. A source has every other identity only.
  class Listed final : public SynapseGenerator {
   public:
    explicit Listed(const Wiring& wiring) : wiring_(wiring) {}
    void generate(const SourceBlock& block, SynapseSink& sink) override {
      for (DrawnSynapse synapse : wiring_.synapses) {
        const std::uint64_t place = 2ULL * synapse.source;
        if (place < block.first || place >= block.first + block.count) continue;
        synapse.source = static_cast<std::uint32_t>(place - block.first);
        sink.consume({&synapse, 1});
      }
    }

   private:
    const Wiring& wiring_;
  };

  [[nodiscard]] static NeuronId id_of(std::uint32_t source) { return NeuronId(10 + 2ULL * source); }
  [[nodiscard]] std::uint32_t slot_of(std::uint32_t source) const {
    const auto found = std::find(slot_sources_.begin(), slot_sources_.end(), id_of(source));
    return static_cast<std::uint32_t>(found - slot_sources_.begin());
  }

  void build(PlasticStore& store) const {
    PlasticBuilder builder(store, offset);
    Listed generator(wiring_);
    // Two blocks, so that rows are appended twice.
    const std::uint32_t half = wiring_.sources / 2 * 2;
    builder.add(generator, {0, half, 0}, NeuronId(10));
    builder.add(generator, {half, 2 * wiring_.sources - half, 1}, NeuronId(10 + half));
    EXPECT_EQ(store.synapses, wiring_.synapses.size());
  }

  void end_window(std::int64_t stop, std::int64_t length, const Trains& trains) {
    std::vector<std::uint32_t> counts;
    for (const std::vector<std::int64_t>& train : trains.target) {
      counts.push_back(static_cast<std::uint32_t>(std::ranges::count_if(
          train, [&](std::int64_t step) { return step >= stop - length && step < stop; })));
    }
    rows_->end_window(counts);
  }

  void run_until(std::int64_t stop, std::int64_t begin, const Trains& trains, const Drive& drive) {
    std::vector<SpikeWord> travelling;
    std::int64_t travelling_since = begin;
    while (begin < stop) {
      const std::int64_t end = std::min(stop, begin + drive.cycle);
      std::vector<SpikeWord> local, remote;
      for (std::int64_t step = begin; step < end; ++step) {
        take_due(step);
        compute(step, trains);
        for (std::uint32_t s = 0; s < wiring_.sources; ++s) {
          if (!std::ranges::binary_search(trains.source[s], step)) continue;
          const bool late = drive.remote == Drive::Remote::every_other && s % 2 == 1;
          (late ? remote : local)
              .emplace_back(slot_of(s), static_cast<std::uint32_t>(step - begin));
        }
        // Neurons without synapses here spike too.
        local.emplace_back(0, static_cast<std::uint32_t>(step - begin));
        local.emplace_back(static_cast<std::uint32_t>(slot_sources_.size() - 1), 0);
      }
      rows_->arrive(Step(end), calendar_, slots);
      rows_->enter(travelling, Step(travelling_since), Step(end), calendar_, slots);
      rows_->enter(local, Step(begin), Step(end), calendar_, slots);
      travelling = remote;
      travelling_since = begin;
      if (drive.read_every != 0 && end / drive.read_every != begin / drive.read_every) {
        readings_.push_back(read(end));
      }
      begin = end;
    }
    rows_->enter(travelling, Step(travelling_since), Step(stop), calendar_, slots);
  }

  void compute(std::int64_t step, const Trains& trains) {
    std::vector<std::uint32_t> fired;
    for (std::uint32_t t = 0; t < wiring_.targets; ++t) {
      if (std::ranges::binary_search(trains.target[t], step)) fired.push_back(t);
    }
    for (const auto& history : histories_) history->record(static_cast<ShortStep>(step), fired);
  }

  void take_due(std::int64_t step) {
    Bucket& bucket = calendar_.at(Step(step));
    for (std::size_t i = 0; i < bucket.events.size(); ++i) {
      arrivals_.push_back({step, bucket.events[i].place, bucket.events[i].weight});
    }
    std::vector<double> sums(2 * slots, 0.0);
    add_due(bucket, sums.data(), slots);
    recycle(bucket);
  }

  Wiring wiring_;
  std::vector<NeuronId> slot_sources_;
  std::vector<std::unique_ptr<SpikeHistory>> histories_;
  std::unique_ptr<PlasticRows> rows_;
  Calendar calendar_;
  std::vector<std::vector<Reading>> readings_;
  std::vector<Arrival> arrivals_;
};

/// Random trains with intervals of `mean` steps on average, many of one or two steps.
inline std::vector<std::vector<std::int64_t>> random_trains(std::uint32_t neurons, double mean,
                                                            std::int64_t steps, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::geometric_distribution<std::int64_t> gap(1.0 / mean);
  std::vector<std::vector<std::int64_t>> trains(neurons);
  for (auto& train : trains) {
    for (std::int64_t step = gap(generator); step < steps; step += 1 + gap(generator)) {
      train.push_back(step);
    }
  }
  return trains;
}

/// Dense trains of sources and targets, so that many spikes reach synapses together; source 1 is
/// silent at first, source 2 and the first four targets for long in the middle, and target 7
/// always.
inline Trains dense_trains(const Wiring& wiring, std::int64_t steps, unsigned seed) {
  Trains trains{random_trains(wiring.sources, 25.0, steps, seed),
                random_trains(wiring.targets, 20.0, steps, seed + 1), steps};
  const auto silence = [](std::vector<std::int64_t>& train, std::int64_t from, std::int64_t to) {
    std::erase_if(train, [&](std::int64_t step) { return step >= from && step < to; });
  };
  silence(trains.source[1], 0, steps / 2);
  silence(trains.source[2], steps / 5, steps * 4 / 5);
  for (std::size_t t = 0; t < 4; ++t) silence(trains.target[t], steps / 3, steps / 2);
  if (trains.target.size() > 7) trains.target[7].clear();
  return trains;
}

/// Source 0 has a row of three chunks, the others short ones; some targets are met several times
/// with different delays. `sign`: of all weights, which lie evenly between `least` and `most`.
inline Wiring mixed_wiring(std::uint32_t axonal, std::uint32_t shortest_dendritic, double least,
                           double most, double sign = 1.0) {
  Wiring wiring{.sources = 7, .targets = 23, .axonal = axonal};
  std::mt19937_64 generator(99);
  std::uniform_real_distribution<double> weight(least, most);
  std::uniform_int_distribution<std::uint32_t> target(0, wiring.targets - 1), more(0, 24);
  for (std::uint32_t s = 0; s < wiring.sources; ++s) {
    const std::uint32_t count = s == 0 ? 260 : (s == 4 ? 0 : 9);  // source 4 has an empty row
    for (std::uint32_t k = 0; k < count; ++k) {
      wiring.synapses.push_back({s, k < 3 ? 2 : target(generator), sign * weight(generator),
                                 axonal + shortest_dendritic + more(generator)});
    }
  }
  return wiring;
}

}  // namespace engram::testing
