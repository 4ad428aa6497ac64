#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace engram::yaml {

/// Where a node was written.
struct Mark {
  int line = 0;    ///< from 1; 0 for what comes from the command line
  int column = 0;  ///< from 1
  int origin = 0;  ///< 0: the file; k: override number k, from 1
};

struct Node;
using NodePtr = std::shared_ptr<const Node>;

/// One `key: value` of a map.
struct Entry {
  std::string key;
  Mark mark;  ///< of the key
  NodePtr value;
};

/// A node of a YAML document. Aliases share the node of their anchor.
struct Node {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  Mark mark;
  std::string text;            ///< scalar: as written
  bool quoted = false;         ///< scalar: text even if it looks like a number
  std::vector<NodePtr> items;  ///< list
  std::vector<Entry> entries;  ///< map; keys are unique
  std::uint64_t nodes = 1;     ///< nodes below and this one, aliases counted each time

  /// The entry with this key, or null.
  [[nodiscard]] const Entry* find(std::string_view key) const;
};

/// A place in a document: a key or, with an empty key, a position in a list.
struct Step {
  std::string key;
  std::size_t index = 0;
};

/// Takes "projections[2].synapse.delay" apart. False if it is no path.
[[nodiscard]] bool split_path(std::string_view path, std::vector<Step>& steps);

/// Where a path ends in a document.
struct Found {
  Mark mark;         ///< of the node at the path, or of the nearest one around it
  std::string path;  ///< the path as the document has it
};

/// Follows `path` as far as the document goes. "[0]" stays where it is if the node is no list, as
/// experiment files allow one item instead of a list of one; below a number or text nothing is
/// added.
[[nodiscard]] Found locate(const Node& root, std::string_view path);

}  // namespace engram::yaml
