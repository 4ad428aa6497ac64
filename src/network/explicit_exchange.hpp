#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "network/rules/rule_entry.hpp"
#include "parallel/communicator.hpp"
#include "parallel/throw_together.hpp"

namespace engram {

/// Synapses, or spikes of a file, that one rank makes or reads before it sends them.
inline constexpr std::uint64_t edges_per_round = std::uint64_t{1} << 22;

/// The part of `count` things that belongs to this rank: neighbouring ones, sizes equal up to one.
[[nodiscard]] IndexRange share_of_rank(std::uint64_t count, const Communicator& communicator);

/// Throws Error if a population is too large for 32-bit indices, which explicit synapses are stored
/// with.
void require_32_bits(std::uint64_t size, std::string_view population);

/// Appends each edge to the parcel of the rank that owns its target.
template <class Edge>
[[nodiscard]] std::vector<Parcel> pack(const std::vector<Edge>& edges, const TargetOwner& owner) {
  static_assert(std::is_trivially_copyable_v<Edge>);
  std::unordered_map<std::int32_t, std::vector<Edge>> per_rank;
  for (const Edge& edge : edges) per_rank[owner(edge.target).value()].push_back(edge);
  std::vector<Parcel> parcels;
  for (auto& [rank, own] : per_rank) {
    Parcel parcel{Rank(rank), std::vector<std::byte>(own.size() * sizeof(Edge))};
    std::memcpy(parcel.bytes.data(), own.data(), parcel.bytes.size());
    parcels.push_back(std::move(parcel));
    std::vector<Edge>().swap(own);
  }
  return parcels;
}

/// Collective: every rank makes its edges in `rounds` rounds (any number per rank), make(round,
/// edges) adding those of a round; returns the edges whose targets this rank owns, in no particular
/// order.
template <class Edge, class Make>
[[nodiscard]] std::vector<Edge> distribute(const Communicator& communicator,
                                           const TargetOwner& owner, std::uint64_t rounds,
                                           const Make& make) {
  std::vector<Edge> received;
  const std::uint64_t all_rounds = communicator.max(rounds);
  for (std::uint64_t round = 0; round < all_rounds; ++round) {
    std::vector<Edge> made;
    run_together(communicator, [&] {
      if (round < rounds) make(round, made);
    });
    std::vector<Parcel> outgoing = pack(made, owner);
    std::vector<Edge>().swap(made);
    for (const Parcel& parcel : communicator.exchange(std::move(outgoing))) {
      if (parcel.bytes.empty()) continue;
      const std::size_t before = received.size();
      received.resize(before + parcel.bytes.size() / sizeof(Edge));
      std::memcpy(received.data() + before, parcel.bytes.data(), parcel.bytes.size());
    }
  }
  return received;
}

}  // namespace engram
