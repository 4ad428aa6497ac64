#pragma once

#include <cmath>

#include "core/lanes.hpp"

namespace engram {

/// The grid on which the weights of one (population, receptor) lie, so that their sums are exact
/// and the order of adding cannot matter.
///
/// The quantum is 2^-30 of the smallest power of two that is not below the largest weight. Single
/// precision holds every weight on the grid down to 2^-6 of the largest without any loss beyond its
/// own rounding; sums in double precision are exact up to 2^52 quanta, that is four million of the
/// largest weights at once.
class ExactGrid {
 public:
  ExactGrid() = default;
  /// `largest`: no weight on this grid is larger in magnitude; zero makes a grid for zeros only.
  explicit ExactGrid(double largest) {
    if (largest > 0.0) quantum_ = std::ldexp(1.0, std::ilogb(largest) + 1 - significant_bits);
    shift_ = 0x1.8p52 * quantum_;
  }

  /// Nearest value on the grid that single precision holds.
  [[nodiscard]] float round(double weight) const {
    // Adding and taking away 1.5 * 2^52 quanta leaves a whole number of quanta; a float then keeps
    // its first 24 bits, which is a whole number of (coarser) quanta again.
    return static_cast<float>((weight + shift_) - shift_);
  }

  [[nodiscard, gnu::always_inline]] FloatLanes round(const DoubleLanes& weights) const {
    return as_floats((weights + shift_) - shift_);
  }

  /// The weight the grid was made for is not larger, and no other may be.
  [[nodiscard]] double largest_weight() const { return std::ldexp(quantum_, significant_bits); }
  [[nodiscard]] double quantum() const { return quantum_; }
  /// Sums of magnitudes up to here are exact.
  [[nodiscard]] double largest_sum() const { return 0x1p52 * quantum_; }

  static constexpr int significant_bits = 30;

 private:
  double quantum_ = 0x1p-30;
  double shift_ = 0x1.8p52 * 0x1p-30;
};

}  // namespace engram
