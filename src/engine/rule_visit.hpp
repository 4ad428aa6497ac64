#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/rule_synapses.hpp"

namespace engram {

/// Some synapses of a row that are updated together, one array per quantity.
template <class Rule, Gating gating>
struct RuleChunk {
  using Synapses = RuleSynapses<Rule, gating>;
  static constexpr std::size_t size = 64;
  static constexpr std::size_t n_post = Synapses::n_post;

  alignas(64) std::array<std::uint32_t, size> neuron;
  alignas(64) std::array<ShortStep, size> delay;
  alignas(64) std::array<double, size> weight;
  alignas(64) std::array<double, Synapses::own_trace ? size : 0> own;
  alignas(64) std::array<double, Synapses::gated ? size : 0> eligibility;
  alignas(64) std::array<ShortStep, size> at;    // how far the synapse is up to date
  alignas(64) std::array<ShortStep, size> last;  // the target's last spike before the source's
  alignas(64) std::array<std::array<float, size>, n_post> before;  // its traces just before that
  alignas(64) std::array<double, size> by;                         // change
  std::uint64_t quanta;
};

/// The visit of a row by a spike of its source.
///
/// It works in short loops over all synapses of a chunk, without branches that depend on one of
/// them, so that the compiler can treat several at a time; those whose target has spiked since the
/// visit before are listed and treated level by level: all second last spikes, then all last ones.
/// The few with more spikes than the target's line holds, or with one that is still on its way to
/// the synapse, are brought up one by one.
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
  using Chunk = RuleChunk<Rule, gating>;

  /// `now`: when the spike arrives; it comes after everything the source has seen.
  RuleVisit(const Synapses& synapses, const Source& source, ShortStep now)
      : synapses_(synapses),
        source_(source),
        now_(now),
        pre_(synapses.pre_traces(source, now)),
        constants_(synapses.constants()) {}

  /// Brings `count` synapses up to date and lets them meet the spike.
  void update(Stored* words, std::size_t count, Chunk& chunk) const {
    load(words, count, chunk);
    if constexpr (n_post > 0) {
      find_last_spikes(count, chunk);
      meet_targets(count, chunk);
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

 private:
  using List = std::array<std::uint8_t, Chunk::size>;

  void load(const Stored* words, std::size_t count, Chunk& chunk) const {
    const std::uint32_t offset = synapses_.offset();
    for (std::size_t i = 0; i < count; ++i) {
      chunk.neuron[i] = words[i].target - offset;
      chunk.delay[i] = words[i].delay;
      chunk.weight[i] = static_cast<double>(words[i].weight);
      if constexpr (own_trace) chunk.own[i] = static_cast<double>(words[i].more[0]);
      if constexpr (gated) chunk.eligibility[i] = static_cast<double>(words[i].more.back());
    }
  }

  static void store(Stored* words, std::size_t count, const Chunk& chunk) {
    for (std::size_t i = 0; i < count; ++i) {
      words[i].weight = static_cast<float>(chunk.weight[i]);
      if constexpr (own_trace) words[i].more[0] = static_cast<float>(chunk.own[i]);
      if constexpr (gated) words[i].more.back() = static_cast<float>(chunk.eligibility[i]);
    }
  }

  /// The newest spike of each target.
  void find_last_spikes(std::size_t count, Chunk& chunk) const {
    const auto* lines = synapses_.history().lines();
    for (std::size_t i = 0; i < count; ++i) chunk.last[i] = lines[chunk.neuron[i]].step[0];
    for (std::size_t q = 0; q < n_post; ++q) {
      for (std::size_t i = 0; i < count; ++i) {
        chunk.before[q][i] = lines[chunk.neuron[i]].before[q][0];
      }
    }
    for (std::size_t i = 0; i < count; ++i) chunk.at[i] = source_.seen;
  }

  /// All spikes of the targets since the visit before.
  void meet_targets(std::size_t count, Chunk& chunk) const {
    const auto* lines = synapses_.history().lines();
    std::array<List, History::length> level;
    std::array<std::size_t, History::length> listed{};
    const ShortStep seen = source_.seen;
    std::size_t odd = 0;
    List odd_ones;
    List fresh;
    std::size_t n_fresh = 0;
    for (std::size_t i = 0; i < count; ++i) {
      fresh[n_fresh] = static_cast<std::uint8_t>(i);
      n_fresh += static_cast<std::size_t>(chunk.last[i] + chunk.delay[i] > seen);
    }
    for (std::size_t k = 0; k < n_fresh; ++k) {
      const std::uint8_t i = fresh[k];
      const ShortStep delay = chunk.delay[i];
      const bool apart = chunk.last[i] + delay >= now_ ||
                         lines[chunk.neuron[i]].step[History::length - 1] + delay > seen;
      odd_ones[odd] = i;
      odd += static_cast<std::size_t>(apart);
      level[0][listed[0]] = i;
      listed[0] += static_cast<std::size_t>(!apart);
    }
    for (std::size_t k = 0; k < odd; ++k) bring_up_one(odd_ones[k], chunk);
    std::size_t top = 0;
    for (; listed[top] > 0; ++top) {
      for (std::size_t k = 0; k < listed[top]; ++k) {
        const std::uint8_t i = level[top][k];
        level[top + 1][listed[top + 1]] = i;
        listed[top + 1] +=
            static_cast<std::size_t>(lines[chunk.neuron[i]].step[top + 1] + chunk.delay[i] > seen);
      }
    }
    while (top-- > 0) meet_level(top, level[top], listed[top], chunk);
  }

  void bring_up_one(std::size_t i, Chunk& chunk) const {
    Synapse synapse{chunk.neuron[i], chunk.delay[i], chunk.weight[i]};
    if constexpr (own_trace) synapse.own = chunk.own[i];
    if constexpr (gated) synapse.eligibility = chunk.eligibility[i];
    chunk.at[i] = synapses_.bring_up(synapse, source_, now_);
    chunk.weight[i] = synapse.weight;
    if constexpr (own_trace) chunk.own[i] = synapse.own;
    if constexpr (gated) chunk.eligibility[i] = synapse.eligibility;
    chunk.quanta += synapse.quanta;
    const typename History::Entry entry =
        synapses_.history().last_before(chunk.neuron[i], now_ - chunk.delay[i]);
    chunk.last[i] = entry.step;
    for (std::size_t q = 0; q < n_post; ++q) chunk.before[q][i] = entry.before[q];
  }

  /// The listed synapses meet the spike of their targets at this place in the lines.
  void meet_level(std::size_t place, const List& list, std::size_t count, Chunk& chunk) const {
    const auto* lines = synapses_.history().lines();
    Chunk batch;
    batch.quanta = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint8_t i = list[k];
      batch.neuron[k] = chunk.neuron[i];
      batch.weight[k] = chunk.weight[i];
      batch.last[k] = lines[chunk.neuron[i]].step[place] + chunk.delay[i];
      for (std::size_t q = 0; q < n_post; ++q) {
        batch.before[q][k] = lines[chunk.neuron[i]].before[q][place];
      }
      if constexpr (gated) batch.at[k] = chunk.at[i];
      if constexpr (gated) batch.eligibility[k] = chunk.eligibility[i];
      if constexpr (own_trace) batch.own[k] = chunk.own[i];
    }
    if constexpr (gated) follow(batch, count);
    meet_spikes(batch, count);
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint8_t i = list[k];
      chunk.weight[i] = batch.weight[k];
      if constexpr (gated) chunk.at[i] = batch.last[k];
      if constexpr (gated) chunk.eligibility[i] = batch.eligibility[k];
      if constexpr (own_trace) chunk.own[i] = batch.own[k];
    }
    chunk.quanta += batch.quanta;
  }

  /// Every synapse of the batch meets a spike of its target, which arrives at its step `last`.
  void meet_spikes(Chunk& batch, std::size_t count) const {
    std::array<DecayTable::Reader, n_pre> decay;
    for (std::size_t p = 0; p < n_pre; ++p) decay[p] = synapses_.pre_decay(p).reader();
    const typename Rule::Constants constants = constants_;
    const Source source = source_;
    for (std::size_t k = 0; k < count; ++k) {
      Traces<n_pre> pre{};
      Traces<n_post> post{};
      const std::int32_t since = batch.last[k] - source.last;
      for (std::size_t p = 0; p < n_pre; ++p) {
        pre[p] = static_cast<double>(source.pre[p]) * decay[p](since);
      }
      for (std::size_t q = 0; q < n_post; ++q) post[q] = static_cast<double>(batch.before[q][k]);
      if constexpr (Rule::pairing == Pairing::nearest_pre_centered) {
        pre[0] = batch.own[k] * decay[0](since);
        batch.own[k] = 0.0;
      }
      double by = Rule::at_post(constants, batch.weight[k], pre, post);
      if constexpr (Rule::pairing == Pairing::nearest_restricted) {
        by = batch.own[k] == 0.0 ? by : 0.0;
        batch.own[k] = 1.0;
      }
      batch.by[k] = by;
    }
    add_changes(batch, count);
  }

  /// The spike of the source meets synapses that know all spikes of their targets.
  void meet_source(std::size_t count, Chunk& chunk) const {
    if constexpr (gated) {
      // Each on from its own step; `last` is still needed.
      const auto last = chunk.last;
      for (std::size_t i = 0; i < count; ++i) chunk.last[i] = now_;
      follow(chunk, count);
      chunk.last = last;
    }
    std::array<DecayTable::Reader, n_post> decay;
    for (std::size_t q = 0; q < n_post; ++q) decay[q] = synapses_.history().decay(q).reader();
    const typename Rule::Constants constants = constants_;
    const Traces<n_pre> pre = pre_;
    const ShortStep now = now_;
    for (std::size_t i = 0; i < count; ++i) {
      const Traces<n_post> post = post_traces(chunk, i, decay, now);
      if constexpr (Rule::pairing == Pairing::nearest_pre_centered) {
        chunk.own[i] = chunk.own[i] * synapses_.pre_decay(0)(now - source_.last) + 1.0;
      }
      chunk.by[i] = Rule::at_pre(constants, chunk.weight[i], pre, post);
    }
    add_changes(chunk, count);
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

  /// The weights follow the third factor from the steps `at` to the steps `last`.
  void follow(Chunk& chunk, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) {
      chunk.by[i] =
          chunk.eligibility[i] * synapses_.gain_of(chunk.neuron[i], chunk.at[i], chunk.last[i]);
    }
    change_weights(chunk, count);
    const DecayTable::Reader decay = synapses_.trace_decay().reader();
    for (std::size_t i = 0; i < count; ++i) {
      chunk.eligibility[i] *= decay(chunk.last[i] - chunk.at[i]);
    }
  }

  void add_changes(Chunk& chunk, std::size_t count) const {
    if constexpr (gated) {
      for (std::size_t i = 0; i < count; ++i) chunk.eligibility[i] += chunk.by[i];
    } else {
      change_weights(chunk, count);
    }
  }

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
  typename Rule::Constants constants_;
};

}  // namespace engram
