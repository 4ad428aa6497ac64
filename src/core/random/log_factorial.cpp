#include "core/random/log_factorial.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "core/elementary.hpp"

namespace engram {
namespace {

constexpr std::size_t table_size = 256;

/// Stirling's series with its square root: accurate to 1e-16 from n = 16 on.
double series(double n) {
  const double r = 1.0 / n;
  const double r2 = r * r;
  const double tail =
      r * (1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 - r2 * (1.0 / 1680 - r2 * (1.0 / 1188)))));
  return 0.5 * log_of(2.0 * std::numbers::pi * n) + tail;
}

std::array<double, table_size> make_table() {
  std::array<double, table_size> table{};
  double factorial = 1.0;
  for (std::size_t i = 1; i < table_size; ++i) {
    const auto n = static_cast<double>(i);
    factorial *= n;
    // The factorials up to 15! are whole numbers without rounding.
    table[i] = i <= 15 ? log_of(factorial) - (n * log_of(n) - n) : series(n);
  }
  return table;
}

}  // namespace

double stirling_remainder(double n) {
  static const std::array<double, table_size> table = make_table();
  return n < static_cast<double>(table_size) ? table[static_cast<std::size_t>(n)] : series(n);
}

double deviance(double x, double m) {
  const double difference = x - m;
  if (std::abs(difference) >= 0.1 * (x + m)) {
    return x > 0.0 ? x * log_of(x / m) + m - x : m;
  }
  const double v = difference / (x + m);
  double sum = difference * v;
  double power = 2.0 * x * v;
  for (int k = 3;; k += 2) {
    power *= v * v;
    const double next = sum + power / k;
    if (next == sum) return sum;
    sum = next;
  }
}

}  // namespace engram
