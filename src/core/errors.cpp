#include "core/errors.hpp"

#include <fmt/format.h>

namespace engram {
namespace {

std::string join(const std::vector<Problem>& problems) {
  std::string all;
  for (const Problem& problem : problems) {
    if (!all.empty()) all += '\n';
    all += problem.text();
  }
  return all;
}

}  // namespace

std::string Problem::text() const {
  std::string out;
  if (!file.empty()) {
    out += file;
    if (line > 0) out += ":" + std::to_string(line);
    if (line > 0 && column > 0) out += ":" + std::to_string(column);
    out += ": ";
  }
  if (!path.empty()) out += path + ": ";
  return out + message;
}

BadInput::BadInput(std::vector<Problem> problems)
    : Error(join(problems)), problems_(std::move(problems)) {}

LostRank::LostRank(int rank, const std::string& phase, double seconds)
    : RunError(fmt::format("{} has not answered for {:g} s (phase: {}): it hangs, is much slower "
                           "than that, or its machine is gone; after that has been mended, go on "
                           "from the last checkpoint with --resume",
                           rank < 0 ? "another rank" : fmt::format("rank {}", rank), seconds,
                           phase)),
      rank_(rank),
      phase_(phase),
      seconds_(seconds) {}

FileError::FileError(std::string file, const std::string& what_happened)
    : Error(file + ": " + what_happened), file_(std::move(file)) {}

}  // namespace engram
