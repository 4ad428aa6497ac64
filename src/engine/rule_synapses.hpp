#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "core/decay_table.hpp"
#include "engine/plastic_rows.hpp"
#include "plasticity/post_history.hpp"
#include "plasticity/rule.hpp"

namespace engram {

/// Whether a rule's changes go to the weight or, through an eligibility trace, wait for a third
/// factor.
enum class Gating { direct, by_third_factor };

/// How the synapses of one projection onto one group change by their rule: its constants, the
/// targets' histories and the arithmetic of one synapse. What is read at any time, and what the
/// synapses of a whole row are brought up to date with (RuleChunks), computes the same bits.
template <class Rule, Gating gating>
class RuleSynapses {
 public:
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

 private:
  struct Word : PlasticWord {
    std::array<float, (own_trace ? 1 : 0) + (gated ? 1 : 0)> more;
  };
  struct BareWord : PlasticWord {};

 public:
  /// A synapse as it lies in the store.
  using Stored = std::conditional_t<own_trace || gated, Word, BareWord>;

  /// What all synapses of a source share.
  struct Source {
    ShortStep last;                // its last spike at the synapses
    ShortStep seen;                // the synapses are up to date at this step's end
    std::array<float, n_pre> pre;  // traces just after that spike
  };

  /// What an event changes of a synapse, or of several (DoubleLanes).
  template <class Real>
  struct Numbers {
    Real weight{};
    Real own{};  ///< own trace
    /// The eligibility trace as it would have been at the beginning of the segment of PrefixSums:
    /// so it stays as it is between events, and following the third factor is one product.
    Real eligibility{};
  };
  /// A synapse in double precision while it is worked on.
  struct Synapse : Numbers<double> {
    std::uint32_t neuron = 0;  ///< within the group
    ShortStep delay = 1;
    std::uint64_t quanta = 0;  ///< of change
  };

  /// What hot loops need to change weights.
  struct WeightChange {
    WeightBounds bounds;
    double scale = 0.0;  ///< from a change to its quanta

    /// Adds to a weight, within the bounds and rounded as it is stored: so it makes no difference
    /// whether several changes come in one visit or in several. Returns the magnitude of the change
    /// in units of 2^-28 of the largest weight, rounded.
    template <class Real>
    [[gnu::always_inline]] WholeOf<Real> change(Real& weight, const Real& by) const {
      const Real before = weight;
      // So that what is not a number stays so and is found.
      const Real sum = weight + by;
      const Real raised = select(sum < bounds.min, Real{} + bounds.min, sum);
      weight = as_float(select(raised > bounds.max, Real{} + bounds.max, raised));
      // Beyond 2^52 the last bit of a double counts ones.
      constexpr double shift = 0x1p52;
      return std::bit_cast<WholeOf<Real>>(magnitude(weight - before) * scale + shift) -
             std::bit_cast<std::int64_t>(shift);
    }
  };

  explicit RuleSynapses(const PlasticSetup& setup)
      : constants_(Rule::derive(named(setup), setup.dt)), offset_(setup.offset) {
    weight_change_.bounds = Rule::bounds(constants_);
    if (!std::isfinite(weight_change_.bounds.max)) weight_change_.bounds.max = setup.weight_limit;
    weight_change_.scale =
        weight_change_.bounds.max > 0.0 ? 0x1p28 / weight_change_.bounds.max : 0.0;
    const auto pre_tau = Rule::pre_time_constants(named(setup));
    for (std::size_t k = 0; k < n_pre; ++k) pre_decay_[k] = DecayTable(pre_tau[k], setup.dt);
    if constexpr (n_post > 0) history_ = find_history(setup);
    if constexpr (gated) third_factor_ = *setup.third_factor;
  }

  [[nodiscard]] Synapse load(const Stored& word) const {
    Synapse synapse;
    synapse.neuron = word.target - offset_;
    synapse.delay = static_cast<ShortStep>(word.delay);
    synapse.weight = static_cast<double>(word.weight);
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
  [[nodiscard]] Traces<n_pre> pre_traces(const Source& source, ShortStep at) const {
    Traces<n_pre> now{};
    for (std::size_t k = 0; k < n_pre; ++k) {
      now[k] = static_cast<double>(source.pre[k]) * pre_decay_[k](at - source.last);
    }
    return now;
  }

  void change(Synapse& synapse, double by) const {
    synapse.quanta += static_cast<std::uint64_t>(weight_change_.change<double>(synapse.weight, by));
  }

  /// Integral of the target's third factor until the end of step `at`, within its segment.
  [[nodiscard]] double integral(std::uint32_t neuron, ShortStep at) const {
    // A step's end is the next one's beginning, from which integrals count.
    return third_factor_.sums->at(column_of(neuron), at + 1);
  }

  /// The weight follows the third factor over (from, to].
  void follow(Synapse& synapse, ShortStep from, ShortStep to) const {
    if (synapse.eligibility == 0.0) return;
    const PrefixSums& sums = *third_factor_.sums;
    const std::size_t column = column_of(synapse.neuron);
    double begun = sums.at(column, from + 1);
    double gained = 0.0;
    for (std::int64_t s = sums.segment(from + 1); s < sums.segment(to + 1); ++s) {
      gained += synapse.eligibility * (sums.at_end_of(s, column) - begun);
      synapse.eligibility *= sums.segment_decay();
      begun = 0.0;
    }
    change(synapse, gained + synapse.eligibility * (sums.at(column, to + 1) - begun));
  }

  /// The eligibility trace at the end of step `at`, up to which the synapse is up to date.
  [[nodiscard]] double trace_of(const Synapse& synapse, ShortStep at) const {
    if constexpr (!gated) return 0.0;
    return synapse.eligibility / third_factor_.sums->growth(at + 1);
  }

  /// A spike of the target reaches the synapse at the end of step `at`; `post`: the target's traces
  /// just before it. Returns the quanta of change. `constants`: the rule's, in any form.
  template <class Constants, class Real, class Steps>
  [[gnu::always_inline]] WholeOf<Real> at_post(const Constants& constants, Numbers<Real>& synapse,
                                               const Source& source, const Steps& at,
                                               const Traces<n_post, Real>& post) const {
    const Steps since = at - source.last;
    Traces<n_pre, Real> pre;
    for (std::size_t k = 0; k < n_pre; ++k) {
      pre[k] = static_cast<double>(source.pre[k]) * pre_decay_[k].reader()(since);
    }
    if constexpr (Rule::pairing == Pairing::nearest_pre_centered) {
      pre[0] = synapse.own * pre_decay_[0].reader()(since);
      synapse.own = Real{};
    }
    Real by = Rule::at_post(constants, synapse.weight, pre, post);
    if constexpr (Rule::pairing == Pairing::nearest_restricted) {
      // Only the first spike of the target since that of the source.
      by = select(synapse.own == 0.0, by, Real{});
      synapse.own = Real{} + 1.0;
    }
    if constexpr (gated) {
      synapse.eligibility += by * third_factor_.sums->growth(at + 1);
      return WholeOf<Real>{};
    } else {
      return weight_change_.change(synapse.weight, by);
    }
  }
  void at_post(Synapse& synapse, const Source& source, ShortStep at,
               const typename History::Entry& entry) const {
    Traces<n_post> post{};
    for (std::size_t q = 0; q < n_post; ++q) post[q] = static_cast<double>(entry.before[q]);
    Numbers<double>& numbers = synapse;
    synapse.quanta +=
        static_cast<std::uint64_t>(at_post(constants_, numbers, source, std::int64_t{at}, post));
  }

  /// All spikes of the target that reach the synapse until the end of step `to`; returns when the
  /// last of them did.
  ShortStep bring_up(Synapse& synapse, const Source& source, ShortStep to) const {
    ShortStep at = source.seen;
    history_->each(synapse.neuron, source.seen - synapse.delay, to - synapse.delay,
                   [&](const typename History::Entry& entry) {
                     const ShortStep arrival = entry.step + synapse.delay;
                     if constexpr (gated) follow(synapse, at, arrival);
                     at = arrival;
                     at_post(synapse, source, arrival, entry);
                   });
    return at;
  }

  /// Everything up to the end of step `to`.
  void bring_up_to(Synapse& synapse, const Source& source, ShortStep to) const {
    if constexpr (n_post > 0) {
      const ShortStep at = bring_up(synapse, source, to);
      if constexpr (gated) follow(synapse, at, to);
    }
  }

  [[nodiscard]] const typename Rule::Constants& constants() const { return constants_; }
  [[nodiscard]] const WeightChange& weight_change() const { return weight_change_; }
  [[nodiscard]] const History& history() const { return *history_; }
  [[nodiscard]] const DecayTable& pre_decay(std::size_t trace) const { return pre_decay_[trace]; }
  [[nodiscard]] const ThirdFactorInput& third_factor() const { return third_factor_; }
  /// Of the group in the shard's arrays.
  [[nodiscard]] std::uint32_t offset() const { return offset_; }

 private:
  [[nodiscard]] std::size_t column_of(std::uint32_t neuron) const {
    return third_factor_.column == nullptr ? 0 : (*third_factor_.column)[neuron];
  }

  [[nodiscard]] static NamedValues named(const PlasticSetup& setup) {
    return NamedValues(Rule::parameters, setup.parameters);
  }

  static History* find_history(const PlasticSetup& setup) {
    const std::array<double, n_post> tau = Rule::post_time_constants(named(setup));
    for (const std::unique_ptr<SpikeHistory>& known : *setup.histories) {
      if (auto* history = dynamic_cast<History*>(known.get())) {
        if (std::ranges::equal(history->time_constants(), tau)) return history;
      }
    }
    auto made = std::make_unique<History>(setup.targets, tau, setup.dt);
    History* history = made.get();
    setup.histories->push_back(std::move(made));
    return history;
  }

  typename Rule::Constants constants_;
  WeightChange weight_change_;
  std::uint32_t offset_;
  std::array<DecayTable, n_pre> pre_decay_;
  ThirdFactorInput third_factor_;
  History* history_ = nullptr;
};

}  // namespace engram
