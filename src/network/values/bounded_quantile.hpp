#pragma once

#include "engram/value.hpp"

namespace engram {

/// A distribution with its bounds as a function of a uniform number: value(u) is non-decreasing,
/// and value(u) of a uniform u in (0, 1) has the distribution.
///
/// `redraw` needs no loop: drawing until a value lies in [min, max] is the distribution cut to
/// [min, max], that is u mapped into [F(min), F(max)]. `clip` moves what lies outside to the nearer
/// bound.
class BoundedQuantile {
 public:
  /// Throws Error for numbers that make no distribution: not finite, a negative width, an upper
  /// bound below the lower one, or bounds with `redraw` that leave almost nothing (probability
  /// below 2^-90).
  explicit BoundedQuantile(const Distribution& distribution);

  /// The value at u in (0, 1), to double precision.
  [[nodiscard]] double operator()(double u) const;

  /// Probability of a value below x.
  [[nodiscard]] double probability_below(double x) const;

  /// How loops compute the same: p = base + slope * u, then uniform: p itself; normal: center +
  /// scale * z(p) with z the standard normal quantile; lognormal: exp of that; then moved into
  /// [low, high].
  struct Map {
    Distribution::Kind kind = Distribution::Kind::constant;
    double base = 0.0;
    double slope = 0.0;
    double center = 0.0;  ///< also the value of a constant
    double scale = 0.0;
    double low = 0.0;
    double high = 0.0;
  };
  [[nodiscard]] const Map& map() const { return map_; }

 private:
  void set_constant(double value);
  void set_uniform();
  void set_normal();
  /// Position of x on the scale of the standard normal.
  [[nodiscard]] double standardised(double x) const;
  /// Probability of a value below x without the bounds.
  [[nodiscard]] double unbounded_below(double x) const;

  Distribution distribution_;
  Map map_;
};

}  // namespace engram
