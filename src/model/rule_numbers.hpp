#pragma once

#include <map>
#include <string>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// Looks up a number by name: what the user gave, else the default of the table. Refers to both
/// arguments.
[[nodiscard]] inline ParameterLookup numbers_of(const std::map<std::string, double>& given,
                                                const ModelInfo& info) {
  return [&given, &info](std::string_view name) {
    const auto found = given.find(std::string(name));
    if (found != given.end()) return found->second;
    const Quantity* line = find(info.parameters, name);
    return line != nullptr ? line->default_value : 0.0;
  };
}

/// The numbers of a connection rule.
[[nodiscard]] inline ParameterLookup rule_numbers(const ConnectionRule& rule,
                                                  const ConnectionRuleInfo& info) {
  return numbers_of(rule.params, info);
}

}  // namespace engram
