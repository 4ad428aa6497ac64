#include "api/progress_meter.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "api/machine.hpp"
#include "partitioning/cost.hpp"

namespace engram {
namespace {

constexpr std::int64_t report_every_ms = 200;
/// Seconds after which a piece of the run counts half in the real-time factor shown.
constexpr double half_life = 3.0;

/// Spikes counted on this rank.
double count(const Simulator& simulator) {
  const std::vector<std::uint64_t> spikes = simulator.spikes_per_population();
  return static_cast<double>(std::accumulate(spikes.begin(), spikes.end(), std::uint64_t{0}));
}

}  // namespace

BuildMeter::BuildMeter(const RunOptions& options, const Communicator& communicator,
                       const Experiment& experiment, const Catalogue& catalogue)
    : options_(options),
      speaks_(communicator.is_root() && static_cast<bool>(options.on_progress)),
      expected_(estimate_load(experiment, catalogue).synapses),
      ranks_(communicator.size()),
      last_(-report_every_ms) {}

void BuildMeter::add(std::uint64_t synapses) {
  const std::uint64_t mine = built_ += synapses;
  if (!speaks_) return;
  const std::int64_t now =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin_).count();
  std::int64_t last = last_;
  // Whichever thread comes first after the pause speaks.
  if (now - last < report_every_ms || !last_.compare_exchange_strong(last, now)) return;
  report(static_cast<double>(mine) * ranks_);
}

void BuildMeter::report(double built) {
  Progress progress;
  progress.stage = Progress::Stage::building;
  progress.synapses = built;
  progress.fraction = expected_ > 0.0 ? std::min(1.0, built / expected_) : 1.0;
  progress.resident_bytes = static_cast<double>(resident_memory()) * ranks_;
  const double passed = std::chrono::duration<double>(Clock::now() - begin_).count();
  if (progress.fraction > 0.0) progress.seconds_left = passed * (1.0 / progress.fraction - 1.0);
  options_.on_progress(progress);
}

void BuildMeter::done(double /*seconds*/) {
  if (speaks_) report(static_cast<double>(built_) * ranks_);
}

ProgressMeter::ProgressMeter(const RunOptions& options, const Communicator& communicator,
                             const Experiment& experiment, const Simulator& simulator)
    : options_(options), communicator_(communicator) {
  progress_.stage = Progress::Stage::running;
  progress_.duration_ms = experiment.simulation.warmup + experiment.simulation.duration;
  dt_ = experiment.simulation.dt;
  warmup_ms_ = experiment.simulation.warmup;
  for (const Population& population : experiment.populations) {
    neurons_ += static_cast<double>(population.size);
  }
  progress_.model_ms = static_cast<double>(simulator.now().value()) * dt_;
  // What has been loaded counts on the root.
  spikes_before_ = count(simulator);
}

void ProgressMeter::show(const Simulator& simulator) {
  const Clock::time_point now = Clock::now();
  const double passed = std::chrono::duration<double>(now - last_).count();
  const double model_ms = static_cast<double>(simulator.now().value()) * dt_;
  if (!communicator_.is_root() || !options_.on_progress) return;
  if (passed * 1e3 < report_every_ms && model_ms < progress_.duration_ms - 0.5 * dt_) return;
  // The root counts for all ranks: a rate for people needs no exact sum.
  const double mine = count(simulator) - spikes_before_;
  const double remembered = std::exp2(-passed / half_life);
  recent_seconds_ = recent_seconds_ * remembered + passed;
  recent_model_ms_ = recent_model_ms_ * remembered + (model_ms - progress_.model_ms);
  last_ = now;
  progress_.model_ms = model_ms;
  progress_.fraction = progress_.duration_ms > 0.0 ? model_ms / progress_.duration_ms : 1.0;
  progress_.real_time_factor =
      recent_model_ms_ > 0.0 ? recent_seconds_ / (recent_model_ms_ * 1e-3) : 0.0;
  progress_.seconds_left = (progress_.duration_ms - model_ms) * 1e-3 * progress_.real_time_factor;
  const double recorded = (model_ms - warmup_ms_) * 1e-3;
  progress_.rate_hz = recorded > 0.0 && neurons_ > 0.0
                          ? (spikes_before_ + mine * communicator_.size()) / neurons_ / recorded
                          : 0.0;
  progress_.resident_bytes = static_cast<double>(resident_memory()) * communicator_.size();
  options_.on_progress(progress_);
}

void ProgressMeter::done(double /*seconds*/) {
  if (!communicator_.is_root() || !options_.on_progress) return;
  progress_.stage = Progress::Stage::finished;
  options_.on_progress(progress_);
}

}  // namespace engram
