#include <array>
#include <memory>

#include "stimuli/active_steps.hpp"
#include "stimuli/parameters.hpp"
#include "stimuli/poisson_counts.hpp"
#include "stimuli/target_weights.hpp"
#include "stimuli/target_words.hpp"
#include "stimuli/types.hpp"

namespace engram {
namespace {

constexpr std::array parameters{
    Quantity{"rate", "Hz", 0.0, {0.0, 1e9, false, false}, "mean rate of the spikes of each target"},
    start_line,
    stop_line,
};

/// Poisson spike trains, one for each target. The number of spikes emitted in step s for a neuron
/// is Poisson distributed with mean rate * dt, independent of all others, and arrives in step s +
/// delay.
class PoissonSpikes final : public SpikeStimulus {
 public:
  explicit PoissonSpikes(const StimulusSetup& setup)
      : targets_(setup.targets),
        weights_(setup),
        source_(setup.seed, Purpose::poisson, setup.entity),
        population_(setup.population),
        delay_(delay_steps(setup.grid, setup.stimulus->delay)),
        active_(steps_between(setup.grid, number(*setup.stimulus, parameters, "start"),
                              number(*setup.stimulus, parameters, "stop"))) {
    const double mean = number(*setup.stimulus, parameters, "rate") * setup.grid.dt() * 1e-3;
    if (mean > 0.0) counts_ = std::make_unique<PoissonCounts>(mean);
  }

  void add(Step step, std::span<double* const> ports) override {
    const std::int64_t emitted = step.value() - delay_;
    if (counts_ == nullptr || emitted < 0 || !active_.contains(emitted)) return;
    std::size_t position = 0;
    for (const TargetRun& run : targets_) {
      for_words(source_, population_, run, static_cast<std::uint64_t>(emitted),
                [&](std::size_t k, const std::uint32_t* words, std::size_t n) {
                  alignas(64) std::array<std::int32_t, 256> counts;
                  counts_->draw(words, counts.data(), n);
                  weights_.add(ports, position + k, run.first_local + k, counts.data(), n);
                });
      position += run.count;
    }
  }

 private:
  std::vector<TargetRun> targets_;
  TargetWeights weights_;
  RandomSource source_;
  std::uint32_t population_;
  std::int64_t delay_;
  StepRange active_;
  std::unique_ptr<PoissonCounts> counts_;  // null: the rate is zero
};

}  // namespace

StimulusType poisson_generator() {
  StimulusType type;
  type.info = {
      {"poisson_generator", "Independent Poisson spike trains, one for each target.",
       "spikes in a step ~ Poisson(rate dt), independent for every target and step",
       "Counts by inversion from one Philox4x32-10 word each (Salmon et al. 2011, "
       "doi:10.1145/2063384.2063405)",
       parameters},
      StimulusInfo::Output::spikes,
      false,
      [](const ParameterLookup& parameter, const auto&) { return check_start_stop(parameter); }};
  type.make_spikes = [](const StimulusSetup& setup) -> std::unique_ptr<SpikeStimulus> {
    return std::make_unique<PoissonSpikes>(setup);
  };
  return type;
}

}  // namespace engram
