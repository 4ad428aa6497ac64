#include "engine/delivery.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/errors.hpp"
#include "core/philox.hpp"
#include "engine/input_in_flight.hpp"
#include "network/row_builder.hpp"
#include "network/source_slots.hpp"
#include "support/state_keeper.hpp"

namespace engram {
namespace {

constexpr std::uint32_t sources = 40;
constexpr std::uint32_t slots = 64;
constexpr std::uint32_t longest_delay = 9;

/// Random synapses: sources below ten have long slices, some with one weight, the others short
/// ones.
class MixedSynapses final : public SynapseGenerator {
 public:
  explicit MixedSynapses(std::vector<DrawnSynapse>* log) : log_(log) {}

  void generate(const SourceBlock& block, SynapseSink& sink) override {
    const RandomSource random(11, Purpose::connect, 0);
    for (std::uint32_t s = 0; s < block.count; ++s) {
      const std::uint32_t count = s < 10 ? 600 : s % 5;
      for (std::uint32_t k = 0; k < count; ++k) {
        const RandomWords words = random.words(s, k);
        const double weight = s % 2 == 0 ? 0.5 : 0.125 * below(words[0], 40) - 2.0;
        log_->push_back({s, below(words[1], slots), weight, 1 + below(words[2], longest_delay)});
        sink.consume({&log_->back(), 1});
      }
    }
  }

 private:
  std::vector<DrawnSynapse>* log_;
};

TEST(Delivery, EverySynapticEventArrivesInItsStepExactlyOnce) {
  std::vector<DrawnSynapse> synapses;
  synapses.reserve(10000);
  RowStore rows;
  RowBuilder builder(rows);
  MixedSynapses generator(&synapses);
  const ExactGrid grid(4.0);
  builder.begin(NeuronId(0), sources);
  builder.add(generator, {0, sources, 0}, {{{0, 0}, grid}, {{1, 0}, grid}});
  builder.finish();
  const std::vector<BuiltRow>* built = &builder.rows();
  const std::vector<NeuronId> slot_sources = collect_sources({&built, 1});
  RowIndexer::index(rows, builder.rows(), slot_sources);

  // Spikes of random sources in every step, entered at the end of cycles of three steps.
  constexpr std::int64_t steps = 60;
  const RandomSource random(12, Purpose::sample, 0);
  Calendar calendar(longest_delay + 3);
  std::vector<double> sums(2 * slots, 0.0);
  std::vector<std::vector<double>> arrived;
  std::vector<std::vector<double>> expected(steps + longest_delay + 3,
                                            std::vector<double>(2 * slots, 0.0));
  // Sources of two populations.
  constexpr std::uint32_t first_of_second = 7;
  EventCounts counts({0, first_of_second, static_cast<std::uint32_t>(slot_sources.size())});
  std::vector<std::uint64_t> caused(2, 0);
  std::uint64_t events = 0;
  std::uint64_t expected_events = 0;
  for (std::int64_t begin = 0; begin < steps; begin += 3) {
    std::vector<SpikeWord> spikes;
    for (std::uint32_t lag = 0; lag < 3; ++lag) {
      // Emitted before the cycle, as if they had travelled: the earliest arrival is still ahead.
      const std::int64_t emitted = begin - 3 + lag;
      for (std::uint32_t k = 0; k < 4; ++k) {
        const std::uint32_t slot =
            below(random.words(static_cast<std::uint64_t>(begin + lag), k)[0],
                  static_cast<std::uint32_t>(slot_sources.size()));
        spikes.emplace_back(slot, lag);
        for (const DrawnSynapse& synapse : synapses) {
          if (synapse.source != slot_sources[slot].value()) continue;
          ++caused[slot < first_of_second ? 0 : 1];
          const std::int64_t due = emitted + 3 + synapse.delay;
          if (due >= steps) continue;
          expected[static_cast<std::size_t>(due)]
                  [(synapse.weight < 0.0 ? slots : 0) + synapse.target] += synapse.weight;
          ++expected_events;
        }
      }
    }
    enter_spikes(spikes, Step(begin), rows, slots, calendar, counts);
    for (std::int64_t step = begin; step < begin + 3; ++step) {
      Bucket& bucket = calendar.at(Step(step));
      if (step % 2 == 0)
        add_due(bucket, sums.data(), slots);  // a second time there is nothing left
      add_due(bucket, sums.data(), slots);
      events += bucket.synaptic_events;
      recycle(bucket);
      arrived.push_back(sums);
      std::fill(sums.begin(), sums.end(), 0.0);
    }
  }
  for (std::size_t step = 0; step < static_cast<std::size_t>(steps); ++step) {
    EXPECT_EQ(arrived[step], expected[step]) << "step " << step;
  }
  EXPECT_EQ(events, expected_events);
  EXPECT_TRUE(std::ranges::equal(counts.per_population(), caused));
  EXPECT_GT(events, 10000U);
}

/// What is on its way goes on to another shard, where a group stands at another place; part of it
/// has been added to the sums already.
TEST(Delivery, InputOnItsWayArrivesInAnotherShard) {
  constexpr std::uint32_t other_slots = 16;
  const Step now(5);
  Calendar calendar(longest_delay);
  const auto add = [&](std::int64_t arrival, std::uint32_t receptor, std::uint32_t target,
                       float weight) {
    calendar.at(now + arrival).events.push({receptor * slots + 8 + target, weight});
  };
  add(0, 0, 0, 0.5F);
  add(0, 0, 0, 0.25F);
  add(0, 1, 2, -1.0F);
  std::vector<double> sums(2 * slots, 0.0);
  add_due(calendar.at(now), sums.data(), slots);
  add(0, 0, 1, 3.0F);
  add(9, 1, 0, -2.0F);
  add(9, 1, 0, 2.0F);  // a sum of zero has events nevertheless

  GroupLayout group;
  group.size = 3;
  group.offset = 8;
  InputInFlight input(calendar, now, longest_delay, InputPlaces(slots, 2));
  StateKeeper keeper(now);
  keeper.save([&](StateVisitor& visitor) { input.visit_state(group, visitor); });

  // Neurons 2, 0 and 1, behind another group of the other shard.
  GroupLayout moved;
  moved.size = 3;
  moved.offset = 4;
  InputInFlight loaded;
  keeper.load([&](StateVisitor& visitor) { loaded.visit_state(moved, visitor); }, {2, 0, 1});
  Calendar other(longest_delay);
  loaded.enter(other, now, longest_delay, InputPlaces(other_slots, 2));
  std::vector<double> arrived(2 * other_slots, 0.0);
  std::vector<double> expected(2 * other_slots, 0.0);
  Bucket& first = other.at(now);
  add_due(first, arrived.data(), other_slots);
  add_due(first, arrived.data(), other_slots);  // a second time there is nothing left
  expected[4 + 1] = 0.75;
  expected[4 + 2] = 3.0;
  expected[other_slots + 4] = -1.0;
  EXPECT_EQ(arrived, expected);
  EXPECT_EQ(first.synaptic_events, 4U);
  // It can be saved again, whether it has been added or not.
  std::uint64_t events = 0;
  each_event(
      first, other_slots, [](std::uint32_t, double) { FAIL(); },
      [&](const KnownSum& known) { events += known.events; });
  EXPECT_EQ(events, 4U);
  recycle(first);
  EXPECT_EQ(first.known, nullptr);
  Bucket& last = other.at(now + 9);
  add_due(last, arrived.data(), other_slots);
  EXPECT_EQ(arrived, expected);
  EXPECT_EQ(last.synaptic_events, 2U);
  Calendar short_one(3);
  EXPECT_THROW(loaded.enter(short_one, now, 3, InputPlaces(other_slots, 2)), Error);
}

/// The same of neurons with more receptors than one place has: each group has its pages elsewhere.
TEST(Delivery, InputOfManyReceptorsArrivesInAnotherShard) {
  const auto group_at = [](std::uint32_t offset, std::uint32_t size) {
    GroupLayout group;
    group.offset = offset;
    group.size = size;
    group.pages = 3;
    return group;
  };
  const GroupLayout here = group_at(16, 20);  // pages of 32 places
  const GroupLayout there = group_at(48, 2);  // of 16
  InputPlaces from(112, max_ports);
  from.add(here);
  InputPlaces to(96, max_ports);
  to.add(there);
  const Step now(3);
  Calendar calendar(longest_delay);
  const auto place_in = [](const GroupLayout& group, std::uint32_t length, std::uint32_t receptor,
                           std::uint32_t neuron) {
    const PortPlace port = group.place_of(receptor);
    return port.row * length + port.offset + neuron;
  };
  for (std::uint32_t receptor = 0; receptor < 3 * max_ports; ++receptor) {
    for (const std::uint32_t neuron : {18U, 19U}) {
      const float weight = static_cast<float>(receptor + 100 * neuron);
      calendar.at(now + 2).events.push({place_in(here, 112, receptor, neuron), weight});
    }
  }
  InputInFlight input(calendar, now, longest_delay, from);
  StateKeeper keeper(now);
  keeper.save([&](StateVisitor& visitor) { input.visit_state(here, visitor); });
  InputInFlight loaded;
  keeper.load([&](StateVisitor& visitor) { loaded.visit_state(there, visitor); }, {19, 18});
  Calendar other(longest_delay);
  loaded.enter(other, now, longest_delay, to);
  std::vector<double> arrived(to.total(), 0.0);
  std::vector<double> expected(to.total(), 0.0);
  add_due(other.at(now + 2), arrived.data(), 96);
  for (std::uint32_t receptor = 0; receptor < 3 * max_ports; ++receptor) {
    expected[place_in(there, 96, receptor, 0)] = receptor + 1900.0;
    expected[place_in(there, 96, receptor, 1)] = receptor + 1800.0;
  }
  EXPECT_EQ(arrived, expected);
}

}  // namespace
}  // namespace engram
