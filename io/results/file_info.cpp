#include "io/results/file_info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/errors.hpp"
#include "io/checkpoint/checkpoint_directory.hpp"
#include "io/results/hdf5_info.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

std::string describe_summary(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw FileError(path, "cannot be read");
  nlohmann::ordered_json json;
  try {
    json = nlohmann::ordered_json::parse(in);
  } catch (const nlohmann::json::exception& error) {
    throw FileError(path, std::string("is not JSON: ") + error.what());
  }
  if (!json.is_object() || !json.contains("engram_version")) {
    throw FileError(path, "is JSON, but not the summary of a run; expected engram_version in it");
  }
  std::string text = path + ": summary of a run\n";
  for (const auto& [name, value] : json.items()) {
    // The experiment is long and has its own file.
    if (name == "experiment") continue;
    const std::string shown = value.is_string() ? value.get<std::string>() : value.dump();
    text += fmt::format("  {:<32} {}\n", name, shown);
  }
  return text;
}

std::string describe_directory(const std::string& path) {
  std::vector<fs::path> files;
  std::error_code code;
  for (fs::directory_iterator entry(path, code), end; !code && entry != end;
       entry.increment(code)) {
    if (entry->path().extension() == ".h5") files.push_back(entry->path());
  }
  if (code) throw FileError(path, "cannot be listed: " + code.message());
  std::sort(files.begin(), files.end());
  std::string text;
  const fs::path summary = fs::path(path) / "summary.json";
  if (fs::exists(summary, code)) text += describe_summary(summary.string());
  for (const FoundCheckpoint& each : find_checkpoints((fs::path(path) / "checkpoints").string())) {
    files.emplace_back(each.path);
  }
  for (const fs::path& file : files) {
    try {
      text += describe_hdf5(file.string(), InfoDetail::overview);
    } catch (const FileError& error) {
      text += std::string(error.what()) + "\n";
    }
  }
  if (text.empty()) throw FileError(path, "holds no results: neither summary.json nor an .h5 file");
  return text;
}

}  // namespace

std::string describe_file(const std::string& path) {
  std::error_code code;
  if (fs::is_directory(path, code)) return describe_directory(path);
  if (fs::path(path).extension() == ".json") return describe_summary(path);
  return describe_hdf5(path, InfoDetail::everything);
}

}  // namespace engram
