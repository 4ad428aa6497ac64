#include <cstdio>

#include "cli/commands.hpp"

namespace engram::cli {

std::vector<Override> ExperimentOptions::overrides() const {
  std::vector<Override> all;
  std::vector<Problem> problems;
  for (const std::string& text : set) {
    try {
      all.push_back(parse_override(text));
    } catch (const BadInput& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw BadInput(problems);
  if (!seed.empty()) all.push_back({"simulation.seed", seed, "--seed"});
  if (!duration.empty()) all.push_back({"simulation.duration", duration, "--duration"});
  return all;
}

void print_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) print_error(problem.text());
}

void print_error(const std::string& text) {
  // One write, so that lines of several ranks do not mix.
  std::fputs(("engram: " + text + "\n").c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace engram::cli
