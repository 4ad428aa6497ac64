#include "cli/thread_advice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace engram::cli {
namespace {

using ::testing::HasSubstr;

TEST(ThreadAdvice, NothingIsSaidWhereEveryThreadHasACore) {
  EXPECT_EQ(thread_advice({8, 8, 8, 1}), "");
  EXPECT_EQ(thread_advice({4, 8, 8, 2}), "");  // unbound ranks
  EXPECT_EQ(thread_advice({1, 1, 8, 8}), "");  // one core for each rank
  EXPECT_EQ(thread_advice({4, 4, 8, 2}), "");  // four cores for each rank
}

TEST(ThreadAdvice, RanksBoundToTooFewCores) {
  const std::string advice = thread_advice({4, 1, 8, 2});
  for (const char* words :
       {"4 threads", "1 core of 8", "--bind-to none", "slot:PE=4", "--threads 1"}) {
    EXPECT_THAT(advice, HasSubstr(words));
  }
}

TEST(ThreadAdvice, MoreThreadsThanTheMachineHasCores) {
  EXPECT_THAT(thread_advice({4, 8, 8, 4}), HasSubstr("4 ranks with 4 threads each share 8 cores"));
  EXPECT_THAT(thread_advice({3, 2, 2, 1}), HasSubstr("1 rank with 3 threads"));
}

}  // namespace
}  // namespace engram::cli
