#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "io/experiment/tree.hpp"
#include "model/catalogue.hpp"
#include "model/problem_list.hpp"

namespace engram::yaml {

/// What reading needs besides the document.
struct Context {
  const Catalogue& catalogue;
  ProblemList& problems;
  std::vector<std::string> origins;  ///< Mark::origin to the name of the file or the override
  std::string folder;                ///< of the experiment file; empty: the working directory

  /// Adds a problem of what stands at `mark`.
  void add(Mark mark, std::string path, std::string message) const;
};

/// A node together with its path in the document.
struct Place {
  const Node* node = nullptr;
  std::string path;

  [[nodiscard]] Place item(std::size_t index) const {
    return {node->items[index].get(), path + '[' + std::to_string(index) + ']'};
  }
  [[nodiscard]] Place below(const Entry& entry) const {
    return {entry.value.get(), path.empty() ? entry.key : path + '.' + entry.key};
  }
};

/// Reads a map key by key and knows in the end which keys nobody asked for.
class MapReader {
 public:
  /// Adds a problem if the place holds no map; it then reads as an empty one, nothing missing.
  MapReader(const Context& context, const Place& place);

  [[nodiscard]] bool is_map() const { return is_map_; }
  [[nodiscard]] const Place& place() const { return place_; }
  /// The value of a key, or nothing.
  [[nodiscard]] std::optional<Place> find(std::string_view key);
  /// The same; a missing key is a problem. `meaning` says what belongs there.
  [[nodiscard]] std::optional<Place> require(std::string_view key, std::string_view meaning);
  /// Keys nobody has asked for yet.
  [[nodiscard]] std::vector<const Entry*> rest() const;
  /// Names that finish() may propose besides those asked for.
  void also_known(std::string_view key) { asked_.push_back(key); }
  /// Adds a problem for every key left over.
  void finish();

 private:
  const Context& context_;
  Place place_;
  bool is_map_;
  std::vector<std::string_view> asked_;
  std::unordered_set<const Entry*> taken_;
};

/// Typed values. What has another type is a problem, and the result is empty.
[[nodiscard]] std::optional<double> read_number(const Context& context, const Place& place);
[[nodiscard]] std::optional<std::uint64_t> read_count(const Context& context, const Place& place);
[[nodiscard]] std::optional<bool> read_bool(const Context& context, const Place& place);
[[nodiscard]] std::optional<std::string> read_text(const Context& context, const Place& place);

/// Lists; what is wrong in them is left out. Text may stand alone instead of a list of one.
[[nodiscard]] std::vector<double> read_numbers(const Context& context, const Place& place);
[[nodiscard]] std::vector<std::uint64_t> read_counts(const Context& context, const Place& place);
[[nodiscard]] std::vector<std::string> read_texts(const Context& context, const Place& place);

/// Value of a key into `into`, which keeps its default if the key is missing or wrong.
void read(MapReader& map, const Context& context, std::string_view key, double& into);
void read(MapReader& map, const Context& context, std::string_view key, std::uint64_t& into);
void read(MapReader& map, const Context& context, std::string_view key, bool& into);
void read(MapReader& map, const Context& context, std::string_view key, std::string& into);

/// The same for keys that must be there; `meaning` says what belongs there.
void read_required(MapReader& map, const Context& context, std::string_view key,
                   std::string_view meaning, double& into);
void read_required(MapReader& map, const Context& context, std::string_view key,
                   std::string_view meaning, std::string& into);
/// A list of numbers, if the key is there.
void read(MapReader& map, const Context& context, std::string_view key, std::vector<double>& into);

/// Calls `item` with the place of each item of a list; what is no list is a problem: expected
/// `what`.
void for_each_item(const Context& context, const Place& place, std::string_view what,
                   const std::function<void(const Place&)>& item);

/// A number per name: {E: 4.4, I: 5.9}.
[[nodiscard]] std::map<std::string, double> read_numbers_by_name(const Context& context,
                                                                 const Place& place);

/// A file name, relative ones from the experiment file's folder.
[[nodiscard]] std::string read_file_name(const Context& context, const Place& place);

/// "expected <what>, found <the node>".
void add_wrong_type(const Context& context, const Place& place, std::string_view what);

}  // namespace engram::yaml
