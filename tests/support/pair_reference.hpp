#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

/// One plastic synapse in double precision, straight from the equations and in no hurry: every
/// trace is summed over all spikes that count at every event. What the engine's rows are compared
/// with.
///
/// At a spike of the source, which arrives at t = t_source + axonal delay, first the spikes of the
/// target with t_last < t_target + dendritic delay <= t potentiate in their order; then the
/// depression takes the target's spikes that came strictly before t. So spikes of both neurons that
/// reach the synapse in the same step make no pair.
namespace engram::testing {

/// Spikes at both ends of the synapse, in steps, ascending.
struct SynapseSpikes {
  std::vector<std::int64_t> source{};
  std::vector<std::int64_t> target{};
  std::int64_t axonal = 0;
  std::int64_t dendritic = 1;
  double dt = 0.1;  ///< ms
};

/// Which earlier spikes count.
enum class Pairs {
  all,           ///< all of them
  symmetric,     ///< the nearest one
  pre_centered,  ///< of the source those since the target's last spike, of the target the nearest
  restricted     ///< the nearest one, unless another spike of the neuron's own came since
};

/// Two traces of a neuron, a rule with one reads the first.
using TwoTraces = std::array<double, 2>;

/// A change of the weight (or of the eligibility) by one spike.
using Change =
    std::function<double(double weight, const TwoTraces& source, const TwoTraces& target)>;

struct ReferenceRule {
  Change at_target_spike;
  Change at_source_spike;
  TwoTraces tau_source{20.0, 20.0};  ///< ms
  TwoTraces tau_target{20.0, 20.0};
  double min = 0.0;
  double max = std::numeric_limits<double>::infinity();
  Pairs pairs = Pairs::all;
};

/// A modulator released at some times; its concentration decays exponentially in between.
struct Concentration {
  std::vector<double> times{};    ///< ms, ascending
  std::vector<double> amounts{};  ///< added at these times
  double tau = 200.0;             ///< ms

  [[nodiscard]] double after(double t) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < times.size() && times[i] <= t; ++i) {
      sum += amounts[i] * std::exp(-(t - times[i]) / tau);
    }
    return sum;
  }
};

/// The rule's changes go to an eligibility c, and dw/dt = c (concentration - baseline).
struct Gate {
  Concentration concentration{};
  double tau_c = 1000.0;  ///< ms
  double baseline = 0.0;
};

/// The synapse at the end of a step.
struct SynapseState {
  std::int64_t step = 0;
  double weight = 0.0;
  double eligibility = 0.0;
};

struct ReferenceRun {
  std::vector<SynapseState> arrivals;  ///< after each arrival of a spike of the source
  SynapseState end;                    ///< at the end of the step asked for
};

/// exp(-t / tau) after a number of steps; those after few steps are kept.
class DecayAfter {
 public:
  DecayAfter(double tau, double dt) : tau_(tau), dt_(dt) {
    for (std::int64_t k = 0; k < 3'000; ++k) kept_.push_back(exact(k));
  }
  double operator()(std::int64_t steps) const {
    const auto k = static_cast<std::size_t>(steps);
    return k < kept_.size() ? kept_[k] : exact(steps);
  }

 private:
  [[nodiscard]] double exact(std::int64_t steps) const {
    return std::exp(-static_cast<double>(steps) * dt_ / tau_);
  }

  double tau_, dt_;
  std::vector<double> kept_;
};

/// The spikes of one synapse with the traces that each of them finds, which no weight depends on;
/// so the changes that rules make of them can be run many times.
class PairReference {
 public:
  /// Takes the time constants, the pairing and the bounds of `rule`.
  PairReference(const ReferenceRule& rule, const SynapseSpikes& spikes)
      : rule_(rule), dt_(spikes.dt) {
    for (const std::int64_t step : spikes.source) source_.push_back(step + spikes.axonal);
    for (const std::int64_t step : spikes.target) target_.push_back(step + spikes.dendritic);
    for (std::size_t k = 0; k < 2; ++k) {
      decay_source_.emplace_back(rule.tau_source[k], dt_);
      decay_target_.emplace_back(rule.tau_target[k], dt_);
    }
    for (const std::int64_t step : source_) at_source_.push_back(source_spike(step));
    for (const std::int64_t step : target_) at_target_.push_back(target_spike(step));
  }

  /// From step 0 to the end of step `until` with the changes of `rule`; see run_reference.
  [[nodiscard]] ReferenceRun run(const ReferenceRule& rule, double weight, std::int64_t until,
                                 const std::optional<Gate>& gate = std::nullopt) const {
    ReferenceRun result;
    SynapseState state{0, weight, 0.0};
    std::size_t s = 0, t = 0;
    while (true) {
      const bool source_left = s < source_.size() && source_[s] <= until;
      const bool target_left = t < target_.size() && target_[t] <= until;
      if (!source_left && !target_left) break;
      if (target_left && (!source_left || target_[t] <= source_[s])) {
        advance(state, gate, target_[t]);
        const Found& found = at_target_[t++];
        change(state, gate, rule.at_target_spike(state.weight, found.source, found.target));
      } else {
        advance(state, gate, source_[s]);
        const Found& found = at_source_[s++];
        change(state, gate, rule.at_source_spike(state.weight, found.source, found.target));
        result.arrivals.push_back(state);
      }
    }
    advance(state, gate, until);
    result.end = state;
    return result;
  }

 private:
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();

  /// The traces a spike finds.
  struct Found {
    TwoTraces source;
    TwoTraces target;
  };

  /// The last of `spikes` before `step`.
  static std::int64_t last_before(std::span<const std::int64_t> spikes, std::int64_t step) {
    const auto after = std::lower_bound(spikes.begin(), spikes.end(), step);
    return after == spikes.begin() ? none : *(after - 1);
  }

  /// Traces just before `step` from the spikes in [from, step), or from the last of them.
  enum class Count { every, nearest };
  static TwoTraces traces(std::span<const std::int64_t> spikes,
                          const std::vector<DecayAfter>& decay, std::int64_t from,
                          std::int64_t step, Count count) {
    TwoTraces sum{};
    for (const std::int64_t spike : spikes) {
      if (spike >= step) break;
      if (spike < from) continue;
      for (std::size_t k = 0; k < 2; ++k) {
        const double one = decay[k](step - spike);
        sum[k] = count == Count::nearest ? one : sum[k] + one;
      }
    }
    return sum;
  }

  [[nodiscard]] Found target_spike(std::int64_t step) const {
    const bool nearest = rule_.pairs == Pairs::symmetric || rule_.pairs == Pairs::restricted;
    const bool begins_anew = rule_.pairs == Pairs::pre_centered || rule_.pairs == Pairs::restricted;
    // A spike of the target in the step of one of the source comes before it and forgets none of
    // it.
    const std::int64_t from = begins_anew ? last_before(target_, step) : none;
    const Count count = nearest ? Count::nearest : Count::every;
    return {traces(source_, decay_source_, from, step, count),
            traces(target_, decay_target_, none, step, Count::every)};
  }

  [[nodiscard]] Found source_spike(std::int64_t step) const {
    const Count count = rule_.pairs == Pairs::all ? Count::every : Count::nearest;
    TwoTraces target = traces(target_, decay_target_, none, step, count);
    if (rule_.pairs == Pairs::restricted) {
      // NEST: some spike of the target must have come since the source's last one; should it come
      // together with this one, the one before it makes the pair.
      const std::int64_t last_target = last_before(target_, step + 1);
      if (last_target == none || last_target <= last_before(source_, step)) target = {};
    }
    return {traces(source_, decay_source_, none, step, Count::every), target};
  }

  void change(SynapseState& state, const std::optional<Gate>& gate, double by) const {
    if (gate) {
      state.eligibility += by;
    } else {
      state.weight = std::clamp(state.weight + by, rule_.min, rule_.max);
    }
  }

  /// Lets the weight follow the concentration to the end of `step`, from release to release.
  void advance(SynapseState& state, const std::optional<Gate>& gate, std::int64_t step) const {
    if (gate) {
      double now = static_cast<double>(state.step) * dt_;
      const double end = static_cast<double>(step) * dt_;
      for (const double release : gate->concentration.times) {
        if (release > now && release < end) {
          follow(state, *gate, now, release);
          now = release;
        }
      }
      follow(state, *gate, now, end);
    }
    state.step = step;
  }

  /// Integral of c (n - b) over an interval without release (Potjans, Morrison & Diesmann 2010).
  void follow(SynapseState& state, const Gate& gate, double from, double to) const {
    const double span = to - from;
    const double rate_c = 1.0 / gate.tau_c;
    const double rate_both = rate_c + 1.0 / gate.concentration.tau;
    const double c = state.eligibility;
    // Before the first change there is none, and nothing to integrate.
    if (c == 0.0) return;
    const double integral =
        c * gate.concentration.after(from) * -std::expm1(-rate_both * span) / rate_both -
        c * gate.baseline * -std::expm1(-rate_c * span) / rate_c;
    state.weight = std::clamp(state.weight + integral, rule_.min, rule_.max);
    state.eligibility = c * std::exp(-rate_c * span);
  }

  ReferenceRule rule_;
  double dt_;
  std::vector<std::int64_t> source_, target_;            // when they reach the synapse
  std::vector<DecayAfter> decay_source_, decay_target_;  // one for each of the two traces
  std::vector<Found> at_source_, at_target_;
};

/// The synapse from step 0 to the end of step `until`. With a gate, times of release count from
/// step 0 too, and bounds act at spikes and releases.
inline ReferenceRun run_reference(const ReferenceRule& rule, const SynapseSpikes& spikes,
                                  double weight, std::int64_t until,
                                  std::optional<Gate> gate = std::nullopt) {
  return PairReference(rule, spikes).run(rule, weight, until, gate);
}

}  // namespace engram::testing
