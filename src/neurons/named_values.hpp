#pragma once

#include <span>
#include <string_view>

#include "core/errors.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// One neuron's values of a table, by name: what a model derives its constants from.
class NamedValues {
 public:
  NamedValues(std::span<const Quantity> table, std::span<const double> values)
      : table_(table), values_(values) {}

  /// Throws Error where the table has no such line: a mistake in the model's file.
  [[nodiscard]] double operator[](std::string_view name) const {
    const Quantity* line = find(table_, name);
    if (line == nullptr) throw Error("no parameter called " + std::string(name));
    return values_[static_cast<std::size_t>(line - table_.data())];
  }

 private:
  std::span<const Quantity> table_;
  std::span<const double> values_;
};

}  // namespace engram
