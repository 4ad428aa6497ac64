#include <cstdio>

#include <fmt/format.h>

#include "cli/commands.hpp"

namespace engram::cli {

std::vector<Override> ExperimentOptions::overrides() const {
  std::vector<Override> all;
  for (const std::string& text : set) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw BadInput({"", 0, 0, "--set " + text, "expected path=value, for instance simulation.dt=0.05"});
    }
    all.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  if (seed) all.push_back({"simulation.seed", std::to_string(*seed)});
  if (duration) all.push_back({"simulation.duration", fmt::format("{}", *duration)});
  return all;
}

void print_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) std::fprintf(stderr, "engram: %s\n", problem.text().c_str());
  std::fflush(stderr);
}

}  // namespace engram::cli
