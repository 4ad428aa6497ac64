#pragma once

#include <mpi.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/delivery.hpp"
#include "network/routing.hpp"
#include "parallel/communicator.hpp"
#include "parallel/patience.hpp"

namespace engram {

/// The spikes a thread sends in one cycle, one list per receiver of the routing.
using Outbox = std::vector<std::vector<SpikeWord>>;

/// Carries spikes between ranks, only between those that share synapses. One thread makes all
/// calls.
///
/// A cycle's spikes for a rank are one message of fixed largest size, whose first word is the
/// number of spikes; the few that do not fit follow in a second message.
class Exchange {
 public:
  Exchange(const Communicator& communicator, const Routing& routing,
           Patience patience = Patience());
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange();

  /// True where no other rank is involved.
  [[nodiscard]] bool alone() const { return senders_.empty() && receivers_.empty(); }

  /// Starts sending a cycle's spikes of all threads. Throws LostRank if a rank does not take those
  /// of two cycles before.
  void send(std::span<const Outbox* const> outboxes);
  /// Waits for the spikes of the oldest cycle that has been sent but not received. Throws LostRank
  /// if a rank's do not come.
  void receive();
  /// What the receive() of a cycle brought, one list per sender; `side` is the cycle's parity.
  /// Overwritten two cycles later.
  [[nodiscard]] std::span<const std::vector<SpikeWord>> inbox(std::size_t side) const {
    return inbox_[side];
  }

 private:
  static constexpr int first_part_words = 1024;

  struct Receiver {
    Rank rank;
    std::size_t neighbour;  // position in the routing's list
    std::array<std::vector<SpikeWord>, 2> words;
    std::array<std::array<MPI_Request, 2>, 2> requests;
  };
  struct Sender {
    Rank rank;
    std::array<std::vector<std::uint32_t>, 2> first_part;
    std::array<MPI_Request, 2> request;
  };

  void expect(Sender& sender, std::size_t side);
  void wait_for(Rank rank, MPI_Request& request);

  MPI_Comm comm_;
  Patience patience_;
  bool lost_ = false;  // a rank does not answer any more
  std::vector<Receiver> receivers_;
  std::vector<Sender> senders_;
  std::array<std::vector<std::vector<SpikeWord>>, 2> inbox_;
  std::size_t sent_ = 0;      // cycles sent
  std::size_t received_ = 0;  // cycles received
  int outstanding_ = 0;
};

}  // namespace engram
