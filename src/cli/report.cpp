#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "cli/commands.hpp"

namespace engram::cli {
namespace {

namespace fs = std::filesystem;

/// The folder that holds the Python package `engram`: beside the build or in the installation.
fs::path python_folder() {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& candidate :
       {program / ".." / "python", program / ".." / "share/engram/python"}) {
    if (fs::exists(candidate / "engram" / "report.py")) return fs::canonical(candidate);
  }
  return {};
}

}  // namespace

ExitCode report(const ReportCommand& command) {
  const fs::path folder = python_folder();
  if (folder.empty()) {
    std::fprintf(
        stderr,
        "engram: the Python package is neither in ../python nor in ../share/engram/python beside "
        "the "
        "program; run `PYTHONPATH=<folder> /usr/bin/python3 -m engram.report %s` instead\n",
        command.directory.c_str());
    return ExitCode::failed;
  }
  setenv("PYTHONPATH", folder.c_str(), 1);
  std::vector<std::string> words = {"/usr/bin/python3", "-m", "engram.report", command.directory};
  words.insert(words.end(), command.rest.begin(), command.rest.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  std::fprintf(stderr, "engram: cannot start /usr/bin/python3: %s\n", std::strerror(errno));
  return ExitCode::failed;
}

}  // namespace engram::cli
