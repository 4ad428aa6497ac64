#include "parallel/communicator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace engram {
namespace {

std::vector<std::byte> bytes_of(int value, std::size_t copies) {
  std::vector<std::byte> bytes(copies * sizeof(int));
  for (std::size_t i = 0; i < copies; ++i)
    std::memcpy(bytes.data() + i * sizeof(int), &value, sizeof(int));
  return bytes;
}

TEST(Communicator, ReducesOverAllRanks) {
  const Communicator world(MPI_COMM_WORLD);
  const auto n = static_cast<std::uint64_t>(world.size());
  const auto me = static_cast<std::uint64_t>(world.rank().value());
  EXPECT_EQ(world.sum(me + 1), n * (n + 1) / 2);
  EXPECT_EQ(world.min(me + 5), 5U);
  EXPECT_EQ(world.max(me + 5), n + 4);
  EXPECT_EQ(world.sum_before(me + 1), me * (me + 1) / 2);
  EXPECT_EQ(world.sum(std::vector<std::uint64_t>{1, me}),
            (std::vector<std::uint64_t>{n, n * (n - 1) / 2}));
  EXPECT_EQ(world.broadcast(world.is_root() ? "from the root" : ""), "from the root");
}

TEST(Communicator, ExchangeBringsEveryParcelToItsRank) {
  const Communicator world(MPI_COMM_WORLD);
  const int me = world.rank().value();
  for (int round = 0; round < 20; ++round) {
    // Each rank sends to itself and the next one, parcels of different sizes.
    std::vector<Parcel> outgoing;
    outgoing.push_back({Rank(me), bytes_of(100 * round + me, 1)});
    const int next = (me + 1) % world.size();
    if (next != me) outgoing.push_back({Rank(next), bytes_of(100 * round + me, 5000)});
    const std::vector<Parcel> incoming = world.exchange(std::move(outgoing));
    ASSERT_EQ(incoming.size(), world.size() > 1 ? 2U : 1U);
    for (const Parcel& parcel : incoming) {
      const std::size_t copies = parcel.rank == world.rank() ? 1 : 5000;
      EXPECT_EQ(parcel.bytes, bytes_of(100 * round + parcel.rank.value(), copies));
    }
    EXPECT_TRUE(std::is_sorted(incoming.begin(), incoming.end(),
                               [](const Parcel& a, const Parcel& b) { return a.rank < b.rank; }));
  }
}

TEST(Communicator, ExchangeOfNothingEnds) {
  const Communicator world(MPI_COMM_WORLD);
  EXPECT_TRUE(world.exchange({}).empty());
}

}  // namespace
}  // namespace engram
