#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include "io/experiment/parse_tree.hpp"
#include "io/experiment/tree.hpp"

namespace engram::yaml {

/// The document cannot be read any further.
struct TreeFault : std::runtime_error {
  TreeFault(Mark where, const std::string& message) : std::runtime_error(message), mark(where) {}
  Mark mark;
};

/// Makes a tree of yaml-cpp's events. yaml-cpp's own nodes are not used: they keep duplicate keys,
/// follow cyclic anchors and have no limits. Throws TreeFault; faults that leave the rest readable
/// go to `report`.
class TreeBuilder : public ::YAML::EventHandler {
 public:
  using Report = std::function<void(Mark, std::string)>;

  TreeBuilder(const Limits& limits, int origin, Report report);

  /// The document that was read last, null if it holds nothing.
  [[nodiscard]] NodePtr take() { return std::move(root_); }

  void OnDocumentStart(const ::YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const ::YAML::Mark& mark, ::YAML::anchor_t anchor) override;
  void OnAlias(const ::YAML::Mark& mark, ::YAML::anchor_t anchor) override;
  void OnScalar(const ::YAML::Mark& mark, const std::string& tag, ::YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const ::YAML::Mark& mark, const std::string& tag, ::YAML::anchor_t anchor,
                       ::YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const ::YAML::Mark& mark, const std::string& tag, ::YAML::anchor_t anchor,
                  ::YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  /// A list or map that is still being read.
  struct Open {
    std::shared_ptr<Node> node;
    ::YAML::anchor_t anchor = 0;
    bool has_key = false;  // map: a key was read, its value comes next
    Entry entry;
    bool merge = false;  // the entry is a merge key
    std::unordered_set<std::string> keys;
    std::vector<NodePtr> merged;
  };

  [[nodiscard]] Mark here(const ::YAML::Mark& mark) const;
  std::shared_ptr<Node> make(Node::Kind kind, const ::YAML::Mark& mark);
  void open(Node::Kind kind, const ::YAML::Mark& mark, const std::string& tag,
            ::YAML::anchor_t anchor);
  void close();
  void keep_anchor(::YAML::anchor_t anchor, const NodePtr& node);
  /// Puts a finished node where it belongs; `used` is where it was used.
  void place(NodePtr node, Mark used);
  void take_key(Open& map, const Node& key, Mark used);
  void take_value(Open& map, NodePtr value, Mark used);
  void merge(Open& map);
  void count(Mark mark);

  Limits limits_;
  int origin_;
  Report report_;
  std::vector<Open> open_;
  std::unordered_map<::YAML::anchor_t, NodePtr> anchors_;
  NodePtr root_;
  std::uint64_t made_ = 0;
};

}  // namespace engram::yaml
