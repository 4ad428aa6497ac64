#include "io/experiment/tree_builder.hpp"

#include <fmt/format.h>

#include "io/experiment/scalar.hpp"
#include "model/suggest.hpp"

namespace engram::yaml {
namespace {

constexpr std::string_view standard_tag = "tag:yaml.org,2002:";

/// Tags that say no more than the text does: none, "?" and "!" (yaml-cpp: plain and quoted), and
/// the core schema's.
bool known_tag(const std::string& tag) {
  if (tag.empty() || tag == "?" || tag == "!") return true;
  if (!tag.starts_with(standard_tag)) return false;
  const std::string_view name = std::string_view(tag).substr(standard_tag.size());
  for (const std::string_view known : {"str", "int", "float", "bool", "null", "map", "seq"}) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

TreeBuilder::TreeBuilder(const Limits& limits, int origin, Report report)
    : limits_(limits), origin_(origin), report_(std::move(report)) {}

Mark TreeBuilder::here(const ::YAML::Mark& mark) const {
  return {mark.line + 1, mark.column + 1, origin_};
}

void TreeBuilder::count(Mark mark) {
  if (++made_ <= limits_.nodes) return;
  throw TreeFault(mark,
                  fmt::format("more than {} values; keep long lists in HDF5 files", limits_.nodes));
}

std::shared_ptr<Node> TreeBuilder::make(Node::Kind kind, const ::YAML::Mark& mark) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->mark = here(mark);
  count(node->mark);
  return node;
}

void TreeBuilder::keep_anchor(::YAML::anchor_t anchor, const NodePtr& node) {
  if (anchor != 0) anchors_[anchor] = node;
}

void TreeBuilder::OnDocumentStart(const ::YAML::Mark&) {
  open_.clear();
  anchors_.clear();
  root_ = nullptr;
}

void TreeBuilder::OnNull(const ::YAML::Mark& mark, ::YAML::anchor_t anchor) {
  const NodePtr node = make(Node::Kind::null, mark);
  keep_anchor(anchor, node);
  place(node, node->mark);
}

void TreeBuilder::OnAlias(const ::YAML::Mark& mark, ::YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  // An anchor is known once its node is complete, so an alias inside it is a cycle.
  if (found == anchors_.end()) {
    throw TreeFault(here(mark), "an alias that lies inside its own anchor has no end");
  }
  count(here(mark));
  place(found->second, here(mark));
}

void TreeBuilder::OnScalar(const ::YAML::Mark& mark, const std::string& tag,
                           ::YAML::anchor_t anchor, const std::string& value) {
  if (!known_tag(tag)) report_(here(mark), fmt::format("unknown tag {}", quoted(tag)));
  const std::shared_ptr<Node> node = make(Node::Kind::scalar, mark);
  node->text = value;
  node->quoted = tag == "!" || tag == fmt::format("{}str", standard_tag);
  keep_anchor(anchor, node);
  place(node, node->mark);
}

void TreeBuilder::OnSequenceStart(const ::YAML::Mark& mark, const std::string& tag,
                                  ::YAML::anchor_t anchor, ::YAML::EmitterStyle::value) {
  open(Node::Kind::list, mark, tag, anchor);
}

void TreeBuilder::OnMapStart(const ::YAML::Mark& mark, const std::string& tag,
                             ::YAML::anchor_t anchor, ::YAML::EmitterStyle::value) {
  open(Node::Kind::map, mark, tag, anchor);
}

void TreeBuilder::open(Node::Kind kind, const ::YAML::Mark& mark, const std::string& tag,
                       ::YAML::anchor_t anchor) {
  if (!known_tag(tag)) report_(here(mark), fmt::format("unknown tag {}", quoted(tag)));
  if (open_.size() >= limits_.depth) {
    throw TreeFault(here(mark), fmt::format("nested deeper than {} levels", limits_.depth));
  }
  Open next;
  next.node = make(kind, mark);
  next.anchor = anchor;
  open_.push_back(std::move(next));
}

void TreeBuilder::close() {
  Open done = std::move(open_.back());
  open_.pop_back();
  Node& node = *done.node;
  merge(done);
  for (const NodePtr& item : node.items) node.nodes += item->nodes;
  for (const Entry& entry : node.entries) node.nodes += entry.value->nodes;
  if (node.nodes > limits_.nodes) {
    throw TreeFault(node.mark, fmt::format("stands for more than {} values", limits_.nodes));
  }
  keep_anchor(done.anchor, done.node);
  const Mark mark = node.mark;
  place(std::move(done.node), mark);
}

void TreeBuilder::place(NodePtr node, Mark used) {
  if (open_.empty()) {
    root_ = std::move(node);
  } else if (Open& parent = open_.back(); parent.node->kind == Node::Kind::list) {
    parent.node->items.push_back(std::move(node));
  } else if (parent.has_key) {
    take_value(parent, std::move(node), used);
  } else {
    take_key(parent, *node, used);
  }
}

void TreeBuilder::take_key(Open& map, const Node& key, Mark used) {
  if (key.kind != Node::Kind::scalar) {
    throw TreeFault(used, fmt::format("a key must be a name, found {}", describe(key)));
  }
  map.has_key = true;
  map.merge = key.text == "<<" && !key.quoted;
  map.entry.key = key.text;
  map.entry.mark = used;
}

void TreeBuilder::take_value(Open& map, NodePtr value, Mark used) {
  map.has_key = false;
  if (map.merge) {
    const bool is_list = value->kind == Node::Kind::list;
    for (const NodePtr& each : is_list ? value->items : std::vector<NodePtr>{value}) {
      if (each->kind != Node::Kind::map) throw TreeFault(used, "'<<' merges maps only");
      map.merged.push_back(each);
    }
    return;
  }
  if (!map.keys.insert(map.entry.key).second) {
    report_(map.entry.mark, fmt::format("the key {} is given twice", quoted(map.entry.key)));
    return;
  }
  map.entry.value = std::move(value);
  map.node->entries.push_back(std::move(map.entry));
}

void TreeBuilder::merge(Open& map) {
  for (const NodePtr& other : map.merged) {
    for (const Entry& entry : other->entries) {
      count(map.node->mark);
      if (map.keys.insert(entry.key).second) map.node->entries.push_back(entry);
    }
  }
}

}  // namespace engram::yaml
