#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/rule_synapses.hpp"

namespace engram {

/// The visit of a row by a spike of its source.
///
/// It works in short loops over all synapses of a chunk, without branches that depend on one of
/// them; those whose target has spiked since the visit before are listed and treated round by
/// round, each in every round by its earliest spike that is left.
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
  /// Some synapses of a row that are updated together, one array per quantity.
  struct Chunk {
    static constexpr std::size_t size = 64;
    std::array<std::uint32_t, size> neuron;
    std::array<ShortStep, size> delay;
    std::array<double, size> weight;
    std::array<double, own_trace ? size : 0> own;
    std::array<double, gated ? size : 0> eligibility;
    std::array<double, gated ? size : 0> followed;  // integral of the third factor so far
    std::array<ShortStep, size> last;  // the target's last spike before this one of the source
    std::array<std::array<float, size>, n_post> before;  // traces just before that spike
    std::array<double, size> by;                         // change
    // Not of single bytes, which the compiler must take for parts of anything else.
    std::array<std::uint16_t, size> listed;      // those whose target has spiked meanwhile
    std::array<std::uint16_t, size> next, stop;  // its spikes that are to come, in its line
    std::uint64_t quanta;
  };

  /// `now`: when the spike arrives; it comes after everything the source has seen.
  RuleVisit(const Synapses& synapses, const Source& source, ShortStep now)
      : synapses_(synapses), source_(source), now_(now), pre_(synapses.pre_traces(source, now)) {
    if constexpr (gated) {
      const PrefixSums& sums = *synapses.third_factor().sums;
      one_segment_ = sums.segment(source.seen + 1) == sums.segment(now + 1);
      growth_ = sums.growth(now + 1);
    }
  }

  /// Brings `count` synapses up to date and lets them meet the spike.
  void update(Stored* words, std::size_t count, Chunk& chunk) const {
    load(words, count, chunk);
    if constexpr (n_post > 0) {
      look_up(count, chunk);
      meet_source(count, chunk);
      store(words, count, chunk);
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

  /// Synapses that must exist behind those of a row, to be asked for ahead.
  static constexpr std::size_t words_ahead = 12;

 private:
  void load(const Stored* words, std::size_t count, Chunk& chunk) const {
    const std::uint32_t offset = synapses_.offset();
    for (std::size_t i = 0; i < count; ++i) {
      chunk.neuron[i] = words[i].target - offset;
      chunk.delay[i] = words[i].delay;
      chunk.weight[i] = static_cast<double>(words[i].weight);
      if constexpr (own_trace) chunk.own[i] = static_cast<double>(words[i].more[0]);
      if constexpr (gated) chunk.eligibility[i] = static_cast<double>(words[i].more.back());
    }
    if constexpr (gated) integrals(source_.seen, count, chunk, chunk.followed);
  }

  static void store(Stored* words, std::size_t count, const Chunk& chunk) {
    for (std::size_t i = 0; i < count; ++i) {
      words[i].weight = static_cast<float>(chunk.weight[i]);
      if constexpr (own_trace) words[i].more[0] = static_cast<float>(chunk.own[i]);
      if constexpr (gated) words[i].more.back() = static_cast<float>(chunk.eligibility[i]);
    }
  }

  /// The third factor's integral at the end of step `at`, for each target.
  void integrals(ShortStep at, std::size_t count, const Chunk& chunk,
                 std::array<double, Chunk::size>& values) const {
    const ThirdFactorInput& input = synapses_.third_factor();
    if (input.column == nullptr) {
      const double value = input.sums->at(0, at + 1);
      for (std::size_t i = 0; i < count; ++i) values[i] = value;
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        values[i] = input.sums->at((*input.column)[chunk.neuron[i]], at + 1);
      }
    }
  }

  [[nodiscard]] static Synapse take(const Chunk& chunk, std::size_t i) {
    Synapse synapse{chunk.neuron[i], chunk.delay[i], chunk.weight[i]};
    if constexpr (own_trace) synapse.own = chunk.own[i];
    if constexpr (gated) synapse.eligibility = chunk.eligibility[i];
    return synapse;
  }
  static void put(const Synapse& synapse, std::size_t i, Chunk& chunk) {
    chunk.weight[i] = synapse.weight;
    if constexpr (own_trace) chunk.own[i] = synapse.own;
    if constexpr (gated) chunk.eligibility[i] = synapse.eligibility;
  }

  /// Finds each target's last spike, and applies those that have come since the last visit.
  void look_up(std::size_t count, Chunk& chunk) const {
    const auto* lines = synapses_.history().lines();
    for (std::size_t i = 0; i < count; ++i) chunk.last[i] = lines[chunk.neuron[i]].step[0];
    for (std::size_t q = 0; q < n_post; ++q) {
      for (std::size_t i = 0; i < count; ++i) {
        chunk.before[q][i] = lines[chunk.neuron[i]].before[q][0];
      }
    }
    if constexpr (gated) {
      if (!one_segment_) [[unlikely]] {
        for (std::size_t i = 0; i < count; ++i) {
          if (chunk.last[i] >= now_ - chunk.delay[i]) find_earlier(i, chunk);
          bring_up_one(i, chunk);
        }
        return;
      }
    }
    const ShortStep seen = source_.seen;
    std::size_t listed = 0;
    for (std::size_t i = 0; i < count; ++i) {
      chunk.listed[listed] = static_cast<std::uint16_t>(i);
      listed += static_cast<std::size_t>(chunk.last[i] > seen - chunk.delay[i]);
    }
    listed = meet_first_spikes(chunk, listed);
    while (listed > 0) listed = meet_next_spikes(chunk, listed);
  }

  /// Finds the last spike that reaches the synapse before that of the source, where the target's
  /// newest one does not.
  void find_earlier(std::size_t i, Chunk& chunk) const {
    const auto& line = synapses_.history().line(chunk.neuron[i]);
    const ShortStep until = now_ - chunk.delay[i];
    const std::size_t newest = line.later_than(until - 1);
    // A spike that comes together with the source's is not before it, but may be the only one.
    const bool coincident = newest > 0 && line.step[newest - 1] == until;
    chunk.stop[i] = static_cast<std::uint16_t>(newest - static_cast<std::size_t>(coincident));
    const typename History::Entry last =
        newest < History::length ? History::entry_of(line, newest)
                                 : synapses_.history().last_before(chunk.neuron[i], until);
    chunk.last[i] = last.step;
    for (std::size_t q = 0; q < n_post; ++q) chunk.before[q][i] = last.before[q];
  }

  /// Counts the spikes each listed synapse has not met yet, and lets it meet the earliest of them.
  /// Those that may have more than the line holds are brought up at once. Returns the length of the
  /// list of those that have some left.
  std::size_t meet_first_spikes(Chunk& chunk, std::size_t listed) const {
    std::size_t left = 0;
    std::uint64_t quanta = 0;
    for (std::size_t k = 0; k < listed; ++k) {
      const std::uint16_t i = chunk.listed[k];
      const auto& line = synapses_.history().line(chunk.neuron[i]);
      chunk.stop[i] = 0;
      if (chunk.last[i] >= now_ - chunk.delay[i]) [[unlikely]]
        find_earlier(i, chunk);
      const std::size_t first = chunk.stop[i];
      const ShortStep after = source_.seen - chunk.delay[i];
      const std::size_t last = line.later_than(after);
      if (last == History::length && synapses_.history().beyond_line(line, after)) [[unlikely]] {
        bring_up_one(i, chunk);
        continue;
      }
      if (last <= first) [[unlikely]]
        continue;
      quanta += meet(i, History::entry_of(line, last - 1), chunk);
      chunk.next[i] = static_cast<std::uint16_t>(last - 1);
      chunk.listed[left] = i;
      left += last - 1 > first ? 1 : 0;
    }
    chunk.quanta += quanta;
    return left;
  }

  /// Everything until this spike of the source, by the way that holds for any synapse.
  void bring_up_one(std::size_t i, Chunk& chunk) const {
    Synapse synapse = take(chunk, i);
    synapses_.bring_up_to(synapse, source_, now_);
    put(synapse, i, chunk);
    chunk.quanta += synapse.quanta;
    if constexpr (gated) chunk.followed[i] = synapses_.integral(synapse.neuron, now_);
  }

  /// Each listed synapse meets its earliest spike, those that have more stay in the list: loops
  /// without a branch that depends on how many a synapse has. Returns the length of the list.
  std::size_t meet_next_spikes(Chunk& chunk, std::size_t listed) const {
    std::size_t left = 0;
    std::uint64_t quanta = 0;
    for (std::size_t k = 0; k < listed; ++k) {
      const std::uint16_t i = chunk.listed[k];
      const std::uint16_t spike = --chunk.next[i];
      const auto& line = synapses_.history().line(chunk.neuron[i]);
      quanta += meet(i, History::entry_of(line, spike), chunk);
      chunk.listed[left] = i;
      left += spike > chunk.stop[i] ? 1 : 0;
    }
    chunk.quanta += quanta;
    return left;
  }

  /// A synapse meets a spike of its target; returns the magnitudes of its changes.
  [[gnu::always_inline]] std::uint64_t meet(std::size_t i, const typename History::Entry& spike,
                                            Chunk& chunk) const {
    const ShortStep arrival = spike.step + chunk.delay[i];
    Synapse synapse = take(chunk, i);
    if constexpr (gated) {
      const double until = synapses_.integral(synapse.neuron, arrival);
      synapses_.change(synapse, synapse.eligibility * (until - chunk.followed[i]));
      chunk.followed[i] = until;
    }
    synapses_.at_post(synapse, source_, arrival, spike);
    put(synapse, i, chunk);
    return synapse.quanta;
  }

  /// The spike of the source meets synapses that know all spikes of their targets.
  void meet_source(std::size_t count, Chunk& chunk) const {
    if constexpr (gated) {
      std::array<double, Chunk::size> until;
      integrals(now_, count, chunk, until);
      for (std::size_t i = 0; i < count; ++i) {
        chunk.by[i] = chunk.eligibility[i] * (until[i] - chunk.followed[i]);
      }
      change_weights(chunk, count);
    }
    with_fastest_constants<Rule>(synapses_.constants(), [&](const auto& constants) {
      std::array<DecayTable::Reader, n_post> decay;
      for (std::size_t q = 0; q < n_post; ++q) decay[q] = synapses_.history().decay(q).reader();
      const Traces<n_pre> pre = pre_;
      const ShortStep now = now_;
      for (std::size_t i = 0; i < count; ++i) {
        const Traces<n_post> post = post_traces(chunk, i, decay, now);
        if constexpr (Rule::pairing == Pairing::nearest_pre_centered) {
          chunk.own[i] = chunk.own[i] * synapses_.pre_decay(0)(now - source_.last) + 1.0;
        }
        chunk.by[i] = Rule::at_pre(constants, chunk.weight[i], pre, post);
      }
    });
    if constexpr (gated) {
      for (std::size_t i = 0; i < count; ++i) chunk.eligibility[i] += chunk.by[i] * growth_;
    } else {
      change_weights(chunk, count);
    }
  }

  /// The target's traces when the spike of the source comes.
  static Traces<n_post> post_traces(Chunk& chunk, std::size_t i,
                                    const std::array<DecayTable::Reader, n_post>& decay,
                                    ShortStep now) {
    Traces<n_post> post{};
    const std::int64_t since = std::int64_t{now} - chunk.delay[i] - chunk.last[i];
    for (std::size_t q = 0; q < n_post; ++q) {
      const auto before = static_cast<double>(chunk.before[q][i]);
      const double after =
          Synapses::accumulates_post ? 1.0 + before : (before == History::no_spike ? 0.0 : 1.0);
      post[q] = after * decay[q](since);
    }
    if constexpr (Rule::pairing == Pairing::nearest_restricted) {
      // Even where the target's only spike since came together with this one: as in NEST, an older
      // one then makes the pair.
      if (chunk.own[i] == 0.0) post = {};
      chunk.own[i] = 0.0;
    }
    return post;
  }

  /// Changes all weights of the chunk.
  void change_weights(Chunk& chunk, std::size_t count) const {
    std::uint64_t quanta = 0;
    const typename Synapses::WeightChange change = synapses_.weight_change();
    for (std::size_t i = 0; i < count; ++i) {
      const double before = chunk.weight[i];
      chunk.weight[i] = change.changed(before, chunk.by[i]);
      quanta += change.quanta(chunk.weight[i] - before);
    }
    chunk.quanta += quanta;
  }

  const Synapses& synapses_;
  Source source_;
  ShortStep now_;
  Traces<n_pre> pre_;
  bool one_segment_ = true;  // of the third factor's integrals, since the visit before
  double growth_ = 1.0;      // what an eligibility trace that begins now counts in it
};

}  // namespace engram
