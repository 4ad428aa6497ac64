#include "parallel/agree_on_names.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

namespace engram {
namespace {

TEST(AgreeOnNames, AllRanksKnowWhatAnyKnows) {
  const Communicator world(MPI_COMM_WORLD);
  std::vector<std::string> mine{"known to all", "known to all"};
  // The first rank knows nothing else, the others something of their own.
  if (!world.is_root()) mine.push_back("rank " + std::to_string(world.rank().value()));
  std::vector<std::string> expected{"known to all"};
  for (int rank = 1; rank < world.size(); ++rank) {
    expected.push_back("rank " + std::to_string(rank));
  }
  EXPECT_EQ(agree_on_names(world, mine), expected);
}

TEST(AgreeOnNames, MayBeNone) {
  const Communicator world(MPI_COMM_WORLD);
  EXPECT_TRUE(agree_on_names(world, {}).empty());
}

}  // namespace
}  // namespace engram
