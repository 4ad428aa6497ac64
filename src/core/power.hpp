#pragma once

#include <limits>

#include "core/elementary.hpp"

namespace engram {

/// x to a fixed power mu >= 0, for x >= 0 (negative x count as 0), with 0^0 = 1. The exponents 0
/// and 1 cost nothing. The relative error is below (4 + 3 |mu ln x|) 2^-53.
class Power {
 public:
  Power() = default;
  explicit Power(double exponent)
      : exponent_(exponent),
        kind_(exponent == 0.0   ? Kind::zero
              : exponent == 1.0 ? Kind::one
                                : Kind::other) {}

  [[nodiscard]] double operator()(double x) const {
    if (kind_ == Kind::zero) return 1.0;
    if (kind_ == Kind::one) return x > 0.0 ? x : 0.0;
    // Subnormal numbers are taken for 0: log_of does not know them.
    constexpr double least = std::numeric_limits<double>::min();
    const double powered = exp_of(exponent_ * log_of(x < least ? least : x));
    return x < least ? 0.0 : powered;
  }

 private:
  enum class Kind { zero, one, other };
  double exponent_ = 1.0;
  Kind kind_ = Kind::one;
};

}  // namespace engram
