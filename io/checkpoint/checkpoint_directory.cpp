#include "io/checkpoint/checkpoint_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>

#include "core/errors.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t digits = 12;

/// The step in a name such as "checkpoint-000000001000.h5", between `before` and `after`.
std::optional<Step> step_in(std::string_view name, std::string_view before,
                            std::string_view after) {
  if (!name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
  if (name.size() < before.size() + digits + after.size()) return std::nullopt;
  name.remove_prefix(before.size());
  name.remove_suffix(after.size());
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), step);
  if (error != std::errc() || end != name.data() + name.size() || step < 0) return std::nullopt;
  return Step(step);
}

std::vector<fs::path> names_in(const std::string& directory) {
  std::vector<fs::path> names;
  std::error_code code;
  if (!fs::exists(directory, code)) return names;
  for (fs::directory_iterator entry(directory, code), end; !code && entry != end;
       entry.increment(code)) {
    names.push_back(entry->path());
  }
  if (code) throw FileError(directory, "cannot be listed: " + code.message());
  return names;
}

}  // namespace

std::string checkpoint_path(const std::string& directory, Step step) {
  return (fs::path(directory) / fmt::format("checkpoint-{:012}.h5", step.value())).string();
}

std::string hidden_checkpoint_path(const std::string& directory, Step step) {
  return (fs::path(directory) / fmt::format(".checkpoint-{:012}.h5", step.value())).string();
}

std::vector<FoundCheckpoint> find_checkpoints(const std::string& directory) {
  std::vector<FoundCheckpoint> found;
  for (const fs::path& path : names_in(directory)) {
    const auto step = step_in(path.filename().string(), "checkpoint-", ".h5");
    if (step) found.push_back({path.string(), *step});
  }
  std::sort(found.begin(), found.end(), [](const FoundCheckpoint& a, const FoundCheckpoint& b) {
    return a.step > b.step || (a.step == b.step && a.path < b.path);
  });
  return found;
}

void remove_unfinished_checkpoints(const std::string& directory) {
  for (const fs::path& path : names_in(directory)) {
    std::error_code code;
    if (!step_in(path.filename().string(), ".checkpoint-", ".h5.tmp")) continue;
    fs::remove(path, code);
    if (code) throw FileError(path.string(), "cannot be removed: " + code.message());
  }
}

void link_checkpoints(const std::string& link, const std::string& directory) {
  std::error_code code;
  if (fs::weakly_canonical(link, code) == fs::weakly_canonical(directory, code)) return;
  if (fs::is_symlink(link, code)) fs::remove(link, code);
  if (fs::exists(link, code)) return;
  fs::create_directory_symlink(fs::absolute(directory), link, code);
  if (code) throw FileError(link, "cannot be made a link to " + directory + ": " + code.message());
}

void require_no_lost_link(const std::string& directory) {
  std::error_code code;
  if (!fs::is_symlink(directory, code) || fs::exists(directory, code)) return;
  throw FileError(directory, "is a link to " + fs::read_symlink(directory, code).string() +
                                 ", which is not there; say with --checkpoint-dir where the "
                                 "checkpoints are, or remove the link");
}

void remove_checkpoints(const std::string& directory) {
  remove_unfinished_checkpoints(directory);
  for (const FoundCheckpoint& each : find_checkpoints(directory)) {
    std::error_code code;
    fs::remove(each.path, code);
    if (code) throw FileError(each.path, "cannot be removed: " + code.message());
  }
}

void remove_old_checkpoints(const std::string& directory, Step newest, std::size_t keep) noexcept {
  try {
    std::size_t kept = 1;
    for (const FoundCheckpoint& each : find_checkpoints(directory)) {
      if (each.step >= newest || kept++ < keep) continue;
      std::error_code ignored;
      fs::remove(each.path, ignored);
    }
  } catch (const std::exception&) {
    // One too many is no harm.
  }
}

}  // namespace engram
