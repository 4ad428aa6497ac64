#include "io/checkpoint/broadcast_index.hpp"

#include <cstring>
#include <string>
#include <type_traits>

namespace engram {
namespace {

/// Puts values into a text, or takes them out in the same order.
class Packing {
 public:
  enum class Way { in, out };
  Packing(Way way, std::string& text) : way_(way), text_(text) {}

  template <class T>
  void number(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (way_ == Way::in) {
      text_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      std::memcpy(&value, text_.data() + next_, sizeof value);
      next_ += sizeof value;
    }
  }
  void text(std::string& value) {
    std::uint64_t length = value.size();
    number(length);
    if (way_ == Way::in) {
      text_ += value;
    } else {
      value = text_.substr(next_, length);
      next_ += length;
    }
  }

 private:
  Way way_;
  std::string& text_;
  std::size_t next_ = 0;
};

void pass(Packing& packing, CheckpointHead& head) {
  packing.number(head.step);
  packing.number(head.time_ms);
  Provenance& origin = head.provenance;
  for (std::string* text : {&origin.engram_version, &origin.git_commit, &origin.command,
                            &origin.created, &origin.hosts, &origin.experiment}) {
    packing.text(*text);
  }
  packing.number(origin.ranks);
  packing.number(origin.threads);
  std::uint64_t count = head.fixed.size();
  packing.number(count);
  head.fixed.resize(count);
  for (Fixture& each : head.fixed) {
    packing.text(each.name);
    packing.text(each.value);
  }
}

}  // namespace

void broadcast(const Communicator& communicator, CheckpointHead& head, TableIndex& tables) {
  std::string text;
  if (communicator.is_root()) {
    Packing packing(Packing::Way::in, text);
    pass(packing, head);
    std::uint64_t count = tables.size();
    packing.number(count);
    for (auto& [path, table] : tables) {
      std::string name = path;
      packing.text(name);
      packing.number(table);
    }
  }
  text = communicator.broadcast(std::move(text));
  if (communicator.is_root()) return;
  Packing packing(Packing::Way::out, text);
  pass(packing, head);
  std::uint64_t count = 0;
  packing.number(count);
  for (; count > 0; --count) {
    std::string path;
    SavedTable table;
    packing.text(path);
    packing.number(table);
    tables.emplace(std::move(path), table);
  }
}

}  // namespace engram
