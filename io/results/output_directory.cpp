#include "io/results/output_directory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "core/errors.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/provenance_group.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

// Files every run writes under the same name; others are told by what is in them.
bool has_name_of_ours(const fs::path& file) {
  std::string name = file.filename().string();
  if (name.ends_with(".tmp")) name.resize(name.size() - 4);
  return name == "summary.json" || name == "spikes.h5" || name == "weights.h5" ||
         name == "fields.h5" || name == "ledger.h5" || name == "report.png" ||
         name == "report.json";
}

bool is_result(const fs::path& file) {
  return file.filename() == "summary.json" || file.extension() == ".h5";
}

bool is_ours(const fs::path& file) {
  if (has_name_of_ours(file)) return true;
  if (file.extension() != ".h5") return false;
  try {
    return written_by_engram(h5::File::open(file.string()));
  } catch (const FileError&) {
    return false;
  }
}

std::vector<fs::path> files_in(const std::string& directory) {
  std::vector<fs::path> files;
  std::error_code code;
  for (fs::directory_iterator entry(directory, code), end; !code && entry != end;
       entry.increment(code)) {
    if (!entry->is_directory()) files.push_back(entry->path());
  }
  if (code) throw FileError(directory, "cannot be listed: " + code.message());
  std::sort(files.begin(), files.end());
  return files;
}

void require_no_results(const std::string& directory, const std::vector<fs::path>& files) {
  std::vector<std::string> found;
  for (const fs::path& file : files) {
    if (is_result(file)) found.push_back(file.filename().string());
  }
  if (found.empty()) return;
  constexpr std::size_t shown = 3;
  const std::size_t more = found.size() > shown ? found.size() - shown : 0;
  found.resize(found.size() - more);
  throw FileError(
      directory,
      fmt::format("holds results already ({}{}); choose another output directory or "
                  "overwrite them with --overwrite",
                  fmt::join(found, ", "), more > 0 ? fmt::format(" and {} more", more) : ""));
}

void require_writable(const std::string& directory) {
  const std::string probe =
      (fs::path(directory) / fmt::format(".engram_probe_{}", ::getpid())).string();
  const int fd = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    throw FileError(directory,
                    std::string("files cannot be written here: ") + std::strerror(errno));
  }
  const bool wrote = ::write(fd, "x", 1) == 1;
  const int reason = errno;
  ::close(fd);
  ::unlink(probe.c_str());
  if (!wrote) {
    throw FileError(directory,
                    std::string("files cannot be written here: ") + std::strerror(reason));
  }
}

}  // namespace

void make_writable_directory(const std::string& directory) {
  std::error_code code;
  if (fs::exists(directory, code) && !fs::is_directory(directory, code)) {
    throw FileError(directory, "exists and is not a directory; choose another directory");
  }
  fs::create_directories(directory, code);
  if (code) throw FileError(directory, "cannot be made: " + code.message());
  require_writable(directory);
}

void prepare_output_directory(const std::string& directory, OldResults old_results) {
  std::error_code code;
  if (fs::exists(directory, code) && !fs::is_directory(directory, code)) {
    throw FileError(directory, "exists and is not a directory; choose another output directory");
  }
  fs::create_directories(directory, code);
  if (code) throw FileError(directory, "cannot be made: " + code.message());
  const std::vector<fs::path> files = files_in(directory);
  if (old_results == OldResults::refuse) require_no_results(directory, files);
  require_writable(directory);
  if (old_results != OldResults::overwrite) return;
  for (const fs::path& file : files) {
    if (!is_ours(file)) continue;
    if (!fs::remove(file, code) && code) {
      throw FileError(file.string(), "cannot be removed: " + code.message());
    }
  }
}

}  // namespace engram
