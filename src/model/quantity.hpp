#pragma once

#include <limits>
#include <string>
#include <string_view>

namespace engram {

/// The values a quantity may take: an interval whose ends may be open.
struct Range {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_open = false;  ///< true: `min` itself is not allowed
  bool max_open = false;  ///< true: `max` itself is not allowed

  /// False for NaN and for values outside.
  [[nodiscard]] bool contains(double value) const;
  /// For messages: "above 0", "in [0, 1]", "any finite number".
  [[nodiscard]] std::string text() const;

  [[nodiscard]] static constexpr Range any() { return {}; }
  [[nodiscard]] static constexpr Range above(double low) {
    return {low, std::numeric_limits<double>::infinity(), true, false};
  }
  [[nodiscard]] static constexpr Range at_least(double low) {
    return {low, std::numeric_limits<double>::infinity(), false, false};
  }
  [[nodiscard]] static constexpr Range between(double low, double high) {
    return {low, high, false, false};
  }
};

/// One line of a model's table: a parameter, a state variable or a number of a rule.
struct Quantity {
  std::string_view name;
  std::string_view unit;  ///< "" for numbers without one
  double default_value;
  Range range;
  std::string_view meaning;
  enum class Shape { number, list } shape = Shape::number;
  /// True where leaving it out is an error (the default has no meaning then).
  bool required = false;
  /// Of a state variable: the parameter whose value it starts with where the user gives none (a
  /// membrane potential starts at the neuron's own "E_L"); empty: it starts with `default_value`.
  std::string_view default_from = {};
};

}  // namespace engram
