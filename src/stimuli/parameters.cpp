#include "stimuli/parameters.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {

double number(const Stimulus& stimulus, std::span<const Quantity> table, std::string_view name) {
  const auto given = stimulus.params.find(std::string(name));
  if (given != stimulus.params.end()) return given->second;
  const Quantity* line = find(table, name);
  if (line == nullptr) throw Error(fmt::format("no stimulus parameter called {}", name));
  return line->default_value;
}

std::span<const double> list(const Stimulus& stimulus, std::string_view name) {
  const auto given = stimulus.arrays.find(std::string(name));
  if (given == stimulus.arrays.end()) return {};
  return given->second;
}

std::vector<std::string> check_start_stop(const ParameterLookup& parameter) {
  const double start = parameter("start");
  const double stop = parameter("stop");
  if (stop >= start) return {};
  return {
      fmt::format("stop is {} ms and start is {} ms: stop must not be before start", stop, start)};
}

}  // namespace engram
