#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "core/decay_table.hpp"
#include "engine/plastic_rows.hpp"
#include "plasticity/post_history.hpp"
#include "plasticity/rule.hpp"
#include "plasticity/short_term.hpp"

namespace engram {

/// Whether a rule's changes go to the weight or, through an eligibility trace, wait for a third
/// factor.
enum class Gating { direct, by_third_factor };

/// The plastic rows of one rule.
template <class Rule, Gating gating>
class RuleRows final : public PlasticRows {
  static constexpr std::size_t n_pre = Rule::pre_traces;
  static constexpr std::size_t n_post = Rule::post_traces;
  static constexpr bool gated = gating == Gating::by_third_factor;
  /// With these pairings each synapse has a number of its own: the source's trace, begun anew after
  /// every spike of the target, or whether the target has spiked since the source did.
  static constexpr bool own_trace = Rule::pairing == Pairing::nearest_pre_centered ||
                                    Rule::pairing == Pairing::nearest_restricted;
  static constexpr bool accumulates =
      Rule::pairing == Pairing::all_to_all || Rule::pairing == Pairing::nearest_pre_centered;
  static constexpr bool accumulates_post = Rule::pairing == Pairing::all_to_all;
  using History = PostHistory<n_post == 0 ? 1 : n_post>;

  /// A synapse as it lies in the store.
  struct Word : PlasticWord {
    std::array<float, (own_trace ? 1 : 0) + (gated ? 1 : 0)> more;
  };
  struct BareWord : PlasticWord {};
  using Stored = std::conditional_t<own_trace || gated, Word, BareWord>;

  /// What all synapses of a row share.
  struct Row {
    std::uint32_t first;           // synapse
    ShortStep last;                // the source's last spike at the synapse
    ShortStep seen;                // the synapses are up to date at this step's end
    std::array<float, n_pre> pre;  // traces just after that spike
  };

 public:
  static constexpr std::uint32_t width = sizeof(Stored);

  explicit RuleRows(PlasticSetup&& setup)
      : setup_(std::move(setup)),
        constants_(Rule::derive(named(), setup_.dt)),
        bounds_(Rule::bounds(constants_)),
        sign_(setup_.store.negative ? -1.0 : 1.0),
        axonal_(static_cast<ShortStep>(setup_.store.axonal_delay)) {
    if (!std::isfinite(bounds_.max)) bounds_.max = setup_.weight_limit;
    largest_transmitted_ = setup_.grid.largest_weight();
    change_scale_ = bounds_.max > 0.0 ? 0x1p28 / bounds_.max : 0.0;
    const auto pre_tau = Rule::pre_time_constants(named());
    for (std::size_t k = 0; k < n_pre; ++k) pre_decay_[k] = DecayTable(pre_tau[k], setup_.dt);
    if constexpr (n_post > 0) history_ = find_history();
    if constexpr (gated) trace_decay_ = DecayTable(setup_.third_factor->tau_c, setup_.dt);
    if (setup_.short_term) {
      const auto& [u, tau_rec, tau_fac] = *setup_.short_term;
      short_term_constants_.emplace(u, tau_rec, tau_fac, setup_.dt);
    }
    index_rows();
    pad();
  }

  void enter(std::span<const SpikeWord> spikes, Step first, Step known, Calendar& calendar,
             std::uint32_t slots) override {
    for (std::size_t i = 0; i < spikes.size(); ++i) {
      if (i + 4 * rows_ahead < spikes.size()) {
        const std::uint32_t ahead = spikes[i + 4 * rows_ahead].slot() - first_slot_;
        if (ahead < rows_count_) __builtin_prefetch(&rows_[ahead], 1);
      }
      if (i + rows_ahead < spikes.size()) prefetch_row(spikes[i + rows_ahead].slot());
      const std::uint32_t row = spikes[i].slot() - first_slot_;
      if (row >= rows_count_) continue;
      const Step arrival = first + spikes[i].lag() + axonal_;
      if (arrival < known) {
        visit(row, arrival, calendar, slots);
      } else {
        on_axon_.push_back({row, arrival});
      }
    }
  }

  void arrive(Step known, Calendar& calendar, std::uint32_t slots) override {
    if (on_axon_.empty()) return;
    const auto later = std::stable_partition(on_axon_.begin(), on_axon_.end(),
                                             [&](const Travelling& t) { return t.at < known; });
    for (auto t = on_axon_.begin(); t != later; ++t) visit(t->row, t->at, calendar, slots);
    on_axon_.erase(on_axon_.begin(), later);
  }

  void catch_up(Step now) override {
    const auto to = static_cast<ShortStep>(now.value() - 1);
    for (std::uint32_t r = 0; r < rows_count_; ++r) {
      Row& row = rows_[r];
      for (Stored* word = begin_of(r); word != begin_of(r + 1); ++word) {
        Synapse synapse = load(*word);
        bring_up_to(synapse, row, to);
        store(synapse, *word);
        change_quanta_ += synapse.quanta;
      }
      row.seen = to;
    }
  }

  void scale(std::span<const double> factors) override {
    for (Stored* word = begin_of(0); word != begin_of(rows_count_); ++word) {
      Synapse synapse = load(*word);
      change(synapse, synapse.weight * (factors[synapse.neuron] - 1.0));
      store(synapse, *word);
      change_quanta_ += synapse.quanta;
    }
  }

  void read(Step now, const std::function<void(const SynapseView&)>& take) const override {
    for (std::uint32_t r = 0; r < rows_count_; ++r) {
      for (const Stored* word = begin_of(r); word != begin_of(r + 1); ++word) {
        take(view(r, *word, now));
      }
    }
  }

  void read_some(Step now, std::span<const std::uint64_t> positions,
                 const std::function<void(const SynapseView&)>& take) const override {
    for (const std::uint64_t position : positions) {
      const auto after = std::upper_bound(
          rows_.begin(), rows_.end(), position,
          [](std::uint64_t synapse, const Row& row) { return synapse < row.first; });
      const auto r = static_cast<std::uint32_t>(after - rows_.begin() - 1);
      take(view(r, begin_of(r)[position - rows_[r].first], now));
    }
  }

  [[nodiscard]] std::uint32_t projection() const override { return setup_.store.projection; }
  [[nodiscard]] std::size_t group() const override { return setup_.store.group; }
  [[nodiscard]] std::uint64_t synapses() const override { return setup_.store.synapses; }
  [[nodiscard]] std::uint64_t events() const override { return events_; }
  [[nodiscard]] std::uint64_t change_quanta() const override { return change_quanta_; }
  [[nodiscard]] double change_unit() const override { return bounds_.max; }
  [[nodiscard]] std::size_t bytes() const override {
    return setup_.store.words.size() + rows_.size() * sizeof(Row) +
           source_.size() * sizeof(std::uint32_t) + short_term_.size() * sizeof(ShortTerm);
  }

 private:
  static constexpr std::size_t rows_ahead = 2;
  static constexpr std::size_t chunks_ahead = 2;
  static constexpr std::size_t words_ahead = 12;

  struct Travelling {
    std::uint32_t row;
    Step at;
  };

  /// A synapse in double precision while it is worked on.
  struct Synapse {
    std::uint32_t neuron;  // within the group
    ShortStep delay;
    double weight;
    double own = 0.0;  // own trace
    double eligibility = 0.0;
    std::uint64_t quanta = 0;  // of change
  };

  [[nodiscard]] NamedValues named() const {
    return NamedValues(Rule::parameters, setup_.parameters);
  }

  History* find_history() {
    std::array<double, n_post> tau = Rule::post_time_constants(named());
    for (const std::unique_ptr<SpikeHistory>& known : *setup_.histories) {
      if (auto* history = dynamic_cast<History*>(known.get())) {
        if (std::ranges::equal(history->time_constants(), tau)) return history;
      }
    }
    auto made = std::make_unique<History>(setup_.targets, tau, setup_.dt);
    History* history = made.get();
    setup_.histories->push_back(std::move(made));
    return history;
  }

  /// One row per slot from the first source's to the last one's; sources without synapses here have
  /// an empty one.
  void index_rows() {
    const std::vector<PlasticRowStart>& starts = setup_.store.rows;
    const auto slot_of = [&](NeuronId source) {
      return static_cast<std::uint32_t>(
          std::lower_bound(setup_.sources.begin(), setup_.sources.end(), source) -
          setup_.sources.begin());
    };
    first_slot_ = slot_of(starts.front().source);
    rows_count_ = slot_of(starts.back().source) - first_slot_ + 1;
    rows_.resize(rows_count_ + 1);
    std::size_t next = 0;
    for (std::uint32_t r = 0; r <= rows_count_; ++r) {
      const bool here = next < starts.size() && r < rows_count_ &&
                        starts[next].source == setup_.sources[first_slot_ + r];
      const auto end = static_cast<std::uint32_t>(setup_.store.synapses);
      rows_[r] = Row{next < starts.size() ? starts[next].first : end, -1, -1, {}};
      if (here) ++next;
    }
    first_source_ = setup_.sources[first_slot_];
    for (std::uint32_t r = 0; r < rows_count_; ++r) {
      source_.push_back(static_cast<std::uint32_t>(setup_.sources[first_slot_ + r].value() -
                                                   first_source_.value()));
    }
    setup_.sources = {};
    setup_.store.rows = {};
    if (short_term_constants_) short_term_.assign(rows_count_, ShortTerm{});
  }

  /// Synapses behind the last one, so that what is fetched ahead exists.
  void pad() {
    auto* words = setup_.store.words.append(words_ahead * sizeof(Stored));
    const PlasticWord last{static_cast<std::uint16_t>(setup_.offset), 1, 0.0F};
    for (std::size_t i = 0; i < words_ahead; ++i) {
      std::memcpy(words + i * sizeof(Stored), &last, sizeof(last));
    }
  }

  [[nodiscard]] Stored* begin_of(std::uint32_t row) {
    return reinterpret_cast<Stored*>(setup_.store.words.data()) + rows_[row].first;
  }
  [[nodiscard]] const Stored* begin_of(std::uint32_t row) const {
    return reinterpret_cast<const Stored*>(setup_.store.words.data()) + rows_[row].first;
  }

  /// A synapse as of the beginning of step `now`.
  [[nodiscard]] SynapseView view(std::uint32_t r, const Stored& word, Step now) const {
    Synapse synapse = load(word);
    bring_up_to(synapse, rows_[r], static_cast<ShortStep>(now.value() - 1));
    return {first_source_ + source_[r], word.target, word.delay + setup_.store.axonal_delay,
            sign_ * synapse.weight, synapse.eligibility};
  }

  void prefetch_row(std::uint32_t slot) const {
    const std::uint32_t row = slot - first_slot_;
    if (row >= rows_count_) return;
    fetch(begin_of(row), Chunk::size * chunks_ahead);
  }

  /// Asks for the memory of `count` synapses.
  static void fetch(const Stored* words, std::size_t count) {
    const auto* line = reinterpret_cast<const std::byte*>(words);
    const auto* end = reinterpret_cast<const std::byte*>(words + count);
    for (; line < end; line += 64) __builtin_prefetch(line, 1);
  }

  [[nodiscard]] Synapse load(const Stored& word) const {
    Synapse synapse{word.target - setup_.offset, static_cast<ShortStep>(word.delay),
                    static_cast<double>(word.weight)};
    if constexpr (own_trace) synapse.own = static_cast<double>(word.more[0]);
    if constexpr (gated) synapse.eligibility = static_cast<double>(word.more.back());
    return synapse;
  }
  static void store(const Synapse& synapse, Stored& word) {
    word.weight = static_cast<float>(synapse.weight);
    if constexpr (own_trace) word.more[0] = static_cast<float>(synapse.own);
    if constexpr (gated) word.more.back() = static_cast<float>(synapse.eligibility);
  }

  /// The source's traces at the end of step `at`, not before its last spike.
  [[nodiscard]] Traces<n_pre> pre_traces(const Row& row, ShortStep at) const {
    Traces<n_pre> now{};
    for (std::size_t k = 0; k < n_pre; ++k) {
      now[k] = static_cast<double>(row.pre[k]) * pre_decay_[k](at - row.last);
    }
    return now;
  }

  /// Adds to the weight, within the bounds and rounded as it is stored: so it makes no difference
  /// whether several changes come in one visit or in several.
  void change(Synapse& synapse, double by) const {
    const double before = synapse.weight;
    const double wanted = std::clamp(before + by, bounds_.min, bounds_.max);
    synapse.weight = static_cast<double>(static_cast<float>(wanted));
    synapse.quanta +=
        static_cast<std::uint64_t>(std::abs(synapse.weight - before) * change_scale_ + 0.5);
  }

  /// Gain of a weight per unit of its eligibility trace at the end of step `from`, until that of
  /// step `to`.
  [[nodiscard]] double gain_of(std::uint32_t neuron, ShortStep from, ShortStep to) const {
    const ThirdFactorInput& input = *setup_.third_factor;
    const std::size_t column = input.column == nullptr ? 0 : (*input.column)[neuron];
    // A step's end is the next one's beginning, from which integrals count.
    return input.sums->integral(column, from + 1, to + 1);
  }

  /// The weight follows the third factor over (from, to], while the eligibility trace decays.
  void follow(Synapse& synapse, ShortStep from, ShortStep to) const {
    if (synapse.eligibility == 0.0) return;
    change(synapse, synapse.eligibility * gain_of(synapse.neuron, from, to));
    synapse.eligibility *= trace_decay_(to - from);
  }

  void add_change(Synapse& synapse, double by) const {
    if constexpr (gated) {
      synapse.eligibility += by;
    } else {
      change(synapse, by);
    }
  }

  /// A spike of the target reaches the synapse at the end of step `at`.
  void at_post(Synapse& synapse, const Row& row, ShortStep at,
               const typename History::Entry& entry) const {
    Traces<n_pre> pre = pre_traces(row, at);
    Traces<n_post> post{};
    for (std::size_t q = 0; q < n_post; ++q) post[q] = static_cast<double>(entry.before[q]);
    if constexpr (Rule::pairing == Pairing::nearest_pre_centered) {
      pre[0] = synapse.own * pre_decay_[0](at - row.last);
      synapse.own = 0.0;
    }
    if constexpr (Rule::pairing == Pairing::nearest_restricted) {
      const bool first = synapse.own == 0.0;
      synapse.own = 1.0;
      if (!first) return;
    }
    add_change(synapse, Rule::at_post(constants_, synapse.weight, pre, post));
  }

  /// All spikes of the target that reach the synapse until the end of step `to`; returns when the
  /// last of them did.
  ShortStep bring_up(Synapse& synapse, const Row& row, ShortStep to) const {
    ShortStep at = row.seen;
    history_->each(synapse.neuron, row.seen - synapse.delay, to - synapse.delay,
                   [&](const typename History::Entry& entry) {
                     const ShortStep arrival = entry.step + synapse.delay;
                     if constexpr (gated) follow(synapse, at, arrival);
                     at = arrival;
                     at_post(synapse, row, arrival, entry);
                   });
    return at;
  }

  /// Everything up to the end of step `to`.
  void bring_up_to(Synapse& synapse, const Row& row, ShortStep to) const {
    if constexpr (n_post > 0) {
      const ShortStep at = bring_up(synapse, row, to);
      if constexpr (gated) follow(synapse, at, to);
    }
  }

  /// Some synapses of a row that are updated together, one array per quantity. Working in short
  /// loops over all of them keeps the few that need more from disturbing the others.
  struct Chunk {
    static constexpr std::size_t size = 64;
    std::array<std::uint32_t, size> neuron;
    std::array<ShortStep, size> delay;
    std::array<double, size> weight;
    std::array<double, own_trace ? size : 0> own;
    std::array<double, gated ? size : 0> eligibility;
    std::array<ShortStep, size> at;    // how far the synapse is up to date
    std::array<ShortStep, size> last;  // the target's last spike before this one of the source
    std::array<std::array<float, size>, n_post> before;  // traces just before that spike
    std::array<double, size> by;                         // change
    std::array<std::uint8_t, size> listed;               // those whose target has spiked meanwhile
    std::array<std::uint8_t, size> next, stop;           // its spikes that are to come, in its line
    std::uint64_t quanta;
  };

  /// A spike of the row's source arrives at the synapses at the end of step `arrival`.
  void visit(std::uint32_t r, Step arrival, Calendar& calendar, std::uint32_t slots) {
    Row& row = rows_[r];
    const auto now = static_cast<ShortStep>(arrival.value());
    const Traces<n_pre> pre = pre_traces(row, now);
    double transmitted = sign_;
    if (short_term_constants_) {
      transmitted *= transmit(short_term_[r], *short_term_constants_, now - row.last);
    }
    Stored* const end = begin_of(r + 1);
    Chunk chunk;
    chunk.quanta = 0;
    for (Stored* words = begin_of(r); words < end; words += Chunk::size) {
      const std::size_t count = std::min(Chunk::size, static_cast<std::size_t>(end - words));
      fetch(words + Chunk::size * chunks_ahead, Chunk::size);
      load_chunk(words, count, chunk);
      if constexpr (n_post > 0) {
        look_up(words, count, row, now, chunk);
        meet(chunk, count, row, pre, now);
        store_chunk(words, count, chunk);
      }
      if (setup_.release) weigh_release(count, arrival, chunk);
      pass_on(words, count, chunk, transmitted, arrival, calendar, slots);
    }
    change_quanta_ += chunk.quanta;
    events_ += static_cast<std::uint64_t>(end - begin_of(r));
    for (std::size_t k = 0; k < n_pre; ++k) {
      row.pre[k] = static_cast<float>(accumulates ? pre[k] + 1.0 : 1.0);
    }
    row.last = now;
    row.seen = now;
  }

  void load_chunk(const Stored* words, std::size_t count, Chunk& chunk) const {
    for (std::size_t i = 0; i < count; ++i) {
      chunk.neuron[i] = words[i].target - setup_.offset;
      chunk.delay[i] = words[i].delay;
      chunk.weight[i] = static_cast<double>(words[i].weight);
      if constexpr (own_trace) chunk.own[i] = static_cast<double>(words[i].more[0]);
      if constexpr (gated) chunk.eligibility[i] = static_cast<double>(words[i].more.back());
    }
  }

  static void store_chunk(Stored* words, std::size_t count, const Chunk& chunk) {
    for (std::size_t i = 0; i < count; ++i) {
      words[i].weight = static_cast<float>(chunk.weight[i]);
      if constexpr (own_trace) words[i].more[0] = static_cast<float>(chunk.own[i]);
      if constexpr (gated) words[i].more.back() = static_cast<float>(chunk.eligibility[i]);
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
    chunk.quanta += synapse.quanta;
  }

  /// Finds each target's last spike, and applies those that have come since the last visit.
  void look_up(const Stored* words, std::size_t count, const Row& row, ShortStep now,
               Chunk& chunk) const {
    std::size_t listed = 0;
    const History& history = *history_;
    const std::uint32_t offset = setup_.offset;
    const ShortStep seen = row.seen;
    for (std::size_t i = 0; i < count; ++i) {
      // Rows lie one behind the other, so what is fetched beyond the end is another synapse.
      __builtin_prefetch(&history.line(words[i + words_ahead].target - offset));
      const auto& line = history.line(chunk.neuron[i]);
      const ShortStep until = now - chunk.delay[i];
      std::size_t newest = 0;
      while (newest < History::length && line.step[newest] >= until) [[unlikely]]++ newest;
      // A spike that comes together with the source's is not before it, but may be the only one.
      const bool coincident = newest > 0 && line.step[newest - 1] == until;
      chunk.listed[listed] = static_cast<std::uint8_t>(i);
      chunk.at[i] = seen;
      if (newest < History::length) [[likely]] {
        chunk.last[i] = line.step[newest];
        for (std::size_t q = 0; q < n_post; ++q) chunk.before[q][i] = line.before[q][newest];
        listed += static_cast<std::size_t>(line.step[newest] > seen - chunk.delay[i]) |
                  static_cast<std::size_t>(coincident);
      } else {
        const typename History::Entry last = history_->last_before(chunk.neuron[i], until);
        chunk.last[i] = last.step;
        for (std::size_t q = 0; q < n_post; ++q) chunk.before[q][i] = last.before[q];
        ++listed;
      }
    }
    count_spikes(chunk, listed, row, now);
    while (listed > 0) listed = meet_next_spikes(chunk, listed, row);
  }

  /// How many spikes of the target each listed synapse has not met yet.
  void count_spikes(Chunk& chunk, std::size_t listed, const Row& row, ShortStep now) const {
    for (std::size_t k = 0; k < listed; ++k) {
      const std::size_t i = chunk.listed[k];
      const auto& line = history_->line(chunk.neuron[i]);
      const ShortStep after = row.seen - chunk.delay[i];
      const ShortStep until = now - chunk.delay[i];
      std::size_t first = 0;
      std::size_t last = 0;
      for (std::size_t j = 0; j < History::length; ++j) {
        first += line.step[j] > until ? 1 : 0;
        last += line.step[j] > after ? 1 : 0;
      }
      if (last == History::length) [[unlikely]] {
        // Perhaps more than the line holds.
        Synapse synapse = take(chunk, i);
        chunk.at[i] = bring_up(synapse, row, now);
        put(synapse, i, chunk);
        last = first;
      }
      chunk.stop[i] = static_cast<std::uint8_t>(first);
      chunk.next[i] = static_cast<std::uint8_t>(last);
    }
  }

  /// Each listed synapse meets its earliest spike, those that have more stay in the list: loops
  /// without a branch that depends on how many a synapse has. Returns the length of the list.
  std::size_t meet_next_spikes(Chunk& chunk, std::size_t listed, const Row& row) const {
    std::size_t left = 0;
    for (std::size_t k = 0; k < listed; ++k) {
      const std::uint8_t i = chunk.listed[k];
      if (chunk.next[i] == chunk.stop[i]) [[unlikely]]
        continue;
      const std::uint8_t spike = --chunk.next[i];
      const typename History::Entry entry =
          History::entry_of(history_->line(chunk.neuron[i]), spike);
      const ShortStep arrival = entry.step + chunk.delay[i];
      Synapse synapse = take(chunk, i);
      if constexpr (gated) follow(synapse, chunk.at[i], arrival);
      chunk.at[i] = arrival;
      at_post(synapse, row, arrival, entry);
      put(synapse, i, chunk);
      chunk.listed[left] = i;
      left += spike > chunk.stop[i] ? 1 : 0;
    }
    return left;
  }

  /// The spike of the source meets synapses that know all spikes of their targets.
  void meet(Chunk& chunk, std::size_t count, const Row& row, const Traces<n_pre>& pre,
            ShortStep now) const {
    if constexpr (gated) {
      for (std::size_t i = 0; i < count; ++i) chunk.by[i] = followed(chunk, i, now);
      change_all(chunk, count);
    }
    std::array<DecayTable::Reader, n_post> decay;
    for (std::size_t q = 0; q < n_post; ++q) decay[q] = history_->decay(q).reader();
    const typename Rule::Constants constants = constants_;
    for (std::size_t i = 0; i < count; ++i) {
      const Traces<n_post> post = post_traces(chunk, i, decay, now);
      if constexpr (Rule::pairing == Pairing::nearest_pre_centered) {
        chunk.own[i] = chunk.own[i] * pre_decay_[0](now - row.last) + 1.0;
      }
      chunk.by[i] = Rule::at_pre(constants, chunk.weight[i], pre, post);
    }
    if constexpr (gated) {
      for (std::size_t i = 0; i < count; ++i) chunk.eligibility[i] += chunk.by[i];
    } else {
      change_all(chunk, count);
    }
  }

  /// What the weight of synapse `i` gains by following the third factor until `now`.
  double followed(Chunk& chunk, std::size_t i, ShortStep now) const {
    const double trace = chunk.eligibility[i];
    chunk.eligibility[i] = trace * trace_decay_(now - chunk.at[i]);
    return trace == 0.0 ? 0.0 : trace * gain_of(chunk.neuron[i], chunk.at[i], now);
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
          accumulates_post ? 1.0 + before : (before == History::no_spike ? 0.0 : 1.0);
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

  /// change() for all synapses of a chunk.
  void change_all(Chunk& chunk, std::size_t count) const {
    std::int64_t quanta = 0;
    const WeightBounds bounds = bounds_;
    const double scale = change_scale_;
    for (std::size_t i = 0; i < count; ++i) {
      const double before = chunk.weight[i];
      const double wanted = std::min(std::max(before + chunk.by[i], bounds.min), bounds.max);
      const auto stored = static_cast<double>(static_cast<float>(wanted));
      chunk.weight[i] = stored;
      quanta += static_cast<std::int64_t>(std::abs(stored - before) * scale + 0.5);
    }
    chunk.quanta += static_cast<std::uint64_t>(quanta);
  }

  /// What a modulator makes of the weights on their way, after they have been stored.
  void weigh_release(std::size_t count, Step arrival, Chunk& chunk) const {
    const ReleaseInput& input = *setup_.release;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t voxel = input.voxel == nullptr ? 0 : (*input.voxel)[chunk.neuron[i]];
      const double factor = std::max(0.0, input.factor->at(arrival, voxel));
      chunk.weight[i] = std::min(chunk.weight[i] * factor, largest_transmitted_);
    }
  }

  /// Enters what the synapses transmit into the calendar.
  void pass_on(const Stored* words, std::size_t count, const Chunk& chunk, double transmitted,
               Step arrival, Calendar& calendar, std::uint32_t slots) const {
    const std::uint32_t first_place = setup_.receptor * slots;
    const ExactGrid grid = setup_.grid;
    for (std::size_t i = 0; i < count; ++i) {
      calendar.at(arrival + words[i].delay)
          .events.push({first_place + words[i].target, grid.round(transmitted * chunk.weight[i])});
    }
  }

  PlasticSetup setup_;
  typename Rule::Constants constants_;
  WeightBounds bounds_;
  double sign_;
  ShortStep axonal_;
  double change_scale_ = 0.0;
  double largest_transmitted_ = 0.0;
  std::array<DecayTable, n_pre> pre_decay_;
  DecayTable trace_decay_;
  History* history_ = nullptr;
  std::optional<ShortTermConstants> short_term_constants_;
  std::uint32_t first_slot_ = 0;
  std::uint32_t rows_count_ = 0;
  AlignedVector<Row> rows_;  // and one behind the last
  NeuronId first_source_{};
  std::vector<std::uint32_t> source_;  // of each row, counted from the first one
  std::vector<ShortTerm> short_term_;
  std::vector<Travelling> on_axon_;
  std::uint64_t events_ = 0;
  std::uint64_t change_quanta_ = 0;
};

}  // namespace engram
