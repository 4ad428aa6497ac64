#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/elementary.hpp"
#include "plasticity/growth_curve.hpp"
#include "plasticity/spike_history.hpp"

namespace engram {

/// The calcium by which a neuron knows its own activity: Ca' = -Ca / tau, plus beta at every spike.
/// At a constant rate r its mean is tau beta r.
struct CalciumConstants {
  double tau = 10000.0;  ///< ms
  double beta = 0.001;
};

/// The axonal or the dendritic elements of the neurons of a group: places where synapses can be.
///
/// Elements grow with the neuron's calcium. Their number is not whole; as many as its whole part
/// are there, and those that are not bound in a synapse are vacant. A neuron's elements are brought
/// up to date at each of its spikes and whenever all are asked for, at fixed model times; nothing
/// here depends on who computes the neuron.
class SynapticElements final : public SpikeHistory {
 public:
  /// `dt`: step width, ms; `name`: by which checkpoints tell them from others of the group.
  SynapticElements(std::size_t neurons, const GrowthCurve& curve, CalciumConstants calcium,
                   double dt, std::string name = "elements")
      : name_(std::move(name)),
        curve_(curve),
        calcium_(calcium),
        tau_{calcium.tau},
        dt_(dt),
        neurons_(neurons) {}

  /// A spike counts at the end of its step.
  void record(ShortStep step, std::span<const std::uint32_t> fired) override {
    for (const std::uint32_t neuron : fired) {
      grow(neurons_[neuron], step + 1);
      neurons_[neuron].calcium += calcium_.beta;
    }
  }
  void forget(ShortStep) override {}
  void visit_state(StateVisitor& visitor) override {
    const auto show = [&](const char* quantity, auto member) {
      visitor.numbers(
          name_ + '/' + quantity,
          neurons_.size(), [&](std::size_t i) -> auto& { return neurons_[i].*member; });
    };
    show("elements", &Neuron::elements);
    show("calcium", &Neuron::calcium);
    show("at", &Neuron::at);
    show("bound", &Neuron::bound);
  }
  [[nodiscard]] std::span<const double> time_constants() const override { return tau_; }
  [[nodiscard]] std::size_t bytes() const override { return neurons_.size() * sizeof(Neuron); }

  /// Brings all neurons to the beginning of step `now`.
  void grow_until(ShortStep now) {
    for (Neuron& neuron : neurons_) grow(neuron, now);
  }

  /// The neurons of the group.
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(neurons_.size()); }
  /// Elements as of the last time they were brought up to date, bound and vacant.
  [[nodiscard]] double elements(std::uint32_t neuron) const { return neurons_[neuron].elements; }
  /// Calcium as of that time.
  [[nodiscard]] double calcium(std::uint32_t neuron) const { return neurons_[neuron].calcium; }
  /// Elements bound in synapses.
  [[nodiscard]] std::uint32_t bound(std::uint32_t neuron) const { return neurons_[neuron].bound; }
  /// Vacant elements; negative: so many synapses have lost theirs.
  [[nodiscard]] std::int64_t vacant(std::uint32_t neuron) const {
    return static_cast<std::int64_t>(std::floor(neurons_[neuron].elements)) -
           static_cast<std::int64_t>(neurons_[neuron].bound);
  }

  /// A synapse has been made with an element of the neuron, or broken.
  void bind(std::uint32_t neuron) { ++neurons_[neuron].bound; }
  void release(std::uint32_t neuron) { --neurons_[neuron].bound; }

  /// Vacant elements are lost, this fraction of each neuron's.
  void lose_vacant(double fraction) {
    for (std::uint32_t neuron = 0; neuron < size(); ++neuron) {
      const std::int64_t left = vacant(neuron);
      if (left > 0) neurons_[neuron].elements -= fraction * static_cast<double>(left);
    }
  }

 private:
  struct Neuron {
    double elements = 0.0;
    double calcium = 0.0;
    ShortStep at = 0;  // up to date at this step's beginning
    std::uint32_t bound = 0;
  };

  void grow(Neuron& neuron, ShortStep to) const {
    if (to == neuron.at) return;
    const double ms = static_cast<double>(to - neuron.at) * dt_;
    const double grown = curve_.grown(neuron.calcium, ms, calcium_.tau);
    neuron.elements = std::max(0.0, neuron.elements + grown);
    neuron.calcium *= exp_of(-ms / calcium_.tau);
    neuron.at = to;
  }

  std::string name_;
  GrowthCurve curve_;
  CalciumConstants calcium_;
  std::array<double, 1> tau_;
  double dt_;
  std::vector<Neuron> neurons_;
};

}  // namespace engram
