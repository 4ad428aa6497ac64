#include "engine/exchange.hpp"

#include <algorithm>
#include <cstring>

#include "core/errors.hpp"
#include "parallel/roll_call.hpp"

namespace engram {
namespace {

constexpr int first_tag = 81;
constexpr int rest_tag = 82;

}  // namespace

Exchange::Exchange(const Communicator& communicator, const Routing& routing, Patience patience)
    : comm_(communicator.handle()), patience_(patience) {
  const std::vector<Rank>& receivers = routing.receivers();
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    if (receivers[i] == communicator.rank()) continue;
    receivers_.push_back({receivers[i], i, {}, {}});
    for (auto& side : receivers_.back().requests) side.fill(MPI_REQUEST_NULL);
  }
  for (const Rank sender : routing.senders()) {
    if (sender == communicator.rank()) continue;
    senders_.push_back({sender, {}, {MPI_REQUEST_NULL, MPI_REQUEST_NULL}});
    for (auto& part : senders_.back().first_part) part.resize(first_part_words);
  }
  for (auto& side : inbox_) side.resize(senders_.size());
  for (std::size_t side = 0; side < 2; ++side) {
    for (Sender& sender : senders_) expect(sender, side);
  }
}

Exchange::~Exchange() {
  // Nobody would answer; what is under way ends with the process.
  if (lost_) return;
  // Another part may have lost a rank.
  patience_ = Patience(10.0);
  // Nothing may stay under way: what has been sent is taken in, what was expected beyond is given
  // up.
  try {
    while (outstanding_ > 0) receive();
    for (Receiver& receiver : receivers_) {
      for (auto& side : receiver.requests) {
        for (MPI_Request& request : side) wait_for(receiver.rank, request);
      }
    }
  } catch (const LostRank&) {
    return;
  }
  for (Sender& sender : senders_) {
    for (MPI_Request& request : sender.request) {
      if (request == MPI_REQUEST_NULL) continue;
      MPI_Cancel(&request);
      MPI_Wait(&request, MPI_STATUS_IGNORE);
    }
  }
}

void Exchange::wait_for(Rank rank, MPI_Request& request) {
  if (patience_.wait(request)) return;
  lost_ = true;
  // The rank that is waited for may itself be waiting for the one that is lost.
  const int absent = absent_rank(comm_);
  throw LostRank(absent < 0 ? rank.value() : absent, "exchange of spikes", patience_.seconds());
}

void Exchange::expect(Sender& sender, std::size_t side) {
  MPI_Irecv(sender.first_part[side].data(), first_part_words, MPI_UINT32_T, sender.rank.value(),
            first_tag, comm_, &sender.request[side]);
}

void Exchange::send(std::span<const Outbox* const> outboxes) {
  const std::size_t side = sent_ % 2;
  for (Receiver& receiver : receivers_) {
    for (MPI_Request& request : receiver.requests[side]) wait_for(receiver.rank, request);
    std::vector<SpikeWord>& words = receiver.words[side];
    words.assign(1, SpikeWord());
    for (const Outbox* outbox : outboxes) {
      const std::vector<SpikeWord>& mine = (*outbox)[receiver.neighbour];
      words.insert(words.end(), mine.begin(), mine.end());
    }
    const auto count = static_cast<std::uint32_t>(words.size() - 1);
    std::memcpy(static_cast<void*>(words.data()), &count, sizeof(count));
    const int total = static_cast<int>(words.size());
    const int first = std::min(total, first_part_words);
    MPI_Isend(words.data(), first, MPI_UINT32_T, receiver.rank.value(), first_tag, comm_,
              &receiver.requests[side][0]);
    if (total > first) {
      MPI_Isend(words.data() + first, total - first, MPI_UINT32_T, receiver.rank.value(), rest_tag,
                comm_, &receiver.requests[side][1]);
    }
  }
  ++sent_;
  ++outstanding_;
}

void Exchange::receive() {
  const std::size_t side = received_ % 2;
  for (std::size_t i = 0; i < senders_.size(); ++i) {
    Sender& sender = senders_[i];
    wait_for(sender.rank, sender.request[side]);
    const std::uint32_t count = sender.first_part[side][0];
    std::vector<SpikeWord>& words = inbox_[side][i];
    words.resize(count);
    const std::size_t first = std::min<std::size_t>(count, first_part_words - 1);
    if (first > 0) {
      std::memcpy(static_cast<void*>(words.data()), sender.first_part[side].data() + 1,
                  first * sizeof(SpikeWord));
    }
    if (count > first) {
      MPI_Request rest = MPI_REQUEST_NULL;
      MPI_Irecv(words.data() + first, static_cast<int>(count - first), MPI_UINT32_T,
                sender.rank.value(), rest_tag, comm_, &rest);
      wait_for(sender.rank, rest);
    }
    expect(sender, side);
  }
  ++received_;
  --outstanding_;
}

}  // namespace engram
