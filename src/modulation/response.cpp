#include "modulation/response.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {
namespace {

constexpr Quantity gain_per_concentration{"gain", "1/uM", 1.0, Range::any(),
                                          "response per micromolar"};
constexpr Quantity gain{"gain", "", 1.0, Range::any(), "factor of the response"};
constexpr Quantity theta{"theta", "uM", 0.1, Range::at_least(0),
                         "concentration above which there is a response"};

constexpr std::array linear_table{gain_per_concentration};
constexpr std::array hill_table{
    gain,
    Quantity{"K", "uM", 1.0, Range::above(0), "concentration of half the largest effect"},
    Quantity{"n", "", 1.0, Range::above(0), "Hill coefficient: steepness"},
};
constexpr std::array threshold_table{gain_per_concentration, theta};
constexpr std::array step_table{gain, theta};
constexpr std::array saturating_table{
    gain,
    Quantity{"K", "uM", 1.0, Range::above(0), "scale on which the response saturates"},
};

constexpr int largest_whole = 8;

}  // namespace

std::span<const ResponseInfo> response_functions() {
  static const std::array functions{
      ResponseInfo{{"linear", "Proportional to the concentration above the baseline.",
                    "r(c) = gain (c - baseline)",
                    "with gain 1 the n - b of Potjans, Morrison & Diesmann 2010, "
                    "doi:10.3389/fncom.2010.00141",
                    linear_table}},
      ResponseInfo{{"hill", "Share of receptors that are bound.",
                    "f(c) = c^n / (K^n + c^n)\nr(c) = gain (f(c) - f(baseline))",
                    "Hill 1910, J Physiol 40:iv-vii", hill_table},
                   false},
      ResponseInfo{{"threshold", "Proportional to the concentration above a threshold.",
                    "f(c) = max(0, c - theta)\nr(c) = gain (f(c) - f(baseline))",
                    "rectified form of linear", threshold_table}},
      ResponseInfo{{"step", "All or nothing.",
                    "f(c) = 1 where c > theta, otherwise 0\nr(c) = gain (f(c) - f(baseline))",
                    "gate; infinitely steep form of hill", step_table}},
      ResponseInfo{{"saturating", "Linear first, then saturating exponentially.",
                    "f(c) = 1 - exp(-c / K)\nr(c) = gain (f(c) - f(baseline))", "phenomenological",
                    saturating_table},
                   false},
  };
  return functions;
}

const ResponseInfo* find_response(std::string_view name) {
  const auto functions = response_functions();
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [&](const ResponseInfo& info) { return info.name == name; });
  return found == functions.end() ? nullptr : &*found;
}

ResponseFunction::ResponseFunction(const Response& response, double baseline)
    : baseline_(baseline) {
  const ResponseInfo* info = find_response(response.function);
  if (info == nullptr) {
    throw Error(fmt::format("there is no response function '{}'", response.function));
  }
  kind_ = static_cast<Kind>(info - response_functions().data());
  const auto take = [&](const Quantity& line, double value) {
    if (!line.range.contains(value)) {
      throw Error(fmt::format("{} of response '{}' is {} {}; allowed: {}", line.name,
                              response.function, value, line.unit, line.range.text()));
    }
    if (line.name == "gain") gain_ = value;
    if (line.name == "K" || line.name == "theta") scale_ = value;
    if (line.name == "n") exponent_ = value;
  };
  for (const Quantity& line : info->parameters) take(line, line.default_value);
  for (const auto& [name, value] : response.params) {
    const Quantity* line = find(info->parameters, name);
    if (line == nullptr) {
      throw Error(fmt::format("response '{}' has no parameter '{}'", response.function, name));
    }
    take(*line, value);
  }
  for (int n = 1; n <= largest_whole; ++n) {
    if (exponent_ == n) whole_ = n;
  }
  at_baseline_ = shape(baseline);
}

}  // namespace engram
