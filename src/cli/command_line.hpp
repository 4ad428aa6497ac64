#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/commands.hpp"

namespace engram::cli {

/// `engram check`: the same options as `engram plan`.
struct CheckCommand {
  PlanCommand plan;
};

/// What to print instead of doing something: help, the version, or what is wrong with the command
/// line.
struct Answer {
  std::string text;
  ExitCode code = ExitCode::done;
};

using Command = std::variant<Answer, RunCommand, SweepCommand, CheckCommand, PlanCommand,
                             InfoCommand, ModelsCommand, ReportCommand>;

/// Understands the words of a command line, the program's name first. Never throws for what a user
/// may type: mistakes become an Answer that names the word and what is allowed.
[[nodiscard]] Command parse_command_line(const std::vector<std::string>& words);

}  // namespace engram::cli
