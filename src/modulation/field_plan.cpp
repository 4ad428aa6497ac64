#include "modulation/field_plan.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "core/time_grid.hpp"

namespace engram {
namespace {

constexpr double stable_share = 0.5;
constexpr double uptake_share = 0.5;
constexpr double most_for_uptake = 100.0;
constexpr double longest = 1e12;  // ms, so that times in steps are whole numbers of 64 bits

// Rounded up, but a number that exceeds a whole one by rounding alone counts as that one.
double up(double x) {
  return std::ceil(x * (1.0 - 1e-12));
}

// Cut to three digits, so that what a message allows is allowed.
double cut(double x) {
  if (!(x > 0.0)) return 0.0;
  const double unit = std::pow(10.0, std::floor(std::log10(x)) - 2.0);
  return std::floor(x / unit) * unit;
}

std::optional<std::string> interval_problem(const Modulator& modulator, double dt) {
  const double interval = modulator.interval;
  const TimeGrid grid(dt);
  if (interval <= longest && grid.on_grid(interval) && grid.steps(interval) >= 1) return {};
  return fmt::format("'interval' is {} ms; allowed: a multiple of dt = {} ms, at least dt",
                     interval, dt);
}

std::optional<std::string> release_problem(const Modulator& modulator) {
  const bool of_either_sign = !modulator.neurons.empty();
  const auto allowed = [&](double amount) {
    return std::isfinite(amount) && (of_either_sign || amount >= 0.0);
  };
  const char* what = of_either_sign ? "finite numbers" : "at least 0 uM";
  for (const ReleaseSource& source : modulator.sources) {
    if (allowed(source.amount)) continue;
    return fmt::format("each spike of '{}' releases {}; allowed: {}", source.neurons.population,
                       source.amount, what);
  }
  if (!modulator.release_array.file.empty()) return {};
  if (modulator.release_times.size() != modulator.release_amounts.size()) {
    return fmt::format("there are {} release times and {} amounts; allowed: as many of both",
                       modulator.release_times.size(), modulator.release_amounts.size());
  }
  for (std::size_t i = 0; i < modulator.release_times.size(); ++i) {
    const double time = modulator.release_times[i], amount = modulator.release_amounts[i];
    if (!(time >= 0.0 && time <= longest)) {
      return fmt::format("a release is scheduled at {} ms; allowed: in [0, {}]", time, longest);
    }
    if (!allowed(amount)) {
      return fmt::format("a release of {} is scheduled; allowed: {}", amount, what);
    }
  }
  return {};
}

// Beyond the largest number allowed it is only known to be too large.
std::int64_t sub_steps_of(const SpeciesConstants& species, const Voxels& voxels, double interval) {
  const double diffusion =
      interval / (stable_share * FieldStep::stable_step(species, voxels));  // 0 without
  const double uptake =
      std::min(most_for_uptake, interval * species.v_max / (uptake_share * species.k_m));
  const double most = static_cast<double>(FieldPlan::most_sub_steps) + 1.0;
  return static_cast<std::int64_t>(std::clamp(up(std::max(diffusion, uptake)), 1.0, most));
}

std::optional<std::string> stability_problem(const Modulator& modulator, double dt) {
  const SpeciesConstants species = constants_of(modulator);
  const Voxels voxels = Voxels::of(modulator, 1);
  if (sub_steps_of(species, voxels, modulator.interval) <= FieldPlan::most_sub_steps) return {};
  const double stable = FieldStep::stable_step(species, voxels);
  const double allowed =
      cut(static_cast<double>(FieldPlan::most_sub_steps) * stable_share * stable);
  const std::string remedy =
      allowed >= dt
          ? fmt::format("an interval of at most {:.3g} ms, or larger voxels", allowed)
          : fmt::format("larger voxels (at dt = {:g} ms no interval is short enough)", dt);
  return fmt::format(
      "diffusion with D = {} um^2/ms between these voxels is stable in steps of at most {:.3g} ms, "
      "and an interval of {} ms would need more than {} sub-steps of half of that; allowed: {}",
      species.diffusion, stable, modulator.interval, FieldPlan::most_sub_steps, remedy);
}

const Modulator& checked(const Modulator& modulator, double dt) {
  if (const auto wrong = FieldPlan::problem(modulator, dt)) {
    throw Error(fmt::format("modulator '{}': {}", modulator.name, *wrong));
  }
  return modulator;
}

}  // namespace

FieldPlan::FieldPlan(const Modulator& modulator, double dt, std::uint64_t neurons)
    : voxels(Voxels::of(checked(modulator, dt), neurons)),
      species(constants_of(modulator)),
      interval(modulator.interval),
      interval_steps(TimeGrid(dt).steps(modulator.interval)),
      sub_steps(sub_steps_of(species, voxels, interval)),
      step(species, voxels, interval / static_cast<double>(sub_steps)) {
  for (const ReleaseSource& source : modulator.sources) amounts.push_back(source.amount);
}

std::optional<double> FieldPlan::decay_time() const {
  if (step.diffuses() || species.v_max > 0.0 || voxels.per_neuron()) return {};
  return species.tau;
}

std::optional<std::string> FieldPlan::problem(const Modulator& modulator, double dt) {
  try {
    static_cast<void>(constants_of(modulator));
  } catch (const Error& error) {
    return error.what();
  }
  if (modulator.grid) {
    if (auto wrong = Voxels::problem(*modulator.grid)) return wrong;
  }
  if (auto wrong = interval_problem(modulator, dt)) return wrong;
  if (auto wrong = release_problem(modulator)) return wrong;
  return stability_problem(modulator, dt);
}

}  // namespace engram
