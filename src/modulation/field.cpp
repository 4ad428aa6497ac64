#include "modulation/field.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "modulation/field_rows.hpp"

namespace engram {

Field::Field(const Modulator& modulator, double dt, const FieldInputs& inputs)
    : plan_(modulator, dt, inputs.neurons),
      schedule_(modulator, dt, plan_.interval_steps, inputs.scheduled({0, plan_.voxels.size()})) {
  for (AlignedVector<double>& buffer : buffers_) buffer.assign(voxels(), baseline());
  add_scheduled();
}

void Field::add_releases(std::span<const std::uint64_t> counts) {
  if (counts.size() != plan_.amounts.size() * voxels()) {
    throw Error(fmt::format("{} counts of releases for {} sources and {} voxels", counts.size(),
                            plan_.amounts.size(), voxels()));
  }
  AlignedVector<double>& c = buffers_[present_];
  for (std::size_t source = 0; source < plan_.amounts.size(); ++source) {
    const std::uint64_t* count = counts.data() + source * voxels();
    for (std::size_t i = 0; i < c.size(); ++i) {
      c[i] += plan_.amounts[source] * static_cast<double>(count[i]);
    }
  }
}

void Field::add_everywhere(double amount) {
  for (double& c : buffers_[present_]) c += amount;
}

void Field::add_scheduled() {
  schedule_.add_due(intervals_, buffers_[present_]);
}

void Field::step_part(std::size_t part, std::size_t parts, const AlignedVector<double>& from,
                      AlignedVector<double>& to) const {
  const auto& shape = plan_.voxels.shape();
  const std::size_t rows = shape[0] * shape[1];
  const std::size_t begin = rows * part / parts, end = rows * (part + 1) / parts;
  const auto at = [&](std::size_t plane, std::size_t row) {
    return from.data() + (plane * shape[1] + row) * shape[2];
  };
  step_rows(plan_.step, plan_.voxels, begin, end, at, to.data() + begin * shape[2]);
}

void Field::finish_interval() {
  present_ = (present_ + static_cast<std::size_t>(plan_.sub_steps)) % 2;
  ++intervals_;
  add_scheduled();
}

std::optional<std::size_t> Field::find_non_finite() const {
  const AlignedVector<double>& c = buffers_[present_];
  const auto bad = std::find_if(c.begin(), c.end(), [](double x) { return !std::isfinite(x); });
  if (bad == c.end()) return {};
  return static_cast<std::size_t>(bad - c.begin());
}

void Field::restore(std::span<const double> concentration, std::int64_t intervals) {
  if (concentration.size() != voxels() || intervals < 0) {
    throw Error(fmt::format("a stored field has {} voxels, and this one {}", concentration.size(),
                            voxels()));
  }
  std::copy(concentration.begin(), concentration.end(), buffers_[present_].begin());
  intervals_ = intervals;
  schedule_.set_passed(intervals);
}

std::size_t Field::bytes() const {
  return sizeof(double) * (buffers_[0].capacity() + buffers_[1].capacity()) + schedule_.bytes();
}

}  // namespace engram
