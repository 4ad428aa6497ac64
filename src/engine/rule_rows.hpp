#pragma once

#include <algorithm>
#include <cstring>

#include "core/record_lanes.hpp"
#include "engine/row_arrivals.hpp"
#include "engine/rule_visit.hpp"
#include "plasticity/short_term.hpp"
#include "plasticity/window_rule.hpp"

namespace engram {

/// The plastic rows of one rule.
template <class Rule, Gating gating>
class RuleRows final : public PlasticRows {
  using Synapses = RuleSynapses<Rule, gating>;
  using Stored = typename Synapses::Stored;
  using Synapse = typename Synapses::Synapse;
  using Visit = RuleVisit<Rule, gating>;
  using Chunk = typename Visit::Chunk;

  struct Row {
    std::uint32_t first;  // synapse
    typename Synapses::Source source;
  };

 public:
  static constexpr std::uint32_t width = sizeof(Stored);

  explicit RuleRows(PlasticSetup&& setup)
      : setup_(std::move(setup)),
        synapses_(setup_),
        arrivals_(setup_.store, setup_.sources),
        sign_(setup_.store.negative ? -1.0 : 1.0),
        largest_transmitted_(setup_.grid.largest_weight()) {
    for (const std::uint32_t first : arrivals_.first_synapses(setup_.store)) {
      rows_.push_back({first, {-1, -1, {}}});
    }
    setup_.sources = {};
    setup_.store.rows = {};
    if (setup_.short_term) {
      const auto& [u, tau_rec, tau_fac] = *setup_.short_term;
      short_term_constants_.emplace(u, tau_rec, tau_fac, setup_.dt);
      short_term_.assign(arrivals_.rows(), ShortTerm{});
    }
    pad();
  }

  void enter(std::span<const SpikeWord> spikes, Step first, Step known, Calendar& calendar,
             std::uint32_t slots) override {
    arrivals_.enter(
        spikes, first,
        known, [&](std::size_t i) __attribute__((always_inline)) { prepare(spikes, i); },
        [&](std::uint32_t row, Step arrival) { visit(row, arrival, calendar, slots); });
  }

  void arrive(Step known, Calendar& calendar, std::uint32_t slots) override {
    arrivals_.arrive(
        known, [&](std::uint32_t row, Step arrival) { visit(row, arrival, calendar, slots); });
  }

  void catch_up(Step now) override {
    const auto to = static_cast<ShortStep>(now.value() - 1);
    for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
      Row& row = rows_[r];
      for (Stored& word : words(r)) {
        Synapse synapse = synapses_.load(word);
        synapses_.bring_up_to(synapse, row.source, to);
        Synapses::store(synapse, word);
        change_quanta_ += synapse.quanta;
      }
      row.source.seen = to;
    }
  }

  void scale(std::span<const double> factors) override {
    for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
      for (Stored& word : words(r)) {
        Synapse synapse = synapses_.load(word);
        synapses_.change(synapse, synapse.weight * (factors[synapse.neuron] - 1.0));
        Synapses::store(synapse, word);
        change_quanta_ += synapse.quanta;
      }
    }
  }

  void end_window(std::span<const std::uint32_t> counts) override {
    if constexpr (ComparesWindows<Rule>) {
      for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
        auto& [pre] = rows_[r].source.pre;
        for (Stored& word : words(r)) {
          Synapse synapse = synapses_.load(word);
          const auto post = static_cast<double>(counts[synapse.neuron]);
          synapses_.change(synapse, Rule::at_window_end(synapses_.constants(), synapse.weight,
                                                        static_cast<double>(pre), post));
          Synapses::store(synapse, word);
          change_quanta_ += synapse.quanta;
        }
        pre = 0.0F;
      }
    }
  }

  void read(Step now, const std::function<void(const SynapseView&)>& take) const override {
    for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
      for (const Stored& word : words(r)) take(view(r, word, now));
    }
  }

  void read_some(Step now, std::span<const std::uint64_t> positions,
                 const std::function<void(const SynapseView&)>& take) const override {
    for (const std::uint64_t position : positions) {
      const auto after = std::upper_bound(
          rows_.begin(), rows_.end(), position,
          [](std::uint64_t synapse, const Row& row) { return synapse < row.first; });
      const auto r = static_cast<std::uint32_t>(after - rows_.begin() - 1);
      take(view(r, words(r)[position - rows_[r].first], now));
    }
  }

  [[nodiscard]] std::optional<PlasticState> state() override {
    PlasticState state{{},
                       &arrivals_,
                       setup_.store.axonal_delay,
                       setup_.offset,
                       setup_.store.words.data(),
                       setup_.store.synapses,
                       setup_.store.per_target,
                       width,
                       {"weight"},
                       &events_,
                       &change_quanta_};
    if constexpr (Synapses::own_trace) state.numbers.emplace_back("own_trace");
    if constexpr (Synapses::gated) state.numbers.emplace_back("eligibility");
    for (std::uint32_t r = 0; r < arrivals_.rows(); ++r) {
      if (words(r).empty()) continue;
      auto& source = rows_[r].source;
      state.sources.push_back({arrivals_.source(r), r, &source.last, &source.seen,
                               std::span<float>(source.pre),
                               short_term_.empty() ? nullptr : &short_term_[r]});
    }
    return state;
  }

  [[nodiscard]] std::uint32_t projection() const override { return setup_.store.projection; }
  [[nodiscard]] std::size_t group() const override { return setup_.store.group; }
  [[nodiscard]] std::uint64_t synapses() const override { return setup_.store.synapses; }
  [[nodiscard]] std::uint64_t events() const override { return events_; }
  [[nodiscard]] std::uint64_t events_on_axon() const override {
    std::uint64_t events = 0;
    for (const RowArrivals::Travelling& spike : arrivals_.on_axon()) {
      events += words(spike.row).size();
    }
    return events;
  }
  [[nodiscard]] std::uint64_t change_quanta() const override { return change_quanta_; }
  [[nodiscard]] double change_unit() const override { return synapses_.weight_change().bounds.max; }
  [[nodiscard]] std::size_t bytes() const override {
    return setup_.store.words.size() + setup_.store.per_target.size() * sizeof(std::uint32_t) +
           rows_.size() * sizeof(Row) + arrivals_.bytes() + short_term_.size() * sizeof(ShortTerm);
  }

 private:
  static constexpr std::size_t rows_ahead = 2;
  static constexpr std::size_t chunks_ahead = 2;
  /// Where fewer events share a delay, they are entered one by one.
  static constexpr std::size_t worth_copying = 6;

  /// Synapses behind the last one, so that what is fetched ahead exists.
  void pad() {
    auto* words = setup_.store.words.append(Visit::words_ahead * sizeof(Stored));
    const PlasticWord last{static_cast<std::uint16_t>(setup_.offset), 1, 0.0F};
    for (std::size_t i = 0; i < Visit::words_ahead; ++i) {
      std::memcpy(words + i * sizeof(Stored), &last, sizeof(last));
    }
  }

  [[nodiscard]] std::span<Stored> words(std::uint32_t row) {
    auto* all = reinterpret_cast<Stored*>(setup_.store.words.data());
    return {all + rows_[row].first, all + rows_[row + 1].first};
  }
  [[nodiscard]] std::span<const Stored> words(std::uint32_t row) const {
    const auto* all = reinterpret_cast<const Stored*>(setup_.store.words.data());
    return {all + rows_[row].first, all + rows_[row + 1].first};
  }

  /// A synapse as of the beginning of step `now`.
  [[nodiscard]] SynapseView view(std::uint32_t r, const Stored& word, Step now) const {
    Synapse synapse = synapses_.load(word);
    const auto at = static_cast<ShortStep>(now.value() - 1);
    synapses_.bring_up_to(synapse, rows_[r].source, at);
    return {arrivals_.source(r), word.target, word.delay + setup_.store.axonal_delay,
            sign_ * synapse.weight, synapses_.trace_of(synapse, at)};
  }

  /// Asks for the memory of the rows of the next spikes. Inline by force, here and below: a
  /// function that does nothing but prefetch seems to do nothing, and GCC leaves out the call.
  [[gnu::always_inline]] void prepare(std::span<const SpikeWord> spikes, std::size_t i) const {
    if (i + 4 * rows_ahead < spikes.size()) {
      const std::uint32_t row = arrivals_.row_of(spikes[i + 4 * rows_ahead].slot());
      if (row < arrivals_.rows()) __builtin_prefetch(&rows_[row], 1);
    }
    if (i + rows_ahead < spikes.size()) {
      const std::uint32_t row = arrivals_.row_of(spikes[i + rows_ahead].slot());
      if (row < arrivals_.rows()) fetch(words(row), 0, Chunk::size * chunks_ahead);
    }
  }

  /// Asks for the memory of up to `count` synapses of a row from number `first` on.
  [[gnu::always_inline]] static void fetch(std::span<const Stored> row, std::size_t first,
                                           std::size_t count) {
    if (first >= row.size()) return;
    const auto bytes = std::as_bytes(row.subspan(first, std::min(count, row.size() - first)));
    for (std::size_t at = 0; at < bytes.size(); at += 64) __builtin_prefetch(&bytes[at], 1);
    __builtin_prefetch(&bytes.back(), 1);
  }

  /// A spike of the row's source arrives at the synapses at the end of step `arrival`.
  void visit(std::uint32_t r, Step arrival, Calendar& calendar, std::uint32_t slots) {
    Row& row = rows_[r];
    const auto now = static_cast<ShortStep>(arrival.value());
    double transmitted = sign_;
    if (short_term_constants_) {
      transmitted *= transmit(short_term_[r], *short_term_constants_, now - row.source.last);
    }
    const std::span<Stored> all = words(r);
    const Visit visit(synapses_, row.source, now);
    Chunk chunk;
    for (std::size_t i = 0; i < all.size(); i += Chunk::size) {
      const std::size_t count = std::min(Chunk::size, all.size() - i);
      fetch(all, i + Chunk::size * chunks_ahead, Chunk::size);
      visit.update(all.data() + i, count, chunk);
      if (setup_.release) weigh_release(count, arrival, chunk);
      pass_on(count, chunk, transmitted, arrival, calendar, slots);
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      change_quanta_ += static_cast<std::uint64_t>(chunk.quanta[lane]);
    }
    events_ += all.size();
    row.source = visit.source_after();
  }

  /// What a modulator makes of the weights on their way, after they have been stored.
  void weigh_release(std::size_t count, Step arrival, Chunk& chunk) const {
    const ReleaseInput& input = *setup_.release;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t voxel =
          input.voxel == nullptr ? 0 : (*input.voxel)[chunk.neuron(i, setup_.offset)];
      const double factor = std::max(0.0, input.factor->at(arrival, voxel));
      chunk.weight[i] = std::min(chunk.weight[i] * factor, largest_transmitted_);
    }
  }

  /// Enters what the synapses transmit into the calendar.
  void pass_on(std::size_t count, const Chunk& chunk, double transmitted, Step arrival,
               Calendar& calendar, std::uint32_t slots) const {
    const std::uint32_t first_place = setup_.port.row * slots + setup_.port.offset - setup_.offset;
    alignas(64) std::array<CopiedEvent, Chunk::room> events;
    for (std::size_t i = 0; i < count; i += lanes) {
      const IntLanes places =
          (load_lanes<IntLanes>(&chunk.word[i]) & 0xffff) + static_cast<std::int32_t>(first_place);
      const auto weights = load_lanes<DoubleLanes>(&chunk.weight[i]);
      store_records<2>({places, std::bit_cast<IntLanes>(setup_.grid.round(transmitted * weights))},
                       &events[i]);
    }
    // Synapses stand in the order of their delays.
    const auto delays = static_cast<std::size_t>(chunk.delay(count - 1) - chunk.delay(0)) + 1;
    if (count < worth_copying * delays) {
      for (std::size_t i = 0; i < count; ++i) {
        calendar.at(arrival + chunk.delay(i)).events.push(events[i]);
      }
      return;
    }
    for (std::size_t first = 0, end = 0; first < count; first = end) {
      const ShortStep delay = chunk.delay(first);
      end = chunk.delay(count - 1) == delay ? count : first + 1;
      while (end < count && chunk.delay(end) == delay) ++end;
      calendar.at(arrival + delay).events.append_blocks(&events[first], end - first);
    }
  }

  PlasticSetup setup_;
  Synapses synapses_;
  RowArrivals arrivals_;
  double sign_;
  double largest_transmitted_;
  std::optional<ShortTermConstants> short_term_constants_;
  AlignedVector<Row> rows_;  // and one behind the last
  std::vector<ShortTerm> short_term_;
  std::uint64_t events_ = 0;
  std::uint64_t change_quanta_ = 0;
};

}  // namespace engram
