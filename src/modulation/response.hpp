#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/elementary.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// Every response function: how a concentration acts.
[[nodiscard]] std::span<const ResponseInfo> response_functions();

/// The response function with this name, or null.
[[nodiscard]] const ResponseInfo* find_response(std::string_view name);

/// A response function with its numbers. The response to the baseline concentration is zero.
/// Calling it needs no library: every host gives the same bits.
class ResponseFunction {
 public:
  /// `baseline`: of the modulator's species, micromolar. Throws Error for an unknown function or
  /// parameter and for values out of range.
  ResponseFunction(const Response& response, double baseline);

  /// The response to a concentration, micromolar, at least 0, or to a value of a learning signal.
  [[nodiscard]] double operator()(double c) const {
    if (kind_ == Kind::linear) return gain_ * (c - baseline_);
    return gain_ * (shape(c) - at_baseline_);
  }

  /// The gain, per micromolar, where the response is gain * (c - baseline).
  [[nodiscard]] std::optional<double> linear_gain() const {
    return kind_ == Kind::linear ? std::optional<double>(gain_) : std::nullopt;
  }

 private:
  enum class Kind { linear, hill, threshold, step, saturating };

  [[nodiscard]] double shape(double c) const {
    switch (kind_) {
      case Kind::linear:
        return c;
      case Kind::hill:
        return hill(c / scale_);
      case Kind::threshold:
        return c > scale_ ? c - scale_ : 0.0;
      case Kind::step:
        return c > scale_ ? 1.0 : 0.0;
      case Kind::saturating:
        return 1.0 - exp_of(-c / scale_);
    }
    return 0.0;
  }

  // x^n / (1 + x^n), in the form that cannot overflow.
  [[nodiscard]] double hill(double x) const {
    constexpr double smallest = 0x1p-1022;  // of which log_of knows the logarithm
    if (!(x >= smallest)) return x * 0.0;   // 0, but NaN stays NaN
    double power = x;
    if (whole_ > 0) {
      for (int i = 1; i < whole_; ++i) power *= x;
    } else {
      power = exp_of(exponent_ * log_of(x));
    }
    return x > 1.0 ? 1.0 / (1.0 + 1.0 / power) : power / (1.0 + power);
  }

  Kind kind_ = Kind::linear;
  double baseline_;
  double gain_ = 1.0;
  double scale_ = 1.0;  // K or theta, micromolar
  double exponent_ = 1.0;
  int whole_ = 0;  // the exponent where it is a small whole number, otherwise 0
  double at_baseline_ = 0.0;
};

}  // namespace engram
