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

/// See run_reference.
class PairReference {
 public:
  PairReference(const ReferenceRule& rule, const SynapseSpikes& spikes, double weight,
                std::optional<Gate> gate)
      : rule_(rule), dt_(spikes.dt), gate_(std::move(gate)), state_{0, weight, 0.0} {
    for (const std::int64_t step : spikes.source) source_.push_back(step + spikes.axonal);
    for (const std::int64_t step : spikes.target) target_.push_back(step + spikes.dendritic);
  }

  ReferenceRun run(std::int64_t until) {
    ReferenceRun result;
    std::size_t s = 0, t = 0;
    while (true) {
      const bool source_left = s < source_.size() && source_[s] <= until;
      const bool target_left = t < target_.size() && target_[t] <= until;
      if (!source_left && !target_left) break;
      if (target_left && (!source_left || target_[t] <= source_[s])) {
        target_spike(target_[t++]);
      } else {
        source_spike(source_[s++]);
        result.arrivals.push_back(state_);
      }
    }
    advance(until);
    result.end = state_;
    return result;
  }

 private:
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();

  /// The last of `spikes` before `step`.
  static std::int64_t last_before(std::span<const std::int64_t> spikes, std::int64_t step) {
    const auto after = std::lower_bound(spikes.begin(), spikes.end(), step);
    return after == spikes.begin() ? none : *(after - 1);
  }

  /// Traces just before `step` from the spikes in [from, step), or from the last of them.
  enum class Count { every, nearest };
  [[nodiscard]] TwoTraces traces(std::span<const std::int64_t> spikes, const TwoTraces& tau,
                                 std::int64_t from, std::int64_t step, Count count) const {
    TwoTraces sum{};
    for (const std::int64_t spike : spikes) {
      if (spike < from || spike >= step) continue;
      for (std::size_t k = 0; k < 2; ++k) {
        const double one = std::exp(-static_cast<double>(step - spike) * dt_ / tau[k]);
        sum[k] = count == Count::nearest ? one : sum[k] + one;
      }
    }
    return sum;
  }

  void target_spike(std::int64_t step) {
    advance(step);
    const bool nearest = rule_.pairs == Pairs::symmetric || rule_.pairs == Pairs::restricted;
    const bool begins_anew = rule_.pairs == Pairs::pre_centered || rule_.pairs == Pairs::restricted;
    // A spike of the target in the step of one of the source comes before it and forgets none of
    // it.
    const std::int64_t from = begins_anew ? last_before(target_, step) : none;
    const Count count = nearest ? Count::nearest : Count::every;
    change(rule_.at_target_spike(state_.weight,
                                 traces(source_, rule_.tau_source, from, step, count),
                                 traces(target_, rule_.tau_target, none, step, Count::every)));
  }

  void source_spike(std::int64_t step) {
    advance(step);
    const Count count = rule_.pairs == Pairs::all ? Count::every : Count::nearest;
    TwoTraces target = traces(target_, rule_.tau_target, none, step, count);
    if (rule_.pairs == Pairs::restricted) {
      // NEST: some spike of the target must have come since the source's last one; should it come
      // together with this one, the one before it makes the pair.
      const std::int64_t last_target = last_before(target_, step + 1);
      if (last_target == none || last_target <= last_before(source_, step)) target = {};
    }
    change(rule_.at_source_spike(
        state_.weight, traces(source_, rule_.tau_source, none, step, Count::every), target));
  }

  void change(double by) {
    if (gate_) {
      state_.eligibility += by;
    } else {
      state_.weight = std::clamp(state_.weight + by, rule_.min, rule_.max);
    }
  }

  /// Lets the weight follow the concentration to the end of `step`, from release to release.
  void advance(std::int64_t step) {
    if (gate_) {
      double now = static_cast<double>(state_.step) * dt_;
      const double end = static_cast<double>(step) * dt_;
      for (const double release : gate_->concentration.times) {
        if (release > now && release < end) {
          follow(now, release);
          now = release;
        }
      }
      follow(now, end);
    }
    state_.step = step;
  }

  /// Integral of c (n - b) over an interval without release (Potjans, Morrison & Diesmann 2010).
  void follow(double from, double to) {
    const double span = to - from;
    const double rate_c = 1.0 / gate_->tau_c;
    const double rate_both = rate_c + 1.0 / gate_->concentration.tau;
    const double c = state_.eligibility;
    const double integral =
        c * gate_->concentration.after(from) * -std::expm1(-rate_both * span) / rate_both -
        c * gate_->baseline * -std::expm1(-rate_c * span) / rate_c;
    state_.weight = std::clamp(state_.weight + integral, rule_.min, rule_.max);
    state_.eligibility = c * std::exp(-rate_c * span);
  }

  ReferenceRule rule_;
  double dt_;
  std::optional<Gate> gate_;
  SynapseState state_;
  std::vector<std::int64_t> source_, target_;  // when they reach the synapse
};

/// The synapse from step 0 to the end of step `until`. With a gate, times of release count from
/// step 0 too, and bounds act at spikes and releases.
inline ReferenceRun run_reference(const ReferenceRule& rule, const SynapseSpikes& spikes,
                                  double weight, std::int64_t until,
                                  std::optional<Gate> gate = std::nullopt) {
  return PairReference(rule, spikes, weight, std::move(gate)).run(until);
}

}  // namespace engram::testing
