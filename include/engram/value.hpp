#pragma once

#include <limits>
#include <string>
#include <utility>
#include <variant>

namespace engram {

/// How values are drawn, for parameters, initial states, weights and delays.
///
/// | kind      | a      | b     | values                                     |
/// |-----------|--------|-------|--------------------------------------------|
/// | constant  | value  | -     | always `a`                                 |
/// | uniform   | low    | high  | evenly in [a, b)                           |
/// | normal    | mean   | std   | Gaussian                                   |
/// | lognormal | mu     | sigma | exp of a Gaussian with mean mu, std sigma  |
///
/// All values carry the unit of the quantity they are given for; for `lognormal` mu and sigma
/// belong to the logarithm of the value in that unit.
struct Distribution {
  enum class Kind { constant, uniform, normal, lognormal };
  /// What happens to a value outside [min, max]: drawn anew, or moved to the nearer bound.
  enum class Bounds { redraw, clip };

  Kind kind = Kind::constant;
  double a = 0.0;
  double b = 0.0;
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  Bounds bounds = Bounds::redraw;

  [[nodiscard]] static Distribution constant(double value) { return {Kind::constant, value}; }
  [[nodiscard]] static Distribution uniform(double low, double high) {
    return {Kind::uniform, low, high};
  }
  [[nodiscard]] static Distribution normal(double mean, double std) {
    return {Kind::normal, mean, std};
  }
  [[nodiscard]] static Distribution lognormal(double mu, double sigma) {
    return {Kind::lognormal, mu, sigma};
  }
  /// The same distribution kept within [low, high].
  [[nodiscard]] Distribution within(double low, double high, Bounds how = Bounds::redraw) const {
    Distribution bounded = *this;
    bounded.min = low;
    bounded.max = high;
    bounded.bounds = how;
    return bounded;
  }

  [[nodiscard]] bool is_constant() const { return kind == Kind::constant; }
  bool operator==(const Distribution&) const = default;
};

/// One number per neuron (or per edge), read from a one-dimensional HDF5 dataset in the order of
/// ids.
struct ArrayFile {
  std::string file;     ///< path, relative paths from the experiment file's folder
  std::string dataset;  ///< path of the dataset inside the file

  bool operator==(const ArrayFile&) const = default;
};

/// A number, a distribution, or an array from a file.
class Value {
 public:
  Value(double number) : value_(Distribution::constant(number)) {}  // NOLINT: numbers are values
  Value(Distribution distribution) : value_(distribution) {}        // NOLINT
  Value(ArrayFile file) : value_(std::move(file)) {}                // NOLINT

  /// The distribution, or null for an array from a file.
  [[nodiscard]] const Distribution* distribution() const {
    return std::get_if<Distribution>(&value_);
  }
  /// The array's place, or null for a distribution.
  [[nodiscard]] const ArrayFile* array() const { return std::get_if<ArrayFile>(&value_); }
  [[nodiscard]] bool is_constant() const {
    return distribution() != nullptr && distribution()->is_constant();
  }
  bool operator==(const Value&) const = default;

 private:
  std::variant<Distribution, ArrayFile> value_;
};

}  // namespace engram
