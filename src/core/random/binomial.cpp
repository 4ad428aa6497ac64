#include "core/random/binomial.hpp"

#include <algorithm>
#include <cmath>

#include "core/elementary.hpp"
#include "core/random/inversion.hpp"
#include "core/random/log_factorial.hpp"

namespace engram {
namespace {

/// Below this mean, counting upward from 0 is quicker than finding the mode.
constexpr double small_mean = 24.0;

}  // namespace

double binomial_probability(double k, double n, double p, double q) {
  const double log_probability = stirling_remainder(n) - stirling_remainder(k) -
                                 stirling_remainder(n - k) - deviance(k, n * p) -
                                 deviance(n - k, n * q);
  return exp_of(log_probability);
}

Binomial::Binomial(double p)
    : p_(std::clamp(p, 0.0, 1.0)), q_(1.0 - p_), odds_(0.0), log_q_(0.0), flipped_(p_ > 0.5) {
  if (flipped_) std::swap(p_, q_);
  odds_ = p_ / q_;
  log_q_ = log1p_of(-p_);
}

std::uint64_t Binomial::operator()(std::uint64_t trials, double u) const {
  const std::uint64_t rare = p_ > 0.0 && trials > 0 ? successes(trials, u) : 0;
  return flipped_ ? trials - rare : rare;
}

std::uint64_t Binomial::successes(std::uint64_t trials, double u) const {
  const auto n = static_cast<double>(trials);
  const auto up = [n, this](double k) { return odds_ * (n - k) / (k + 1.0); };
  if (n * p_ < small_mean) return invert_upward(u, trials, exp_of(n * log_q_), up);
  const auto down = [n, this](double k) { return k / (odds_ * (n - k + 1.0)); };
  const auto mode = static_cast<std::uint64_t>(std::floor((n + 1.0) * p_));
  const double mass = binomial_probability(static_cast<double>(mode), n, p_, q_);
  return invert_outward(u, mode, 0, trials, mass, up, down);
}

}  // namespace engram
