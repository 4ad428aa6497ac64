#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "core/errors.hpp"
#include "parallel/communicator.hpp"
#include "parallel/roll_call.hpp"

// Ranks that wait for one that does not come.
namespace engram {
namespace {

constexpr Patience short_patience{0.5};

/// Longer than all others need to lose patience and to find out who is missing.
void stay_away() {
  std::this_thread::sleep_for(std::chrono::seconds(9));
}

/// A communicator of its own, since it cannot be used any more afterwards.
MPI_Comm copy_of_world() {
  MPI_Comm copy = MPI_COMM_NULL;
  MPI_Comm_dup(MPI_COMM_WORLD, &copy);
  return copy;
}

TEST(LostRank, IsNamedByAllThatMeet) {
  const Communicator world(MPI_COMM_WORLD);
  if (world.size() == 1) GTEST_SKIP() << "nobody to wait for";
  const Communicator meeting(copy_of_world(), short_patience);
  const Rank absent(world.size() - 1);
  if (world.rank() == absent) {
    stay_away();
  } else {
    try {
      static_cast<void>(meeting.sum(std::uint64_t{1}));
      ADD_FAILURE() << "nobody was missed";
    } catch (const LostRank& error) {
      EXPECT_EQ(error.rank(), absent.value());
      EXPECT_NE(error.phase(), "");
    }
  }
  world.barrier();
}

TEST(LostRank, MayBeTheFirst) {
  const Communicator world(MPI_COMM_WORLD);
  if (world.size() != 4) GTEST_SKIP() << "one size is enough";
  const Communicator meeting(copy_of_world(), short_patience);
  if (world.is_root()) {
    stay_away();
  } else {
    try {
      static_cast<void>(meeting.exchange({}));
      ADD_FAILURE() << "nobody was missed";
    } catch (const LostRank& error) {
      EXPECT_EQ(error.rank(), 0);
    }
  }
  world.barrier();
}

TEST(RollCall, NamesNobodyWhereAllAnswer) {
  const MPI_Comm comm = copy_of_world();
  EXPECT_EQ(absent_rank(comm), -1);
}

TEST(Patience, WaitsForThoseWhoComeLate) {
  const Communicator world(MPI_COMM_WORLD, Patience(20.0));
  if (!world.is_root()) std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(world.sum(std::uint64_t{1}), static_cast<std::uint64_t>(world.size()));
}

}  // namespace
}  // namespace engram
