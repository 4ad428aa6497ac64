#include "core/errors.hpp"

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

FileError::FileError(std::string file, const std::string& what_happened)
    : Error(file + ": " + what_happened), file_(std::move(file)) {}

}  // namespace engram
