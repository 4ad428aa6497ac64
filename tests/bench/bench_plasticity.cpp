// Nanoseconds per event of plastic synapses: rows in random order, one core, 38,400 targets, both
// sides spiking at random with the same rate. The time includes the update, the copy into the
// calendar and the addition to the input sums when due.
//
// Arguments, all optional: number of synapses, rate in Hz, the one row length to measure, the one
// number of delays (0: all of them).

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <vector>

#include "bench/machine_limits.hpp"
#include "core/aligned.hpp"
#include "core/philox.hpp"
#include "engine/calendar.hpp"
#include "engine/plastic_rows.hpp"

namespace engram {
namespace {

constexpr std::uint32_t targets = 38400;
constexpr double dt = 0.1;  // ms

/// Rows of one length, with delays 1..delays.
class SyntheticRows final : public SynapseGenerator {
 public:
  SyntheticRows(std::uint32_t length, std::uint32_t delays)
      : length_(length), delays_(delays), random_(1, Purpose::connect, 0) {}

  void generate(const SourceBlock& block, SynapseSink& sink) override {
    std::vector<DrawnSynapse> batch;
    for (std::uint32_t s = 0; s < block.count; ++s) {
      for (std::uint32_t k = 0; k < length_; ++k) {
        const RandomWords words = random_.words(block.first + s, k);
        batch.push_back({s, below(words[0], targets), 1.0, 1 + below(words[2], delays_)});
      }
    }
    sink.consume(batch);
  }

 private:
  std::uint32_t length_;
  std::uint32_t delays_;
  RandomSource random_;
};

struct Case {
  const char* name;
  const char* model;
  std::vector<double> parameters;
  bool gated;
};

/// Independent spikes of `count` neurons in one step.
void draw_spikes(const RandomSource& random, std::int64_t step, std::uint32_t count,
                 double probability, std::vector<std::uint32_t>& out) {
  out.clear();
  const double mean = count * probability;
  const auto number = static_cast<std::uint32_t>(
      mean + static_cast<double>(random.words(static_cast<std::uint64_t>(step), 0)[1]) * 0x1p-32);
  for (std::uint32_t k = 0; k < number; ++k) {
    out.push_back(below(random.words(static_cast<std::uint64_t>(step), k + 1)[0], count));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

double measure(const Case& rule, std::uint32_t length, std::uint32_t delays, std::uint64_t synapses,
               double rate) {
  const auto sources = static_cast<std::uint32_t>(synapses / length);
  PlasticSetup setup;
  setup.store.width = plastic_width(rule.model, rule.gated ? Eligibility::kept : Eligibility::none);
  SyntheticRows generator(length, delays);
  PlasticBuilder builder(setup.store, 0);
  constexpr std::uint32_t block_size = 256;
  for (std::uint32_t first = 0; first < sources; first += block_size) {
    builder.add(generator, {first, std::min(block_size, sources - first), first / block_size},
                NeuronId(first));
  }
  std::vector<NeuronId> slots;
  for (std::uint32_t s = 0; s < sources; ++s) slots.emplace_back(s);
  const ExactGrid grid(4.0);
  std::vector<std::unique_ptr<SpikeHistory>> histories;
  setup.model = rule.model;
  setup.parameters = rule.parameters;
  setup.dt = dt;
  setup.grid = grid;
  setup.targets = targets;
  setup.weight_limit = 4.0;
  setup.sources = slots;
  setup.histories = &histories;
  PrefixSums sums(1, 1000.0, dt, 1);
  if (rule.gated) setup.third_factor = ThirdFactorInput{&sums, 1000.0, nullptr};
  const auto rows = make_plastic_rows(std::move(setup));

  Calendar calendar(delays);
  AlignedVector<double> input(targets, 0.0);
  const RandomSource pre(2, Purpose::sample, 0);
  const RandomSource post(3, Purpose::sample, 0);
  std::vector<std::uint32_t> fired;
  constexpr std::int64_t steps = 2000;
  const double probability = rate * dt * 1e-3;
  double busy = 0.0;
  std::uint64_t events = 0;
  for (std::int64_t step = 0; step < steps; ++step) {
    draw_spikes(post, step, targets, probability, fired);
    for (const auto& history : histories) history->record(static_cast<ShortStep>(step), fired);
    draw_spikes(pre, step, sources, probability, fired);
    std::vector<SpikeWord> mixed;
    for (std::size_t i = 0; i < fired.size(); ++i) {
      mixed.emplace_back(fired[i * 7919 % fired.size()], 0);
    }
    if (rule.gated) {
      const double signal = 1e-3;
      sums.append({&signal, 1});
    }
    const double begin = bench::thread_seconds();
    rows->enter(mixed, Step(step), Step(step + 1), calendar, targets);
    Bucket& due = calendar.at(Step(step + 1));
    add_due(due, input.data(), targets);
    const std::uint64_t done = due.synaptic_events;
    recycle(due);
    if (step < steps / 2) continue;  // first fill the histories
    busy += bench::thread_seconds() - begin;
    events += done;
  }
  return busy / static_cast<double>(events) * 1e9;
}

}  // namespace
}  // namespace engram

int main(int argc, char** argv) {
  using engram::Case;
  const std::uint64_t synapses = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20'000'000;
  const double rate = argc > 2 ? std::atof(argv[2]) : 10.0;
  const std::uint32_t only = argc > 3 ? static_cast<std::uint32_t>(std::atoi(argv[3])) : 0;
  const std::uint32_t only_delays = argc > 4 ? static_cast<std::uint32_t>(std::atoi(argv[4])) : 0;
  const std::vector<Case> cases = {
      {"stdp, additive", "stdp_synapse", {20, 20, 0.001, 1, 0, 0, 4}, false},
      {"stdp, multiplicative", "stdp_synapse", {20, 20, 0.001, 1, 1, 1, 4}, false},
      {"stdp, additive, gated", "stdp_synapse", {20, 20, 0.001, 1, 0, 0, 4}, true},
  };
  std::printf("%.1f Hz; scattered adds into %u doubles: %.2f ns\n", rate, engram::targets,
              engram::bench::scattered_add_time(1, engram::targets));
  std::printf("%-24s %8s %8s %10s\n", "rule", "row", "delays", "ns/event");
  for (const Case& rule : cases) {
    for (const std::uint32_t length : {40U, 500U, 2000U}) {
      if (only != 0 && only != length) continue;
      for (const std::uint32_t delays : {1U, 50U}) {
        if (only_delays != 0 && only_delays != delays) continue;
        std::printf("%-24s %8u %8u %10.2f\n", rule.name, length, delays,
                    engram::measure(rule, length, delays, synapses, rate));
        std::fflush(stdout);
      }
    }
  }
}
