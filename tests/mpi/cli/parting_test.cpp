#include "cli/parting.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

namespace engram::cli {
namespace {

int world_rank() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

TEST(Parting, RanksThatHaveAllFailedLeaveTogether) {
  Parting parting(MPI_COMM_WORLD);
  EXPECT_TRUE(parting.all_have_failed());
}

TEST(Parting, NobodyHasToFail) {
  const Parting parting(MPI_COMM_WORLD);
}

TEST(Parting, AFailureAloneIsNoticedWhileOthersWaitForTheRank) {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks == 1) GTEST_SKIP() << "needs two ranks";
  Parting parting(MPI_COMM_WORLD);
  const bool fails = world_rank() == ranks - 1;
  if (fails) {
    EXPECT_FALSE(parting.all_have_failed());
  }
  // The others are held up in another collective call meanwhile.
  MPI_Barrier(MPI_COMM_WORLD);
  if (!fails) {
    EXPECT_TRUE(parting.all_have_failed());
  }
}

}  // namespace
}  // namespace engram::cli
