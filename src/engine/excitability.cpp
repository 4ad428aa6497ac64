#include "engine/excitability.hpp"

#include <algorithm>

namespace engram {

void Excitability::add(const ExcitabilityModulation& modulation, std::size_t modulator,
                       double baseline, VoxelMap voxels) {
  actions_.push_back({modulation.target, modulation.amount,
                      ResponseFunction(modulation.response, baseline), modulator,
                      std::move(voxels)});
  row_of(modulation.target);
}

AlignedVector<double>& Excitability::homeostatic_shift() {
  homeostatic_.resize(padded(neurons_), 0.0);
  row_of(ExcitabilityModulation::Target::threshold);
  return homeostatic_;
}

AlignedVector<double>& Excitability::row_of(ExcitabilityModulation::Target target) {
  using Target = ExcitabilityModulation::Target;
  AlignedVector<double>& row = target == Target::threshold ? shift_
                               : target == Target::gain    ? gain_
                                                           : current_;
  row.resize(padded(neurons_), target == Target::gain ? 1.0 : 0.0);
  return row;
}

void Excitability::follow(const FieldSystem& fields) {
  if (actions_.empty()) return;
  std::ranges::fill(gain_, 1.0);
  std::ranges::fill(current_, 0.0);
  if (homeostatic_.empty()) {
    std::ranges::fill(shift_, 0.0);
  } else {
    std::ranges::copy(homeostatic_, shift_.begin());
  }
  for (const Action& action : actions_) {
    const std::span<const double> c = fields.field(action.modulator).concentration();
    AlignedVector<double>& row = row_of(action.target);
    if (action.voxels == nullptr) {
      const double added = action.amount * action.response(c[0]);
      for (std::size_t i = 0; i < neurons_; ++i) row[i] += added;
      continue;
    }
    for (std::size_t i = 0; i < neurons_; ++i) {
      row[i] += action.amount * action.response(c[(*action.voxels)[i]]);
    }
  }
  // Input that a modulator turns down ends at none: it does not change its sign.
  for (double& gain : gain_) gain = std::max(gain, 0.0);
}

void Excitability::follow_homeostasis() {
  if (homeostatic_.empty()) return;
  if (actions_.empty()) std::ranges::copy(homeostatic_, shift_.begin());
}

void Excitability::visit_state(StateVisitor& visitor) {
  const auto show = [&](const char* name, AlignedVector<double>& row) {
    if (!row.empty()) visitor.numbers(name, std::span(row.data(), neurons_));
  };
  show("homeostatic_shift", homeostatic_);
  show("threshold_shift", shift_);
}

}  // namespace engram
