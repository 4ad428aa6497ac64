#include <filesystem>

#include "io/experiment/map_reader.hpp"

namespace engram::yaml {

void read(MapReader& map, const Context& context, std::string_view key, double& into) {
  if (const auto place = map.find(key)) into = read_number(context, *place).value_or(into);
}

void read(MapReader& map, const Context& context, std::string_view key, std::uint64_t& into) {
  if (const auto place = map.find(key)) into = read_count(context, *place).value_or(into);
}

void read(MapReader& map, const Context& context, std::string_view key, bool& into) {
  if (const auto place = map.find(key)) into = read_bool(context, *place).value_or(into);
}

void read(MapReader& map, const Context& context, std::string_view key, std::string& into) {
  if (const auto place = map.find(key)) into = read_text(context, *place).value_or(into);
}

void read(MapReader& map, const Context& context, std::string_view key, std::vector<double>& into) {
  if (const auto place = map.find(key)) into = read_numbers(context, *place);
}

void read_required(MapReader& map, const Context& context, std::string_view key,
                   std::string_view meaning, double& into) {
  if (const auto place = map.require(key, meaning)) {
    into = read_number(context, *place).value_or(into);
  }
}

void read_required(MapReader& map, const Context& context, std::string_view key,
                   std::string_view meaning, std::string& into) {
  if (const auto place = map.require(key, meaning)) {
    into = read_text(context, *place).value_or(into);
  }
}

void for_each_item(const Context& context, const Place& place, std::string_view what,
                   const std::function<void(const Place&)>& item) {
  if (place.node->kind != Node::Kind::list) {
    add_wrong_type(context, place, what);
    return;
  }
  for (std::size_t i = 0; i < place.node->items.size(); ++i) item(place.item(i));
}

std::map<std::string, double> read_numbers_by_name(const Context& context, const Place& place) {
  std::map<std::string, double> numbers;
  const MapReader map(context, place);
  for (const Entry* entry : map.rest()) {
    if (const auto number = read_number(context, place.below(*entry))) {
      numbers[entry->key] = *number;
    }
  }
  return numbers;
}

std::string read_file_name(const Context& context, const Place& place) {
  const std::string name = read_text(context, place).value_or("");
  if (name.empty()) {
    if (place.node->kind == Node::Kind::scalar && place.node->text.empty()) {
      context.add(place.node->mark, place.path, "the name of a file is empty");
    }
    return name;
  }
  const std::filesystem::path path(name);
  if (path.is_absolute() || context.folder.empty()) return name;
  return (std::filesystem::path(context.folder) / path).lexically_normal().string();
}

}  // namespace engram::yaml
