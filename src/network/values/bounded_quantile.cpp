#include "network/values/bounded_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/elementary.hpp"
#include "core/errors.hpp"
#include "core/random/normal_probability.hpp"
#include "core/random/normal_quantile.hpp"

namespace engram {
namespace {

using Kind = Distribution::Kind;
using Bounds = Distribution::Bounds;

constexpr double least_mass = 0x1p-90;
constexpr double largest_below_one = 1.0 - 0x1p-53;
constexpr double infinity = std::numeric_limits<double>::infinity();

void check(const Distribution& d) {
  if (!std::isfinite(d.a) || !std::isfinite(d.b)) {
    throw Error(
        fmt::format("a distribution has the numbers {} and {}; they must be finite", d.a, d.b));
  }
  if (std::isnan(d.min) || std::isnan(d.max) || d.min > d.max) {
    throw Error(fmt::format(
        "a distribution has bounds [{}, {}]; the lower must not exceed the upper", d.min, d.max));
  }
  const bool spread = d.kind == Kind::normal || d.kind == Kind::lognormal;
  if (spread && d.b < 0.0) {
    throw Error(fmt::format("a distribution has the width {}; it must be at least 0", d.b));
  }
  if (d.kind == Kind::uniform && d.b < d.a) {
    throw Error(fmt::format("a uniform distribution goes from {} to {}; low must not exceed high",
                            d.a, d.b));
  }
}

[[noreturn]] void refuse_bounds(const Distribution& d) {
  throw Error(fmt::format(
      "the bounds [{}, {}] leave nothing of a distribution; widen them or use clip", d.min, d.max));
}

}  // namespace

BoundedQuantile::BoundedQuantile(const Distribution& distribution) : distribution_(distribution) {
  check(distribution);
  map_.kind = distribution.kind;
  map_.low = distribution.min;
  map_.high = distribution.max;
  switch (distribution.kind) {
    case Kind::constant:
      set_constant(distribution.a);
      break;
    case Kind::uniform:
      set_uniform();
      break;
    case Kind::normal:
      if (distribution.b == 0.0)
        set_constant(distribution.a);
      else
        set_normal();
      break;
    case Kind::lognormal:
      if (distribution.b == 0.0)
        set_constant(exp_of(distribution.a));
      else
        set_normal();
      break;
  }
}

void BoundedQuantile::set_constant(double value) {
  const double inside = std::clamp(value, map_.low, map_.high);
  if (inside != value && distribution_.bounds == Bounds::redraw) refuse_bounds(distribution_);
  map_.kind = Kind::constant;
  map_.center = inside;
  map_.low = map_.high = inside;
}

void BoundedQuantile::set_uniform() {
  double low = distribution_.a;
  double high = distribution_.b;
  if (low == high) return set_constant(low);
  if (distribution_.bounds == Bounds::redraw) {
    low = std::max(low, distribution_.min);
    high = std::min(high, distribution_.max);
    if (low >= high) refuse_bounds(distribution_);
  }
  map_.base = low;
  map_.slope = high - low;
  map_.low = std::clamp(low, distribution_.min, distribution_.max);
  // The upper end itself is not drawn.
  map_.high = std::clamp(std::nextafter(high, low), distribution_.min, distribution_.max);
}

void BoundedQuantile::set_normal() {
  map_.center = distribution_.a;
  map_.scale = distribution_.b;
  map_.base = 0.0;
  map_.slope = 1.0;
  if (distribution_.bounds == Bounds::clip) return;
  const double low = standardised(distribution_.min);
  const double high = standardised(distribution_.max);
  // Above the mean, F is close to 1 and loses digits: there the mirrored distribution is cut.
  const bool mirrored = low > 0.0;
  const double from = normal_probability(mirrored ? -high : low);
  const double to = normal_probability(mirrored ? -low : high);
  if (!(to - from >= least_mass)) refuse_bounds(distribution_);
  map_.base = mirrored ? to : from;
  map_.slope = mirrored ? from - to : to - from;
  if (mirrored) map_.scale = -map_.scale;
}

double BoundedQuantile::standardised(double x) const {
  if (distribution_.kind == Kind::normal) return (x - distribution_.a) / distribution_.b;
  return x > 0.0 ? (log_of(x) - distribution_.a) / distribution_.b : -infinity;
}

double BoundedQuantile::operator()(double u) const {
  if (map_.kind == Kind::constant) return map_.center;
  const double p = map_.base + map_.slope * u;
  if (map_.kind == Kind::uniform) return std::clamp(p, map_.low, map_.high);
  const double gauss = map_.center + map_.scale * normal_quantile(std::min(p, largest_below_one));
  return std::clamp(map_.kind == Kind::normal ? gauss : exp_of(gauss), map_.low, map_.high);
}

double BoundedQuantile::unbounded_below(double x) const {
  if (distribution_.kind == Kind::uniform) {
    return std::clamp((x - distribution_.a) / (distribution_.b - distribution_.a), 0.0, 1.0);
  }
  return normal_probability(standardised(x));
}

double BoundedQuantile::probability_below(double x) const {
  if (map_.kind == Kind::constant) return x > map_.center ? 1.0 : 0.0;
  if (x <= distribution_.min) return 0.0;
  if (x > distribution_.max) return 1.0;
  if (distribution_.bounds == Bounds::clip) return unbounded_below(x);
  if (map_.kind == Kind::uniform) return std::clamp((x - map_.base) / map_.slope, 0.0, 1.0);
  const double z = standardised(x);
  const bool mirrored = map_.slope < 0.0;
  const double p = normal_probability(mirrored ? -z : z);
  return std::clamp((p - map_.base) / map_.slope, 0.0, 1.0);
}

}  // namespace engram
