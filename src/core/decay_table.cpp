#include "core/decay_table.hpp"

#include <cmath>

#include "core/long_elementary.hpp"

namespace engram {
namespace {

constexpr double reach = 40.0;  // exp(-40) is 4e-18: nothing beside 1 in double precision
constexpr std::uint32_t least_fine_bits = 7;
constexpr double longest_in_steps = 0x1p32;

double decayed(double per_step, std::uint64_t steps) {
  return static_cast<double>(long_exp(-per_step * static_cast<double>(steps)));
}

}  // namespace

DecayTable::DecayTable(double tau, double dt) {
  if (std::isinf(tau)) return;  // the tables of one 1 serve any number of steps
  const double per_step = dt / tau;
  double steps = reach / per_step;
  if (!(steps < longest_in_steps)) steps = longest_in_steps;
  fine_bits_ = least_fine_bits;
  // Both halves of the table about equally long.
  while (std::ldexp(1.0, static_cast<int>(2 * fine_bits_)) < steps) ++fine_bits_;
  const std::uint64_t fine = std::uint64_t{1} << fine_bits_;
  fine_mask_ = static_cast<std::int64_t>(fine) - 1;
  fine_.resize(fine);
  for (std::uint64_t n = 0; n < fine; ++n) fine_[n] = decayed(per_step, n);
  coarse_.resize(static_cast<std::uint64_t>(steps / static_cast<double>(fine)) + 1);
  for (std::uint64_t n = 0; n < coarse_.size(); ++n) {
    coarse_[n] = decayed(per_step, n * fine);
  }
  coarse_.push_back(0.0);
  last_ = static_cast<std::int64_t>(coarse_.size()) - 1;
}

}  // namespace engram
