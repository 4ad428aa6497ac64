#include "io/integrity/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/errors.hpp"
#include "io/checkpoint/checkpoint_head.hpp"
#include "io/hdf5/file.hpp"
#include "io/integrity/seal.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

/// Of a file without checksums, whether it is at least what HDF5 made it.
Verdict without_checksums(const std::string& path) {
  const h5::File file = h5::File::open(path);
  if (is_checkpoint(file)) {
    return {path, FileState::damaged, "is a checkpoint without checksums: it is not complete"};
  }
  // Values of a window that a killed run has not completed may stand there, too.
  if (Seal::begins_behind(RawFile(path, RawFile::Access::read), file.content_end())) {
    return {path, FileState::damaged, "its checksums are damaged"};
  }
  return {path, FileState::unknown,
          "carries no checksums: its run has not ended, or another program has written it"};
}

Verdict verify_file(const std::string& path) {
  try {
    const RawFile file(path, RawFile::Access::read);
    const auto seal = Seal::read(file);
    if (!seal) return without_checksums(path);
    const std::uint64_t bad = seal->first_damaged(file, 0, seal->blocks());
    if (bad < seal->blocks()) return {path, FileState::damaged, seal->damage(bad)};
    return {path, FileState::intact,
            fmt::format("intact, {} bytes compared", seal->content_bytes())};
  } catch (const FileError& error) {
    std::string text = error.what();
    if (text.starts_with(path + ": ")) text.erase(0, path.size() + 2);
    return {path, FileState::damaged, text};
  }
}

void add_files(const fs::path& directory, std::vector<std::string>& files) {
  std::error_code code;
  for (fs::directory_iterator entry(directory, code), end; !code && entry != end;
       entry.increment(code)) {
    if (entry->path().extension() == ".h5") files.push_back(entry->path().string());
  }
  if (code) throw FileError(directory.string(), "cannot be listed: " + code.message());
}

}  // namespace

std::vector<Verdict> verify(const std::string& path) {
  std::error_code code;
  if (!fs::exists(path, code)) throw FileError(path, "there is no such file or directory");
  std::vector<std::string> files;
  if (fs::is_directory(path, code)) {
    add_files(path, files);
    const fs::path checkpoints = fs::path(path) / "checkpoints";
    if (fs::is_directory(checkpoints, code)) add_files(checkpoints, files);
    if (files.empty()) throw FileError(path, "holds no .h5 file");
    std::sort(files.begin(), files.end());
  } else {
    files.push_back(path);
  }
  std::vector<Verdict> verdicts;
  for (const std::string& file : files) verdicts.push_back(verify_file(file));
  return verdicts;
}

}  // namespace engram
