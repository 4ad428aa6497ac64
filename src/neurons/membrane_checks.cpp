#include "neurons/membrane_checks.hpp"

#include <fmt/format.h>

namespace engram {

std::vector<std::string> check_reset(const ParameterLookup& parameter) {
  const double reset = parameter("V_reset");
  const double threshold = parameter("V_th");
  if (reset < threshold) return {};
  return {
      fmt::format("V_reset is {} mV and V_th is {} mV: V_reset must be below V_th, or the neuron "
                  "would fire without end",
                  reset, threshold)};
}

std::vector<std::string> check_reset_and_minimum(const ParameterLookup& parameter) {
  std::vector<std::string> problems = check_reset(parameter);
  const double minimum = parameter("V_min");
  const double threshold = parameter("V_th");
  if (!(minimum < threshold)) {
    problems.push_back(fmt::format(
        "V_min is {} mV and V_th is {} mV: V_min must be below V_th, or the neuron would "
        "fire without end",
        minimum, threshold));
  }
  return problems;
}

}  // namespace engram
