#pragma once

namespace engram::cli {

/// The program `engram`: reads the command line, carries the command out and returns the exit code.
[[nodiscard]] int program(int argc, char** argv);

}  // namespace engram::cli
