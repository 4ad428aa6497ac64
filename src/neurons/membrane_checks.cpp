#include "neurons/membrane_checks.hpp"

#include <fmt/format.h>

namespace engram {
namespace {

/// A sentence where the potential called `name` does not lie below V_th.
std::vector<std::string> check_below_threshold(std::string_view name,
                                               const ParameterLookup& parameter) {
  const double potential = parameter(name);
  const double threshold = parameter("V_th");
  if (potential < threshold) return {};
  return {
      fmt::format("{0} is {1} mV and V_th is {2} mV: {0} must be below V_th, or the neuron would "
                  "fire without end",
                  name, potential, threshold)};
}

void append(std::vector<std::string>& all, std::vector<std::string> more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// Sentences for V_peak and Delta_T of an exponential onset at the potential called `onset`.
std::vector<std::string> check_onset(std::string_view onset, const ParameterLookup& parameter) {
  const double peak = parameter("V_peak");
  const double threshold = parameter(onset);
  const double sharpness = parameter("Delta_T");
  std::vector<std::string> problems;
  if (!(parameter("V_reset") < peak)) {
    problems.push_back(
        fmt::format("V_reset is {} mV and V_peak is {} mV: V_reset must be below "
                    "V_peak, or the neuron would fire without end",
                    parameter("V_reset"), peak));
  }
  if (!(threshold <= peak)) {
    problems.push_back(
        fmt::format("{0} is {1} mV and V_peak is {2} mV: V_peak must not be below {0}", onset,
                    threshold, peak));
  }
  constexpr double largest_exponent = 660.0;  // exp(709) is the end of double precision
  if (sharpness > 0 && (peak - threshold) / sharpness > largest_exponent) {
    problems.push_back(fmt::format(
        "Delta_T is {} mV: exp((V_peak - {}) / Delta_T) would leave double precision; take "
        "at least {:.3g} mV, or 0 for a sharp threshold",
        sharpness, onset, (peak - threshold) / largest_exponent));
  }
  return problems;
}

}  // namespace

std::vector<std::string> check_reset(const ParameterLookup& parameter) {
  return check_below_threshold("V_reset", parameter);
}

std::vector<std::string> check_reset_and_minimum(const ParameterLookup& parameter) {
  std::vector<std::string> problems = check_reset(parameter);
  append(problems, check_below_threshold("V_min", parameter));
  return problems;
}

std::vector<std::string> check_izhikevich(const ParameterLookup& parameter) {
  std::vector<std::string> problems = check_below_threshold("c", parameter);
  append(problems, check_below_threshold("V_min", parameter));
  const double consistent = parameter("consistent_integration");
  if (consistent != 0 && consistent != 1) {
    problems.push_back(
        fmt::format("consistent_integration is {}: it must be 1 (forward Euler) or 0 (the scheme "
                    "published in 2003)",
                    consistent));
  }
  return problems;
}

std::vector<std::string> check_exponential_onset(const ParameterLookup& parameter) {
  std::vector<std::string> problems = check_onset("V_th", parameter);
  if (parameter("Delta_T") == 0) append(problems, check_reset(parameter));
  return problems;
}

std::vector<std::string> check_adaptive_exponential(const ParameterLookup& parameter) {
  const double rest = parameter("V_th_rest");
  const double highest = parameter("V_th_max");
  std::vector<std::string> problems = check_onset("V_th_rest", parameter);
  if (!(rest <= highest)) {
    problems.push_back(fmt::format(
        "V_th_rest is {} mV and V_th_max is {} mV: V_th_max must not be below V_th_rest", rest,
        highest));
  }
  return problems;
}

}  // namespace engram
