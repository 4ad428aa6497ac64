#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/lane_memory.hpp"
#include "core/lanes.hpp"
#include "core/record_lanes.hpp"
#include "engine/rule_chunk.hpp"
#include "engine/rule_synapses.hpp"

namespace engram {

/// The visit of a row by a spike of its source.
///
/// It works on several synapses at a time, one per lane. Those whose target has spiked since the
/// visit before are listed, those of them whose target has spiked twice are listed again, and so
/// on; then the lists are gone through from the last one to the first: so each synapse meets its
/// spikes in their order, and most lanes have something to do.
template <class Rule, Gating gating>
class RuleVisit {
  using Synapses = RuleSynapses<Rule, gating>;
  using History = typename Synapses::History;
  using Stored = typename Synapses::Stored;
  using Source = typename Synapses::Source;
  using Synapse = typename Synapses::Synapse;
  static constexpr std::size_t n_pre = Synapses::n_pre;
  static constexpr std::size_t n_post = Synapses::n_post;
  static constexpr bool gated = Synapses::gated;
  static constexpr bool own_trace = Synapses::own_trace;

 public:
  using Chunk = RuleChunk<n_post, own_trace, gated>;

  /// `now`: when the spike arrives; it comes after everything the source has seen.
  RuleVisit(const Synapses& synapses, const Source& source, ShortStep now)
      : synapses_(synapses), source_(source), now_(now), pre_(synapses.pre_traces(source, now)) {
    if constexpr (gated) {
      const PrefixSums& sums = *synapses.third_factor().sums;
      one_segment_ = sums.segment(source.seen + 1) == sums.segment(now + 1);
      growth_ = sums.growth(now + 1);
      if (synapses.third_factor().column == nullptr) {
        integral_seen_ = sums.at(0, source.seen + 1);
        integral_now_ = sums.at(0, now + 1);
      }
    }
  }

  /// Brings `count` synapses up to date and lets them meet the spike.
  void update(Stored* words, std::size_t count, Chunk& chunk) const {
    chunk.count = count;
    load(words, chunk);
    if constexpr (n_post > 0) {
      if (one_segment_) [[likely]] {
        meet_targets(chunk);
      } else {
        for (std::size_t i = 0; i < count; ++i) bring_up_one(i, chunk);
      }
      with_fastest_constants<Rule>(synapses_.constants(),
                                   [&](const auto& constants) { meet_source(constants, chunk); });
      store(words, chunk);
    }
  }

  /// The source after the visit.
  [[nodiscard]] Source source_after() const {
    Source after{now_, now_, {}};
    for (std::size_t k = 0; k < n_pre; ++k) {
      after.pre[k] = static_cast<float>(Synapses::accumulates ? pre_[k] + 1.0 : 1.0);
    }
    return after;
  }

  /// Synapses that must exist behind those of a row: as many as are loaded together.
  static constexpr std::size_t words_ahead = lanes;

 private:
  /// Where synapses are, and what they transmit to when.
  struct Ends {
    IntLanes neuron, delay;
  };
  [[nodiscard, gnu::always_inline]] Ends ends(const IntLanes& word) const {
    return {(word & 0xffff) - static_cast<std::int32_t>(synapses_.offset()), (word >> 16) & 0xffff};
  }

  static constexpr std::size_t fields = sizeof(Stored) / sizeof(float);

  [[gnu::noinline]] void load(const Stored* words, Chunk& chunk) const {
    static_assert(std::endian::native == std::endian::little);
    std::size_t listed = 0;
    const std::size_t count = chunk.count;
    for (std::size_t i = 0; i < count; i += lanes) {
      const RecordLanes<fields> numbers = load_records<fields>(words + i);
      const auto number = [&](std::size_t k) __attribute__((always_inline)) {
        return as_doubles(std::bit_cast<FloatLanes>(numbers[k]));
      };
      store_lanes(numbers[0], &chunk.word[i]);
      store_lanes(number(1), &chunk.weight[i]);
      if constexpr (own_trace) store_lanes(number(2), &chunk.own[i]);
      if constexpr (gated) {
        store_lanes(number(fields - 1), &chunk.eligibility[i]);
        store_lanes(integral(ends(numbers[0]).neuron, source_.seen, integral_seen_),
                    &chunk.followed[i]);
      }
      if constexpr (n_post > 0) look_up(ends(numbers[0]), i, chunk, listed);
    }
    chunk.listed_first = listed;
  }

  /// Finds each target's last spike, and lists those that have spiked since the visit before.
  [[gnu::always_inline]] void look_up(const Ends& at, std::size_t i, Chunk& chunk,
                                      std::size_t& listed) const {
    const IntLanes valid = lane_numbers() < static_cast<std::int32_t>(chunk.count - i);
    const IntLanes until = now_ - at.delay;
    auto spikes = synapses_.history().entries(at.neuron, std::size_t{0});
    IntLanes met = spikes.step;
    const std::uint32_t late = lane_bits(valid & (spikes.step >= until));
    if (late != 0) [[unlikely]]
      met = meet_late(late, at, until, i, spikes, chunk);
    store_lanes(spikes.step, &chunk.last[i]);
    for (std::size_t q = 0; q < n_post; ++q) store_lanes(spikes.before[q], &chunk.before[q][i]);
    const std::uint32_t bits = lane_bits(valid & (met > source_.seen - at.delay));
    listed +=
        compress(bits, lane_numbers() + static_cast<std::int32_t>(i), &chunk.listed[0][listed]);
  }

  /// Goes back to the last spikes that reach the synapses before that of the source, where the
  /// targets' newest ones do not, and lets those synapses meet their spikes at once; returns the
  /// last spikes that are to be met by others. A spike that comes together with the source's is
  /// met, but makes no pair with it.
  [[gnu::noinline]] IntLanes meet_late(std::uint32_t late, const Ends& at, const IntLanes& until,
                                       std::size_t i, typename History::EntryLanes& spikes,
                                       Chunk& chunk) const {
    IntLanes met = spikes.step;
    for (; late != 0; late &= late - 1) {
      const auto lane = static_cast<std::size_t>(std::countr_zero(late));
      const auto neuron = static_cast<std::uint32_t>(at.neuron[lane]);
      const History& history = synapses_.history();
      const typename History::Entry last = history.last_before(neuron, until[lane]);
      spikes.step[lane] = last.step;
      for (std::size_t q = 0; q < n_post; ++q) spikes.before[q][lane] = last.before[q];
      met[lane] = never;
      if (!one_segment_) continue;
      std::size_t first = 0;
      while (first < History::length && history.entry(neuron, first).step > until[lane]) ++first;
      meet_alone(i + lane, first, chunk);
    }
    return met;
  }

  /// Shorter lists are gone through one by one: their lanes would mostly be empty.
  static constexpr std::size_t worth_lanes = lanes / 2 + 1;

  /// The synapses meet the spikes of their targets since the visit before.
  [[gnu::noinline]] void meet_targets(Chunk& chunk) const {
    std::array<std::size_t, Chunk::levels> listed;
    listed[0] = chunk.listed_first;
    std::size_t level = 0;
    while (listed[level] > worth_lanes) {
      listed[level + 1] = list_again(level, listed[level], chunk);
      ++level;
    }
    for (std::size_t k = 0; k < listed[level]; ++k) {
      meet_alone(static_cast<std::size_t>(chunk.listed[level][k]), level, chunk);
    }
    with_fastest_constants<Rule>(synapses_.constants(), [&](const auto& constants) {
      while (level-- > 0) meet_listed(constants, level, listed[level], chunk);
    });
  }

  /// Lists those of a level's list that have met another spike before; returns their number. Those
  /// of which the history keeps no more entries meet older spikes at once.
  [[nodiscard]] std::size_t list_again(std::size_t level, std::size_t listed, Chunk& chunk) const {
    std::size_t again = 0;
    fill_up(level, listed, chunk);
    for (std::size_t k = 0; k < listed; k += lanes) {
      const auto synapse = load_lanes<IntLanes>(&chunk.listed[level][k]);
      const IntLanes valid = lane_numbers() < static_cast<std::int32_t>(listed - k);
      if (level + 1 == History::length) [[unlikely]] {
        meet_older(lane_bits(valid), synapse, chunk);
        continue;
      }
      const Ends at = ends(gather_words<4>(chunk.word.data(), synapse));
      const auto spikes = synapses_.history().entries(at.neuron, level + 1);
      const IntLanes more = valid & (spikes.step > source_.seen - at.delay);
      again += compress(lane_bits(more), synapse, &chunk.listed[level + 1][again]);
    }
    return again;
  }

  /// The lanes behind the last of a list work on the same synapse as the last one.
  static void fill_up(std::size_t level, std::size_t listed, Chunk& chunk) {
    store_lanes(all_lanes<IntLanes>(chunk.listed[level][listed - 1]), &chunk.listed[level][listed]);
  }

  /// Each synapse of a level's list meets the spike of that level.
  template <class Constants>
  [[gnu::always_inline]] void meet_listed(const Constants& constants, std::size_t level,
                                          std::size_t listed, Chunk& chunk) const {
    LongLanes quanta = chunk.quanta;
    for (std::size_t k = 0; k < listed; k += lanes) {
      const auto i = load_lanes<IntLanes>(&chunk.listed[level][k]);
      const LongLanes valid = first_lanes(listed - k);
      const Ends at = ends(gather_words<4>(chunk.word.data(), i));
      const auto spikes = synapses_.history().entries(at.neuron, level);
      const IntLanes arrival = spikes.step + at.delay;
      typename Synapses::template Numbers<DoubleLanes> synapse;
      synapse.weight = gather(chunk.weight.data(), i);
      if constexpr (own_trace) synapse.own = gather(chunk.own.data(), i);
      LongLanes changed{};
      if constexpr (gated) {
        synapse.eligibility = gather(chunk.eligibility.data(), i);
        const DoubleLanes until = integral(at.neuron, arrival);
        const DoubleLanes gained = synapse.eligibility * (until - gather(chunk.followed.data(), i));
        changed = synapses_.weight_change().change(synapse.weight, gained);
        scatter(chunk.followed.data(), i, until);
      }
      Traces<n_post, DoubleLanes> post;
      for (std::size_t q = 0; q < n_post; ++q) {
        post[q] = as_doubles(spikes.before[q]);
      }
      changed += synapses_.at_post(constants, synapse, source_, arrival, post);
      quanta += changed & valid;
      scatter(chunk.weight.data(), i, synapse.weight);
      if constexpr (own_trace) scatter(chunk.own.data(), i, synapse.own);
      if constexpr (gated) scatter(chunk.eligibility.data(), i, synapse.eligibility);
    }
    chunk.quanta = quanta;
  }

  /// Some of the synapses meet the spikes that their targets' entries do not hold any more.
  [[gnu::noinline]] void meet_older(std::uint32_t bits, const IntLanes& synapse,
                                    Chunk& chunk) const {
    for (; bits != 0; bits &= bits - 1) {
      meet_older(static_cast<std::size_t>(synapse[std::countr_zero(bits)]), chunk);
    }
  }
  void meet_older(std::size_t i, Chunk& chunk) const {
    Synapse synapse = take(chunk, i);
    meet_older(synapse, i, chunk);
    put(synapse, i, chunk);
  }
  void meet_older(Synapse& synapse, std::size_t i, Chunk& chunk) const {
    for (const auto& spike :
         synapses_.history().older(synapse.neuron, source_.seen - synapse.delay)) {
      if (spike.step + synapse.delay > now_) break;
      meet(synapse, spike, i, chunk);
    }
  }
  [[gnu::always_inline]] void meet(Synapse& synapse, const typename History::Entry& spike,
                                   std::size_t i, Chunk& chunk) const {
    const ShortStep arrival = spike.step + synapse.delay;
    if constexpr (gated) {
      const double until = synapses_.integral(synapse.neuron, arrival);
      synapses_.change(synapse, synapse.eligibility * (until - chunk.followed[i]));
      chunk.followed[i] = until;
    }
    synapses_.at_post(synapse, source_, arrival, spike);
  }

  /// A synapse meets the spike of its target's entry `first` and those before it, unless it has met
  /// them already.
  [[gnu::always_inline]] void meet_alone(std::size_t i, std::size_t first, Chunk& chunk) const {
    Synapse synapse = take(chunk, i);
    const History& history = synapses_.history();
    const ShortStep after = source_.seen - synapse.delay;
    std::size_t end = first;
    while (end < History::length && history.entry(synapse.neuron, end).step > after) ++end;
    if (end == History::length) [[unlikely]]
      meet_older(synapse, i, chunk);
    while (end-- > first) meet(synapse, history.entry(synapse.neuron, end), i, chunk);
    put(synapse, i, chunk);
  }

  /// Everything until this spike of the source, by the way that holds for any synapse.
  void bring_up_one(std::size_t i, Chunk& chunk) const {
    Synapse synapse = take(chunk, i);
    synapses_.bring_up_to(synapse, source_, now_);
    if constexpr (gated) chunk.followed[i] = synapses_.integral(synapse.neuron, now_);
    put(synapse, i, chunk);
  }

  [[nodiscard]] Synapse take(const Chunk& chunk, std::size_t i) const {
    Synapse synapse;
    synapse.neuron = chunk.neuron(i, synapses_.offset());
    synapse.delay = chunk.delay(i);
    synapse.weight = chunk.weight[i];
    if constexpr (own_trace) synapse.own = chunk.own[i];
    if constexpr (gated) synapse.eligibility = chunk.eligibility[i];
    return synapse;
  }
  static void put(const Synapse& synapse, std::size_t i, Chunk& chunk) {
    chunk.weight[i] = synapse.weight;
    if constexpr (own_trace) chunk.own[i] = synapse.own;
    if constexpr (gated) chunk.eligibility[i] = synapse.eligibility;
    chunk.quanta[0] += static_cast<std::int64_t>(synapse.quanta);
  }

  /// The third factor's integral at the end of a step, for each target.
  [[nodiscard, gnu::always_inline]] DoubleLanes integral(const IntLanes& neuron,
                                                         const IntLanes& at) const {
    const ThirdFactorInput& input = synapses_.third_factor();
    IntLanes column{};
    if (input.column != nullptr) column = gather_words<4>(input.column->data(), neuron);
    return input.sums->at(column, at + 1);
  }

  /// The same for one step; `shared`: the value where all targets read the same.
  [[nodiscard, gnu::always_inline]] DoubleLanes integral(const IntLanes& neuron, ShortStep at,
                                                         double shared) const {
    if (synapses_.third_factor().column == nullptr) return all_lanes<DoubleLanes>(shared);
    return integral(neuron, all_lanes<IntLanes>(at));
  }

  /// The spike of the source meets synapses that know all spikes of their targets.
  template <class Constants>
  [[gnu::always_inline]] void meet_source(const Constants& constants, Chunk& chunk) const {
    LongLanes quanta = chunk.quanta;
    for (std::size_t i = 0; i < chunk.count; i += lanes) {
      const LongLanes valid = first_lanes(chunk.count - i);
      const Ends at = ends(load_lanes<IntLanes>(&chunk.word[i]));
      auto weight = load_lanes<DoubleLanes>(&chunk.weight[i]);
      LongLanes changed{};
      DoubleLanes eligibility;
      if constexpr (gated) {
        eligibility = load_lanes<DoubleLanes>(&chunk.eligibility[i]);
        const DoubleLanes until = integral(at.neuron, now_, integral_now_);
        changed = synapses_.weight_change().change(
            weight, eligibility * (until - load_lanes<DoubleLanes>(&chunk.followed[i])));
      }
      const Traces<n_post, DoubleLanes> post = post_traces(at, i, chunk);
      Traces<n_pre, DoubleLanes> pre;
      for (std::size_t k = 0; k < n_pre; ++k) pre[k] = all_lanes<DoubleLanes>(pre_[k]);
      const DoubleLanes by = Rule::at_pre(constants, weight, pre, post);
      if constexpr (gated) {
        store_lanes(eligibility + by * growth_, &chunk.eligibility[i]);
      } else {
        changed = synapses_.weight_change().change(weight, by);
      }
      store_lanes(weight, &chunk.weight[i]);
      quanta += changed & valid;
    }
    chunk.quanta = quanta;
  }

  /// The targets' traces when the spike of the source comes, and what it makes of the synapses'
  /// own.
  [[gnu::always_inline]] Traces<n_post, DoubleLanes> post_traces(const Ends& at, std::size_t i,
                                                                 Chunk& chunk) const {
    Traces<n_post, DoubleLanes> post;
    const IntLanes since = now_ - at.delay - load_lanes<IntLanes>(&chunk.last[i]);
    for (std::size_t q = 0; q < n_post; ++q) {
      const auto before = load_lanes<FloatLanes>(&chunk.before[q][i]);
      const auto wide = as_doubles(before);
      const DoubleLanes after = Synapses::accumulates_post
                                    ? 1.0 + wide
                                    : select(wide == static_cast<double>(History::no_spike),
                                             DoubleLanes{}, all_lanes<DoubleLanes>(1.0));
      post[q] = after * synapses_.history().decay(q).reader()(since);
    }
    if constexpr (own_trace) {
      auto own = load_lanes<DoubleLanes>(&chunk.own[i]);
      if constexpr (Rule::pairing == Pairing::nearest_pre_centered) {
        own = own * synapses_.pre_decay(0)(now_ - source_.last) + 1.0;
      } else {
        // Even where the target's only spike since came together with this one: as in NEST, an
        // older one then makes the pair.
        for (auto& trace : post) trace = select(own == 0.0, DoubleLanes{}, trace);
        own = DoubleLanes{};
      }
      store_lanes(own, &chunk.own[i]);
    }
    return post;
  }

  static void store(Stored* words, const Chunk& chunk) {
    const std::size_t whole = chunk.count / lanes * lanes;
    for (std::size_t i = 0; i < whole; i += lanes) {
      const auto bits = [](const double* numbers) __attribute__((always_inline)) {
        return std::bit_cast<IntLanes>(as_floats(load_lanes<DoubleLanes>(numbers)));
      };
      RecordLanes<fields> records;
      records[0] = load_lanes<IntLanes>(&chunk.word[i]);
      records[1] = bits(&chunk.weight[i]);
      if constexpr (own_trace) records[2] = bits(&chunk.own[i]);
      if constexpr (gated) records[fields - 1] = bits(&chunk.eligibility[i]);
      store_records<fields>(records, words + i);
    }
    for (std::size_t i = whole; i < chunk.count; ++i) {
      words[i].weight = static_cast<float>(chunk.weight[i]);
      if constexpr (own_trace) words[i].more[0] = static_cast<float>(chunk.own[i]);
      if constexpr (gated) words[i].more.back() = static_cast<float>(chunk.eligibility[i]);
    }
  }

  const Synapses& synapses_;
  Source source_;
  ShortStep now_;
  Traces<n_pre> pre_;
  bool one_segment_ = true;  // of the third factor's integrals, since the visit before
  double growth_ = 1.0;      // what an eligibility trace that begins now counts in it
  double integral_seen_ = 0.0, integral_now_ = 0.0;  // where all targets read the same
};

}  // namespace engram
