#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "io/experiment/experiment_file.hpp"
#include "io/experiment/parse_tree.hpp"

namespace engram {

std::string read_experiment_text(const std::string& file_name) {
  const auto refuse = [&](std::string message) {
    Problem problem;
    problem.file = file_name;
    problem.message = std::move(message);
    throw BadInput(problem);
  };
  std::error_code error;
  if (std::filesystem::is_directory(file_name, error))
    refuse("is a folder, not an experiment file");
  errno = 0;
  std::ifstream file(file_name, std::ios::binary);
  if (!file) refuse(fmt::format("cannot be opened: {}", std::strerror(errno)));
  const std::size_t most = yaml::Limits{}.bytes;
  std::string text(4096, '\0');
  std::size_t used = 0;
  while (file.read(text.data() + used, static_cast<std::streamsize>(text.size() - used)) ||
         file.gcount() > 0) {
    used += static_cast<std::size_t>(file.gcount());
    if (used > most)
      refuse(fmt::format("longer than {} bytes; keep long lists in HDF5 files", most));
    if (used == text.size()) text.resize(2 * used);
  }
  if (file.bad()) refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
  text.resize(used);
  return text;
}

}  // namespace engram
