#include <algorithm>
#include <array>
#include <memory>

#include "core/random/fast_normal.hpp"
#include "stimuli/active_steps.hpp"
#include "stimuli/parameters.hpp"
#include "stimuli/target_currents.hpp"
#include "stimuli/target_words.hpp"
#include "stimuli/types.hpp"

namespace engram {
namespace {

constexpr std::array parameters{
    Quantity{"mean", "pA", 0.0, Range::any(), "mean current"},
    Quantity{"std", "pA", 0.0, Range::at_least(0), "standard deviation of the current"},
    Quantity{"dt", "ms", 1.0, Range::above(0), "time for which a value holds, at least one step"},
    start_line,
    stop_line,
};

/// Gaussian white noise, held for intervals of equal length, drawn anew for every target and
/// interval. A current emitted in step s acts in step s + delay + 1; the first interval begins with
/// the first active step.
class NoiseCurrent final : public CurrentStimulus {
 public:
  explicit NoiseCurrent(const StimulusSetup& setup)
      : targets_(setup),
        source_(setup.seed, Purpose::noise, setup.entity),
        population_(setup.population),
        mean_(number(*setup.stimulus, parameters, "mean")),
        std_(number(*setup.stimulus, parameters, "std")),
        hold_(
            std::max<std::int64_t>(1, setup.grid.steps(number(*setup.stimulus, parameters, "dt")))),
        values_(count_targets(setup.targets)) {
    // As for all currents, the device is a step ahead of the time asked for, and the neuron a step
    // late.
    const StepRange asked = steps_between(setup.grid, number(*setup.stimulus, parameters, "start"),
                                          number(*setup.stimulus, parameters, "stop"));
    const std::int64_t delay = delay_steps(setup.grid, setup.stimulus->delay);
    acting_ = {std::max<std::int64_t>(asked.begin, 1) + delay, asked.end + delay};
  }

  [[nodiscard]] bool changes(Step step) const override {
    const std::int64_t now = step.value();
    if (now == 0) return true;
    if (!acting_.contains(now)) return acting_.contains(now - 1);
    return (now - acting_.begin) % hold_ == 0;
  }
  [[nodiscard]] bool uniform() const override { return false; }
  [[nodiscard]] double value(Step) const override { return 0.0; }

  void add(Step step, std::span<double> current) override {
    if (!acting_.contains(step.value())) return;
    const std::int64_t interval = (step.value() - acting_.begin) / hold_;
    if (interval != drawn_) draw(interval);
    targets_.add(current, [this](std::size_t position) { return values_[position]; });
  }

 private:
  void draw(std::int64_t interval) {
    drawn_ = interval;
    const FastNormal& normal = FastNormal::table();
    double* value = values_.data();
    for (const TargetRun& run : targets_.targets()) {
      for_words(source_, population_, run, static_cast<std::uint64_t>(interval),
                [&](std::size_t, const std::uint32_t* words, std::size_t n) {
                  for (std::size_t k = 0; k < n; ++k) {
                    *value++ = mean_ + std_ * normal(open_unit(words[k]));
                  }
                });
    }
  }

  TargetCurrents targets_;
  RandomSource source_;
  std::uint32_t population_;
  double mean_;
  double std_;
  std::int64_t hold_;
  StepRange acting_;
  std::vector<double> values_;  // of the interval drawn last, one per target
  std::int64_t drawn_ = -1;
};

}  // namespace

StimulusType noise_generator() {
  StimulusType type;
  type.info = {
      {"noise_generator", "Gaussian white noise current, independent for every target.",
       "I(t) = weight (mean + std N_k) during interval k of length dt, N_k standard normal",
       "NEST 3, noise_generator (conventions of time); quantiles: Wichura 1988, "
       "doi:10.2307/2347330",
       parameters},
      StimulusInfo::Output::current,
      false,
      [](const ParameterLookup& parameter, const auto&) { return check_start_stop(parameter); }};
  type.make_current = [](const StimulusSetup& setup) -> std::unique_ptr<CurrentStimulus> {
    return std::make_unique<NoiseCurrent>(setup);
  };
  return type;
}

}  // namespace engram
