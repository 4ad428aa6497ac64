#pragma once

#include <cstring>
#include <map>
#include <type_traits>
#include <utility>
#include <vector>

#include "parallel/communicator.hpp"

namespace engram {

/// Items of one type for several ranks.
template <class T>
class TypedParcels {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  void add(Rank to, const T& item) { items_[to.value()].push_back(item); }

  /// Collective: sends all items and returns what came in, ascending by sender, each sender's items
  /// in the order in which they were added. Empty again afterwards.
  [[nodiscard]] std::vector<std::pair<Rank, std::vector<T>>> exchange(
      const Communicator& communicator) {
    std::vector<Parcel> outgoing;
    for (const auto& [rank, items] : items_) {
      Parcel parcel{Rank(rank), std::vector<std::byte>(items.size() * sizeof(T))};
      std::memcpy(parcel.bytes.data(), items.data(), parcel.bytes.size());
      outgoing.push_back(std::move(parcel));
    }
    items_.clear();
    std::vector<std::pair<Rank, std::vector<T>>> incoming;
    for (const Parcel& parcel : communicator.exchange(std::move(outgoing))) {
      std::vector<T> items(parcel.bytes.size() / sizeof(T));
      if (!items.empty()) std::memcpy(items.data(), parcel.bytes.data(), parcel.bytes.size());
      incoming.emplace_back(parcel.rank, std::move(items));
    }
    return incoming;
  }

 private:
  std::map<std::int32_t, std::vector<T>> items_;
};

}  // namespace engram
