#include "network/routing.hpp"

#include <algorithm>
#include <cstring>

namespace engram {

void Routing::put(std::vector<Parcel>& parcels, Rank owner, Entry entry) {
  // Neighbouring sources mostly share their owner; the list stays sorted by rank.
  auto place = std::lower_bound(parcels.begin(), parcels.end(), owner,
                                [](const Parcel& parcel, Rank rank) { return parcel.rank < rank; });
  if (place == parcels.end() || place->rank != owner) place = parcels.insert(place, {owner, {}});
  const std::size_t before = place->bytes.size();
  place->bytes.resize(before + sizeof(Entry));
  std::memcpy(place->bytes.data() + before, &entry, sizeof(Entry));
}

std::span<const Routing::Entry> Routing::entries(const Parcel& parcel) {
  return {reinterpret_cast<const Entry*>(parcel.bytes.data()), parcel.bytes.size() / sizeof(Entry)};
}

Routing Routing::from_requests(const std::vector<Parcel>& requests,
                               const std::vector<std::vector<std::uint32_t>>& locals_of_requests,
                               std::uint32_t locals) {
  Routing routing;
  for (const Parcel& request : requests) routing.receivers_.push_back(request.rank);
  routing.begin_.assign(locals + 1, 0);
  for (const auto& numbers : locals_of_requests) {
    for (const std::uint32_t local : numbers) ++routing.begin_[local + 1];
  }
  for (std::uint32_t local = 0; local < locals; ++local) {
    routing.begin_[local + 1] += routing.begin_[local];
  }
  routing.destinations_.resize(routing.begin_[locals]);
  std::vector<std::uint64_t> next(routing.begin_.begin(), routing.begin_.end() - 1);
  for (std::uint32_t neighbour = 0; neighbour < requests.size(); ++neighbour) {
    const std::span<const Entry> request = entries(requests[neighbour]);
    for (std::size_t i = 0; i < request.size(); ++i) {
      routing.destinations_[next[locals_of_requests[neighbour][i]]++] = {
          neighbour, static_cast<std::uint32_t>(request[i].slot)};
    }
  }
  return routing;
}

}  // namespace engram
