#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "model/validate.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

using Kind = Distribution::Kind;

double standard_normal_below(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

/// Probability that a normal or lognormal draw lies within the bounds.
double chance_within_bounds(const Distribution& d) {
  const bool log = d.kind == Kind::lognormal;
  const auto standardised = [&](double x) {
    if (log) x = x > 0.0 ? std::log(x) : -std::numeric_limits<double>::infinity();
    if (d.b == 0.0) return x >= d.a ? std::numeric_limits<double>::infinity() : -40.0;
    return (x - d.a) / d.b;
  };
  if (d.b == 0.0) {
    const double only = log ? std::exp(d.a) : d.a;
    return only >= d.min && only <= d.max ? 1.0 : 0.0;
  }
  const double low = standardised(d.min);
  const double high = standardised(d.max);
  // In the upper tail the difference of two numbers near 1 would lose everything.
  if (low > 0.0) return standard_normal_below(-low) - standard_normal_below(-high);
  return standard_normal_below(high) - standard_normal_below(low);
}

/// Names of the two numbers of a kind, as in the experiment file.
struct NumberNames {
  std::string_view kind, a, b;
};

NumberNames names_for(Kind kind) {
  switch (kind) {
    case Kind::uniform:
      return {"uniform", "min", "max"};
    case Kind::normal:
      return {"normal", "mean", "std"};
    case Kind::lognormal:
      return {"lognormal", "mu", "sigma"};
    case Kind::constant:
      break;
  }
  return {"", "", ""};
}

bool check_uniform(Context& context, const Distribution& d, const std::string& path) {
  if (d.a > d.b) {
    context.problems.add(path, fmt::format("min {} is above max {}", d.a, d.b));
    return false;
  }
  if (std::isfinite(d.min) || std::isfinite(d.max)) {
    context.problems.add(path, "a uniform distribution has no further bounds: change its own ends");
    return false;
  }
  return true;
}

bool check_bounded(Context& context, const Distribution& d, const NumberNames& names,
                   const std::string& path) {
  if (d.b < 0.0) {
    context.problems.add(fmt::format("{}.{}", path, names.b),
                         fmt::format("found {}; allowed: at least 0", d.b));
    return false;
  }
  if (std::isnan(d.min) || std::isnan(d.max) || d.min > d.max) {
    context.problems.add(path, fmt::format("min {} is above max {}", d.min, d.max));
    return false;
  }
  if (d.kind == Kind::lognormal && !std::isfinite(std::exp(d.a + farthest_draw * d.b))) {
    context.problems.add(path, fmt::format("mu {} and sigma {} give values beyond any number; both "
                                           "belong to the logarithm of the value",
                                           d.a, d.b));
    return false;
  }
  constexpr double least_chance = 1e-12;
  if (d.bounds == Distribution::Bounds::redraw && chance_within_bounds(d) < least_chance) {
    context.problems.add(path,
                         fmt::format("no value would ever fall between min {} and max {}: move "
                                     "the bounds or write 'bounds: clip'",
                                     d.min, d.max));
    return false;
  }
  return true;
}

}  // namespace

bool check_distribution(Context& context, const Distribution& d, const std::string& path) {
  if (d.kind == Kind::constant) {
    if (!std::isfinite(d.a)) {
      context.problems.add(path, fmt::format("found {}; allowed: finite numbers", d.a));
      return false;
    }
    if (std::isfinite(d.min) || std::isfinite(d.max)) {
      context.problems.add(path, "a constant takes no bounds");
      return false;
    }
    return true;
  }
  const NumberNames names = names_for(d.kind);
  const std::string inner = fmt::format("{}.{}", path, names.kind);
  for (const auto& [name, number] : {std::pair{names.a, d.a}, std::pair{names.b, d.b}}) {
    if (std::isfinite(number)) continue;
    context.problems.add(fmt::format("{}.{}", inner, name),
                         fmt::format("found {}; allowed: finite numbers", number));
    return false;
  }
  return d.kind == Kind::uniform ? check_uniform(context, d, inner)
                                 : check_bounded(context, d, names, inner);
}

Support support(const Distribution& d) {
  Support s;
  const bool clip = d.bounds == Distribution::Bounds::clip;
  switch (d.kind) {
    case Kind::constant:
      return {d.a, d.a};
    // The generator's uniform numbers lie strictly between 0 and 1.
    case Kind::uniform:
      return {d.a, d.b, d.a < d.b, d.a < d.b};
    case Kind::normal:
      s = {d.a - farthest_draw * d.b, d.a + farthest_draw * d.b};
      break;
    case Kind::lognormal:
      s = {std::exp(d.a - farthest_draw * d.b), std::exp(d.a + farthest_draw * d.b)};
      break;
  }
  // A value redrawn until it lies within the bounds is never exactly at one, a clipped one is.
  if (d.min > s.low) s.low = d.min, s.low_open = !clip;
  if (d.max < s.high) s.high = d.max, s.high_open = !clip;
  if (clip) s.low = std::min(s.low, d.max), s.high = std::max(s.high, d.min);
  return s;
}

void check_number(Context& context, double value, const Quantity& quantity,
                  const std::string& path) {
  if (quantity.range.contains(value)) return;
  context.problems.add(
      path, fmt::format("found {}{}{}; allowed: {}", value, quantity.unit.empty() ? "" : " ",
                        quantity.unit, quantity.range.text()));
}

void check_value(Context& context, const Value& value, const Quantity& quantity,
                 const std::string& path) {
  const Distribution* distribution = value.distribution();
  if (distribution == nullptr || !check_distribution(context, *distribution, path)) return;
  if (distribution->is_constant()) {
    check_number(context, distribution->a, quantity, path);
    return;
  }
  const Support s = support(*distribution);
  const Range& range = quantity.range;
  const bool low_ok = s.low > range.min || (s.low == range.min && (!range.min_open || s.low_open));
  const bool high_ok =
      s.high < range.max || (s.high == range.max && (!range.max_open || s.high_open));
  if (low_ok && high_ok) return;
  const bool fits_nowhere = s.high < range.min || s.low > range.max;
  context.problems.add(
      path,
      fmt::format("values from {} to {} can be drawn, allowed: {}{}", s.low, s.high, range.text(),
                  fits_nowhere                          ? ""
                  : distribution->kind == Kind::uniform ? "; change min or max"
                  : low_ok                              ? "; give 'max' to keep them there"
                  : high_ok                             ? "; give 'min' to keep them there"
                            : "; give 'min' and 'max' to keep them there"));
}

bool check_weight(Context& context, const Value& weight, const std::string& path) {
  if (weight.array() != nullptr) {
    context.problems.add(path,
                         "weights cannot come from an array; give a number or a distribution, or "
                         "list synapses with their weights in a file of edges");
    return false;
  }
  return check_distribution(context, *weight.distribution(), path);
}

bool check_delay(Context& context, const Value& delay, const std::string& path) {
  if (delay.array() != nullptr) {
    context.problems.add(path,
                         "delays cannot come from an array; give a number or a distribution, or "
                         "list synapses with their delays in a file of edges");
    return false;
  }
  const Distribution& distribution = *delay.distribution();
  if (!check_distribution(context, distribution, path)) return false;
  if (!context.has_grid()) return true;
  const double dt = context.grid().dt();
  const Support s = support(distribution);
  const double longest = static_cast<double>(longest_delay_steps);
  const bool too_short = std::floor(s.low / dt + 0.5) < 1.0;
  const bool too_long = std::floor(s.high / dt + 0.5) > longest;
  if (!too_short && !too_long) return true;
  const std::string allowed = fmt::format("from one step, {} ms, to {} steps, {} ms", dt,
                                          longest_delay_steps, longest * dt);
  if (distribution.is_constant()) {
    context.problems.add(path, fmt::format("found a delay of {} ms; allowed: {}", s.low, allowed));
  } else {
    context.problems.add(path, fmt::format("delays from {} to {} ms can be drawn; allowed: {}; {}",
                                           s.low, s.high, allowed,
                                           distribution.kind == Kind::uniform ? "change min or max"
                                           : too_short                        ? "give 'min'"
                                                                              : "give 'max'"));
  }
  return false;
}

}  // namespace engram::validation
