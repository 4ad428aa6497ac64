#include <fmt/format.h>

#include "cli/commands.hpp"
#include "core/errors.hpp"
#include "io/results/file_info.hpp"

namespace engram::cli {

ExitCode info(const InfoCommand& command) {
  try {
    fmt::print("{}", describe_file(command.path));
    return ExitCode::done;
  } catch (const Error& error) {
    print_error(error.what());
    return ExitCode::bad_input;
  }
}

}  // namespace engram::cli
