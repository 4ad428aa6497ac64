#include "io/checkpoint/checkpoint_info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "io/checkpoint/checkpoint_head.hpp"
#include "io/checkpoint/table_index.hpp"

namespace engram {
namespace {

std::string name_of_experiment(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return "unknown";
  const auto name = json.find("name");
  return name != json.end() && name->is_string() ? name->get<std::string>() : "without a name";
}

std::string table_line(const std::string& path, std::size_t width, const SavedTable& table) {
  return fmt::format("  {:<{}}  {:<8} {} rows of {}, {} bytes\n", path, width, name_of(table.type),
                     table.rows, table.width, table.bytes());
}

}  // namespace

std::string describe_checkpoint(const h5::File& file) {
  const CheckpointHead head = read_head(file);
  std::string text = fmt::format(
      "  format version {}, step {}, model time {:g} ms\n  experiment: {}\n  written by Engram {} "
      "on {} ranks of {} "
      "threads, {}\n",
      checkpoint_version, head.step.value(), head.time_ms,
      name_of_experiment(head.provenance.experiment), head.provenance.engram_version,
      head.provenance.ranks, head.provenance.threads, head.provenance.created);
  for (const Fixture& each : head.fixed) {
    text += fmt::format("  {}: {}\n", each.name, each.value);
  }
  return text;
}

std::string describe_tables(const h5::File& file) {
  const TableIndex tables = read_index(file);
  std::uint64_t bytes = 0;
  std::size_t width = 8;
  for (const auto& [path, table] : tables) {
    bytes += table.bytes();
    width = std::max(width, path.size());
  }
  std::string text = fmt::format("tables: {} with {} bytes\n", tables.size(), bytes);
  for (const auto& [path, table] : tables) text += table_line(path, width, table);
  return text;
}

}  // namespace engram
