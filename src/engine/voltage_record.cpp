#include "engine/voltage_record.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/long_elementary.hpp"
#include "core/shortest_text.hpp"
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
      scale_(dt / (settings.tau_x * static_cast<double>(long_expm1(dt / settings.tau_x)))),
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

void VoltageRecord::visit_state(StateVisitor& visitor) {
  const Step now = visitor.now();
  visitor.lists<double>(
      name() + "/potentiation", [this] { return sums_.column_states(); },
      [&](const KeyedLists<double>& lists) { sums_.restore_columns(lists, now.value()); });
  visitor.lists<float>(
      name() + "/depression", [&] { return recent(now); },
      [&](const KeyedLists<float>& lists) { set_recent(lists, now); });
}

std::string VoltageRecord::name() const {
  return "voltage_" + shortest_text(settings_.tau_x) + '_' + shortest_text(settings_.theta_plus) +
         '_' + shortest_text(settings_.theta_minus) + '_' + shortest_text(settings_.u_ref_squared);
}

/// Of each neuron the values of the steps that synapses may still ask for, the oldest first.
KeyedLists<float> VoltageRecord::recent(Step now) const {
  const std::int64_t steps = std::min(longest_delay_, now.value());
  KeyedLists<float> lists;
  lists.counts.assign(neurons_, static_cast<std::uint64_t>(steps));
  for (std::uint32_t neuron = 0; neuron < neurons_; ++neuron) {
    for (std::int64_t step = now.value() - steps; step < now.value(); ++step) {
      lists.values.push_back(recent_[place(step) + neuron]);
    }
  }
  return lists;
}

void VoltageRecord::set_recent(const KeyedLists<float>& lists, Step now) {
  // A neuron that has come from a group with longer delays than any here brings more than fits.
  const auto rows = static_cast<std::int64_t>(mask_) + 1;
  auto value = lists.values.begin();
  for (std::uint32_t neuron = 0; neuron < neurons_; ++neuron) {
    const auto count = static_cast<std::int64_t>(lists.counts[neuron]);
    for (std::int64_t step = now.value() - count; step < now.value(); ++step, ++value) {
      if (now.value() - step < rows) recent_[place(step) + neuron] = *value;
    }
  }
}

std::size_t VoltageRecord::bytes() const {
  return sums_.bytes() + signal_.size() * sizeof(double) + recent_.size() * sizeof(float);
}

std::int64_t VoltageRecord::recommended_block(double tau_x, double dt, std::uint64_t neurons) {
  return PrefixSums::recommended_block(neurons, tau_x, dt, 1);
}

}  // namespace engram
