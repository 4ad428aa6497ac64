#include "io/experiment/map_reader.hpp"

#include <cmath>

#include <fmt/format.h>

#include "io/experiment/scalar.hpp"
#include "model/suggest.hpp"

namespace engram::yaml {

void Context::add(Mark mark, std::string path, std::string message) const {
  Problem problem;
  problem.file = origins[static_cast<std::size_t>(mark.origin)];
  if (mark.origin == 0) {
    problem.line = mark.line;
    problem.column = mark.column;
  }
  problem.path = std::move(path);
  problem.message = std::move(message);
  problems.add(std::move(problem));
}

void add_wrong_type(const Context& context, const Place& place, std::string_view what) {
  context.add(place.node->mark, place.path,
              fmt::format("expected {}, found {}", what, describe(*place.node)));
}

MapReader::MapReader(const Context& context, const Place& place)
    : context_(context), place_(place), is_map_(place.node->kind == Node::Kind::map) {
  if (!is_map_) add_wrong_type(context, place, "a map (key: value)");
}

std::optional<Place> MapReader::find(std::string_view key) {
  asked_.push_back(key);
  const Entry* entry = place_.node->find(key);
  if (entry == nullptr) return std::nullopt;
  taken_.insert(entry);
  return place_.below(*entry);
}

std::optional<Place> MapReader::require(std::string_view key, std::string_view meaning) {
  std::optional<Place> found = find(key);
  if (!found && is_map_) {
    const std::string path =
        place_.path.empty() ? std::string(key) : fmt::format("{}.{}", place_.path, key);
    context_.add(place_.node->mark, path, fmt::format("the key '{}' is missing: {}", key, meaning));
  }
  return found;
}

std::vector<const Entry*> MapReader::rest() const {
  std::vector<const Entry*> left;
  for (const Entry& entry : place_.node->entries) {
    if (!taken_.contains(&entry)) left.push_back(&entry);
  }
  return left;
}

void MapReader::finish() {
  for (const Entry* entry : rest()) {
    const std::string path = place_.below(*entry).path;
    // Beyond the last problem that is kept, looking for near names would only take time.
    context_.add(entry->mark, path,
                 context_.problems.full()
                     ? "unknown key"
                     : fmt::format("unknown key {}{}; known: {}", quoted(entry->key),
                                   did_you_mean(entry->key, asked_), listed(asked_)));
  }
}

std::optional<double> read_number(const Context& context, const Place& place) {
  if (place.node->kind != Node::Kind::scalar) {
    add_wrong_type(context, place, "a number");
    return std::nullopt;
  }
  const ScalarType type = type_of(*place.node);
  const std::optional<double> number = to_double(*place.node);
  if (number && std::isfinite(*number)) return number;
  const bool is_number = type == ScalarType::integer || type == ScalarType::real;
  add_wrong_type(context, place,
                 !is_number ? "a number"
                 : number   ? "a finite number"
                 : has_leading_zero(*place.node)
                     ? "a number without leading zeros, which some readers take for octal"
                     : "a number between 1e-307 and 1e308 in size, or 0");
  return std::nullopt;
}

std::optional<std::uint64_t> read_count(const Context& context, const Place& place) {
  std::optional<std::uint64_t> count;
  if (place.node->kind == Node::Kind::scalar) count = to_count(*place.node);
  if (count) return count;
  const bool octal = place.node->kind == Node::Kind::scalar && has_leading_zero(*place.node);
  add_wrong_type(context, place,
                 octal ? "a whole number without leading zeros, which some readers take for octal"
                       : "a whole number, at least 0");
  return count;
}

std::optional<bool> read_bool(const Context& context, const Place& place) {
  std::optional<bool> answer;
  if (place.node->kind == Node::Kind::scalar) answer = to_bool(*place.node);
  if (!answer) add_wrong_type(context, place, "true or false");
  return answer;
}

std::optional<std::string> read_text(const Context& context, const Place& place) {
  if (place.node->kind == Node::Kind::scalar && type_of(*place.node) == ScalarType::text) {
    return place.node->text;
  }
  const bool scalar = place.node->kind == Node::Kind::scalar;
  add_wrong_type(context, place, scalar ? "text (put it in quotes)" : "text");
  return std::nullopt;
}

std::vector<double> read_numbers(const Context& context, const Place& place) {
  std::vector<double> numbers;
  if (place.node->kind != Node::Kind::list) {
    add_wrong_type(context, place, "a list of numbers");
    return numbers;
  }
  numbers.reserve(place.node->items.size());
  for (std::size_t i = 0; i < place.node->items.size(); ++i) {
    const Node& item = *place.node->items[i];
    // Long lists: a path is made only for what is wrong.
    std::optional<double> number;
    if (item.kind == Node::Kind::scalar) number = to_double(item);
    if (!number || !std::isfinite(*number)) number = read_number(context, place.item(i));
    if (number) numbers.push_back(*number);
  }
  return numbers;
}

std::vector<std::uint64_t> read_counts(const Context& context, const Place& place) {
  std::vector<std::uint64_t> counts;
  if (place.node->kind != Node::Kind::list) {
    add_wrong_type(context, place, "a list of whole numbers");
    return counts;
  }
  counts.reserve(place.node->items.size());
  for (std::size_t i = 0; i < place.node->items.size(); ++i) {
    const Node& item = *place.node->items[i];
    std::optional<std::uint64_t> count;
    if (item.kind == Node::Kind::scalar) count = to_count(item);
    if (!count) count = read_count(context, place.item(i));
    if (count) counts.push_back(*count);
  }
  return counts;
}

std::vector<std::string> read_texts(const Context& context, const Place& place) {
  std::vector<std::string> texts;
  if (place.node->kind != Node::Kind::list) {
    if (auto text = read_text(context, place)) texts.push_back(std::move(*text));
    return texts;
  }
  for (std::size_t i = 0; i < place.node->items.size(); ++i) {
    if (auto text = read_text(context, place.item(i))) texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace engram::yaml
