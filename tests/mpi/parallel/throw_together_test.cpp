#include "parallel/throw_together.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "core/errors.hpp"

namespace engram {
namespace {

TEST(ThrowTogether, NothingIsThrownWhereNobodyFails) {
  const Communicator world(MPI_COMM_WORLD);
  EXPECT_NO_THROW(run_together(world, [] {}));
}

TEST(ThrowTogether, EveryRankHearsOfOneRanksBadInput) {
  const Communicator world(MPI_COMM_WORLD);
  const bool unlucky = world.rank().value() == world.size() - 1;
  try {
    run_together(world, [&] {
      if (unlucky) throw FileError("weights.h5", "is gone");
    });
    FAIL();
  } catch (const BadInput& error) {
    EXPECT_STREQ(error.what(), "weights.h5: is gone");
  }
}

TEST(ThrowTogether, OtherFailuresEndAllRanksToo) {
  const Communicator world(MPI_COMM_WORLD);
  const bool unlucky = world.rank().value() == world.size() - 1;
  if (unlucky) {
    EXPECT_THROW(run_together(world, [] { throw std::bad_alloc(); }), std::bad_alloc);
  } else {
    EXPECT_THROW(run_together(world, [] {}), RunError);
  }
}

}  // namespace
}  // namespace engram
