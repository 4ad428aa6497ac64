#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// One place where a neuron's spikes go: a neighbour (position in the list of neighbours) and the
/// slot of the neuron there.
struct Destination {
  std::uint32_t neighbour;
  std::uint32_t slot;
};

/// Where the spikes of this rank's neurons go. Grows with the neighbours and local neurons only.
class Routing {
 public:
  /// Ranks with targets of this rank's neurons, ascending; this rank itself is among them if it has
  /// any.
  [[nodiscard]] const std::vector<Rank>& receivers() const { return receivers_; }
  /// Ranks whose neurons have targets here, ascending.
  [[nodiscard]] const std::vector<Rank>& senders() const { return senders_; }
  /// Destinations of local neuron `local`.
  [[nodiscard]] std::span<const Destination> of(std::uint32_t local) const {
    return {destinations_.data() + begin_[local], destinations_.data() + begin_[local + 1]};
  }
  [[nodiscard]] std::size_t bytes() const {
    return destinations_.capacity() * sizeof(Destination) + begin_.capacity() * sizeof(begin_[0]);
  }

  /// Collective. `sources`: the slots of this rank; `owner`: the rank of a neuron; `local`: the
  /// local number of a neuron of this rank, below `locals`.
  template <class Owner, class Local>
  static Routing build(const Communicator& communicator, std::span<const NeuronId> sources,
                       const Owner& owner, const Local& local, std::uint32_t locals);

 private:
  struct Entry {
    std::uint64_t neuron;
    std::uint64_t slot;
  };
  static Routing from_requests(const std::vector<Parcel>& requests,
                               const std::vector<std::vector<std::uint32_t>>& locals_of_requests,
                               std::uint32_t locals);
  static std::span<const Entry> entries(const Parcel& parcel);
  static void put(std::vector<Parcel>& parcels, Rank owner, Entry entry);

  std::vector<Rank> receivers_;
  std::vector<Rank> senders_;
  std::vector<std::uint64_t> begin_{0};
  std::vector<Destination> destinations_;
};

template <class Owner, class Local>
Routing Routing::build(const Communicator& communicator, std::span<const NeuronId> sources,
                       const Owner& owner, const Local& local, std::uint32_t locals) {
  std::vector<Parcel> outgoing;
  for (std::size_t slot = 0; slot < sources.size(); ++slot) {
    put(outgoing, owner(sources[slot]), {sources[slot].value(), slot});
  }
  std::vector<Rank> senders;
  for (const Parcel& parcel : outgoing) senders.push_back(parcel.rank);
  const std::vector<Parcel> requests = communicator.exchange(std::move(outgoing));
  std::vector<std::vector<std::uint32_t>> locals_of_requests;
  for (const Parcel& request : requests) {
    auto& numbers = locals_of_requests.emplace_back();
    for (const Entry& entry : entries(request)) numbers.push_back(local(NeuronId(entry.neuron)));
  }
  Routing routing = from_requests(requests, locals_of_requests, locals);
  routing.senders_ = std::move(senders);
  return routing;
}

}  // namespace engram
