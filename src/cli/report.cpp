#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.hpp"

namespace engram::cli {
namespace {

namespace fs = std::filesystem;

bool holds_package(const fs::path& folder) {
  std::error_code none;
  return fs::exists(folder / "engram" / "report.py", none);
}

/// The folder that holds the Python package `engram`: beside the build, in the installation or in
/// PYTHONPATH.
fs::path python_folder() {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& candidate :
       {program / ".." / "python", program / ".." / "share/engram/python"}) {
    if (holds_package(candidate)) return fs::canonical(candidate);
  }
  const char* given = std::getenv("PYTHONPATH");
  std::istringstream folders(given == nullptr ? "" : given);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty() && holds_package(folder)) return folder;
  }
  return {};
}

}  // namespace

ExitCode report(const ReportCommand& command) {
  const fs::path folder = python_folder();
  if (folder.empty()) {
    print_error(
        "the Python package is neither in ../python nor in ../share/engram/python beside the "
        "program; set PYTHONPATH to the folder that holds it, python/ of the sources");
    return ExitCode::failed;
  }
  setenv("PYTHONPATH", folder.c_str(), 1);
  std::vector<std::string> words = {"/usr/bin/python3", "-m", "engram.report", command.directory};
  words.insert(words.end(), command.rest.begin(), command.rest.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  print_error(std::string("cannot start /usr/bin/python3: ") + std::strerror(errno));
  return ExitCode::failed;
}

}  // namespace engram::cli
