#include "partitioning/delay_spread.hpp"

#include <algorithm>
#include <cmath>

namespace engram {
namespace {

struct Moments {
  double mean;
  double std;
};

Moments moments(const Distribution& delay) {
  switch (delay.kind) {
    case Distribution::Kind::uniform:
      return {(delay.a + delay.b) / 2, (delay.b - delay.a) / std::sqrt(12.0)};
    case Distribution::Kind::normal:
      return {delay.a, delay.b};
    case Distribution::Kind::lognormal: {
      const double mean = std::exp(delay.a + delay.b * delay.b / 2);
      return {mean, mean * std::sqrt(std::expm1(delay.b * delay.b))};
    }
    default:
      return {delay.a, 0.0};
  }
}

}  // namespace

DelaySpread delay_spread(const Value& delay, double dt) {
  const Distribution* distribution = delay.distribution();
  if (distribution == nullptr) return {dt, dt, 1.0};
  const Moments of = moments(*distribution);
  double low = std::max(dt, distribution->min);
  double steps = 1.0;
  switch (distribution->kind) {
    case Distribution::Kind::constant:
      low = std::max(low, distribution->a);
      break;
    case Distribution::Kind::uniform:
      low = std::max(low, distribution->a);
      steps = (distribution->b - distribution->a) / dt;
      break;
    default:
      // 1 / (sum of p^2) of a Gaussian with standard deviation s is 2 sqrt(pi) s.
      steps = 2.0 * std::sqrt(std::acos(-1.0)) * of.std / dt;
  }
  const double widest = (distribution->max - low) / dt + 1.0;
  return {low, std::max(low, std::min(of.mean, distribution->max)),
          std::clamp(steps, 1.0, std::max(1.0, widest))};
}

}  // namespace engram
