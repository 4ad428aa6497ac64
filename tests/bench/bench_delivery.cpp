// Nanoseconds per synaptic event of synthetic rows: length of a row by number of delays, rows in
// random order, one core, 38,400 targets. The table of docs/performance.md.
// bench_delivery [SYNAPSES [ROW [DELAYS]]]

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

#include "bench/machine_limits.hpp"
#include "core/aligned.hpp"
#include "core/philox.hpp"
#include "engine/calendar.hpp"
#include "engine/delivery.hpp"
#include "network/row_builder.hpp"
#include "network/source_slots.hpp"

namespace engram {
namespace {

constexpr std::uint32_t targets = 38400;

/// Rows of one length, with delays 1..delays and eight different weights.
class SyntheticRows final : public SynapseGenerator {
 public:
  SyntheticRows(std::uint32_t length, std::uint32_t delays)
      : length_(length), delays_(delays), random_(1, Purpose::connect, 0) {}

  void generate(const SourceBlock& block, SynapseSink& sink) override {
    std::vector<DrawnSynapse> batch;
    for (std::uint32_t s = 0; s < block.count; ++s) {
      for (std::uint32_t k = 0; k < length_; ++k) {
        const RandomWords words = random_.words(block.first + s, k);
        batch.push_back({s, below(words[0], targets), 1.0 + 0.125 * below(words[1], 8),
                         1 + below(words[2], delays_)});
      }
      sink.consume(batch);
      batch.clear();
    }
  }

 private:
  std::uint32_t length_;
  std::uint32_t delays_;
  RandomSource random_;
};

/// Nanoseconds per event, and bytes per synapse.
struct Measured {
  double entering;
  double adding;
  double bytes;
};

Measured measure(std::uint32_t length, std::uint32_t delays, std::uint64_t synapses) {
  const auto sources = static_cast<std::uint32_t>(synapses / length);
  RowStore rows;
  RowBuilder builder(rows);
  SyntheticRows generator(length, delays);
  const ExactGrid grid(2.0);
  constexpr std::uint32_t block_size = 1024;
  for (std::uint32_t first = 0; first < sources; first += block_size) {
    const std::uint32_t count = std::min(block_size, sources - first);
    builder.begin(NeuronId(first), count);
    builder.add(generator, {first, count, first / block_size}, {{{0, 0}, grid}, {{0, 0}, grid}});
    builder.finish();
  }
  const std::vector<BuiltRow>* built = &builder.rows();
  const std::vector<NeuronId> slots = collect_sources({&built, 1});
  RowIndexer::index(rows, builder.rows(), slots);

  EventCounts counts({0, static_cast<std::uint32_t>(slots.size())});
  Calendar calendar(delays);
  AlignedVector<double> sums(targets, 0.0);
  const RandomSource random(2, Purpose::sample, 0);
  const std::uint32_t per_step = std::max(1U, 50000 / length);
  std::vector<SpikeWord> spikes(per_step);
  constexpr int steps = 300;
  constexpr int rounds = 3;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Measured best{infinity, infinity, 0.0};
  std::int64_t step = 0;
  for (int round = 0; round < rounds; ++round) {
    std::uint64_t events = 0;
    double entering = 0.0;
    double adding = 0.0;
    for (int i = 0; i < steps; ++i, ++step) {
      for (std::uint32_t k = 0; k < per_step; ++k) {
        const RandomWords words = random.words(static_cast<std::uint64_t>(step), k);
        spikes[k] = SpikeWord(below(words[0], sources), 0);
      }
      const double begin = bench::thread_seconds();
      enter_spikes(spikes, Step(step), rows, targets, calendar, counts);
      const double entered = bench::thread_seconds();
      Bucket& due = calendar.at(Step(step + 1));
      add_due(due, sums.data(), targets);
      events += due.synaptic_events;
      recycle(due);
      adding += bench::thread_seconds() - entered;
      entering += entered - begin;
    }
    const double per_event = 1e9 / static_cast<double>(events);
    if (round > 0 && (entering + adding) * per_event < best.entering + best.adding) {
      best = {entering * per_event, adding * per_event, 0.0};
    }
  }
  best.bytes = static_cast<double>(rows.bytes()) / static_cast<double>(rows.synapses());
  return best;
}

}  // namespace
}  // namespace engram

int main(int argc, char** argv) {
  const std::uint64_t synapses = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 60'000'000;
  const double limit = engram::bench::scattered_add_time(1, engram::targets);
  std::printf("scattered adds into an array of %u doubles: %.2f ns, streaming read %.2f GB/s\n",
              engram::targets, limit, engram::bench::streaming_read_bandwidth(1) * 1e-9);
  std::printf("%8s %8s %12s %10s %10s %14s %16s\n", "row", "delays", "ns/event", "entering",
              "adding", "bytes/synapse", "share of limit");
  const auto chosen = [&](std::uint32_t value, int place) {
    return argc <= place || std::strtoul(argv[place], nullptr, 10) == value;
  };
  for (const std::uint32_t length : {2000U, 500U, 128U, 40U, 8U, 2U, 1U}) {
    for (const std::uint32_t delays : {1U, 8U, 50U}) {
      if (!chosen(length, 2) || !chosen(delays, 3)) continue;
      const engram::Measured result = engram::measure(length, delays, synapses);
      const double whole = result.entering + result.adding;
      std::printf("%8u %8u %12.2f %10.2f %10.2f %14.2f %16.2f\n", length, delays, whole,
                  result.entering, result.adding, result.bytes, limit / whole);
      std::fflush(stdout);
    }
  }
}
