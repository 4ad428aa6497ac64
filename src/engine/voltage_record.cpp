#include "engine/voltage_record.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/delivery.hpp"

namespace engram {
namespace {

/// A spike is treated within two cycles.
constexpr std::int64_t lateness = 2 * static_cast<std::int64_t>(SpikeWord::max_cycle) + 2;

double positive(double value) {
  return std::max(value, 0.0);
}

}  // namespace

VoltageRecord::VoltageRecord(std::size_t neurons, const Settings& settings, double dt,
                             std::int64_t block)
    : neurons_(neurons),
      settings_(settings),
      block_(block),
      sums_(neurons, settings.tau_x, dt, 1),
      // A sum takes the trace at the end of a step, times dt, where the integral has the whole
      // step.
      scale_(dt / (settings.tau_x * std::expm1(dt / settings.tau_x))),
      signal_(neurons) {
  reach_back(1);
}

void VoltageRecord::reach_back(ShortStep delay) {
  if (delay <= longest_delay_) return;
  longest_delay_ = delay;
  const auto rows = std::bit_ceil(static_cast<std::uint64_t>(longest_delay_ + lateness));
  mask_ = rows - 1;
  recent_.assign(rows * neurons_, 0.0F);
  sums_.reserve(block_ + longest_delay_ + lateness);
}

void VoltageRecord::observe(Step step, const NeuronGroup& neurons) {
  const std::span<const double> v = neurons.offered("V_m");
  const std::span<const double> plus = neurons.offered("u_bar_plus");
  const std::span<const double> minus = neurons.offered("u_bar_minus");
  const double theta_plus = settings_.theta_plus;
  const double theta_minus = settings_.theta_minus;
  for (std::size_t i = 0; i < neurons_; ++i) {
    signal_[i] = positive(v[i] - theta_plus) * positive(plus[i] - theta_minus);
  }
  sums_.append(signal_);
  float* const recent = recent_.data() + place(step.value());
  if (settings_.u_ref_squared == 0.0) {
    for (std::size_t i = 0; i < neurons_; ++i) {
      recent[i] = static_cast<float>(positive(minus[i] - theta_minus));
    }
    return;
  }
  const std::span<const double> slow = neurons.offered("u_bar_bar");
  const double inverse = 1.0 / settings_.u_ref_squared;
  for (std::size_t i = 0; i < neurons_; ++i) {
    recent[i] =
        static_cast<float>(positive(minus[i] - theta_minus) * (slow[i] * slow[i]) * inverse);
  }
}

void VoltageRecord::caught_up(Step now) {
  sums_.rebase(std::max(sums_.base(), now.value() - longest_delay_));
}

std::size_t VoltageRecord::bytes() const {
  return sums_.bytes() + signal_.size() * sizeof(double) + recent_.size() * sizeof(float);
}

std::int64_t VoltageRecord::recommended_block(double tau_x, double dt, std::uint64_t neurons) {
  return PrefixSums::recommended_block(neurons, tau_x, dt, 1);
}

}  // namespace engram
