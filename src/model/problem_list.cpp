#include "model/problem_list.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/suggest.hpp"

namespace engram {

void ProblemList::add(std::string path, std::string message) {
  Problem problem;
  problem.path = std::move(path);
  problem.message = std::move(message);
  add(std::move(problem));
}

void ProblemList::add(Problem problem) {
  if (full()) {
    ++left_out_;
    return;
  }
  const bool known = std::any_of(problems_.begin(), problems_.end(), [&](const Problem& other) {
    return other.path == problem.path && other.message == problem.message &&
           other.file == problem.file && other.line == problem.line &&
           other.column == problem.column;
  });
  if (!known) problems_.push_back(std::move(problem));
}

void ProblemList::add_unknown(std::string path, std::string_view what, std::string_view name,
                              const std::vector<std::string_view>& known) {
  if (full()) {
    ++left_out_;
    return;
  }
  add(std::move(path), fmt::format("there is no {} {}{}; known: {}", what, quoted(name),
                                   did_you_mean(name, known), listed(known)));
}

std::vector<Problem> ProblemList::take() {
  if (left_out_ > 0) {
    Problem rest;
    rest.message = fmt::format("and {} more problems", left_out_);
    problems_.push_back(std::move(rest));
    left_out_ = 0;
  }
  return std::move(problems_);
}

}  // namespace engram
