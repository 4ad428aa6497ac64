#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "neurons/named_values.hpp"

namespace engram {

using Changed = std::map<std::string, double>;

/// A rule's parameters: defaults, but for what is given.
template <class Rule>
class RuleValues {
 public:
  explicit RuleValues(const Changed& changed = {}) {
    for (const Quantity& line : Rule::parameters) values_.push_back(line.default_value);
    for (const auto& [name, value] : changed) {
      const Quantity* line = find(Rule::parameters, name);
      if (line == nullptr) throw std::invalid_argument("no parameter " + name);
      values_[static_cast<std::size_t>(line - &Rule::parameters[0])] = value;
    }
  }
  [[nodiscard]] NamedValues named() const { return {Rule::parameters, values_}; }

 private:
  std::vector<double> values_;
};

/// Its constants at a step width of 0.1 ms.
template <class Rule>
typename Rule::Constants constants_of(const Changed& changed = {}) {
  return Rule::derive(RuleValues<Rule>(changed).named(), 0.1);
}

}  // namespace engram
