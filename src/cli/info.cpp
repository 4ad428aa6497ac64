#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.hpp"
#include "core/errors.hpp"
#include "io/integrity/verdict.hpp"
#include "io/results/file_info.hpp"

namespace engram::cli {
namespace {

ExitCode describe(const std::string& path) {
  fmt::print("{}", describe_file(path));
  return ExitCode::done;
}

ExitCode compare(const std::string& path) {
  ExitCode code = ExitCode::done;
  for (const Verdict& verdict : verify(path)) {
    fmt::print("{}: {}\n", verdict.path, verdict.text);
    if (verdict.state == FileState::damaged) code = ExitCode::failed;
  }
  return code;
}

}  // namespace

ExitCode info(const InfoCommand& command) {
  ExitCode worst = ExitCode::done;
  for (const std::string& path : command.paths) {
    try {
      worst = std::max(worst, command.verify ? compare(path) : describe(path));
    } catch (const Error& error) {
      print_error(error.what());
      worst = std::max(worst, ExitCode::bad_input);
    }
  }
  return worst;
}

}  // namespace engram::cli
