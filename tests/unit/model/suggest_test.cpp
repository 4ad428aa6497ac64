#include "model/suggest.hpp"

#include <gtest/gtest.h>

#include "model/problem_list.hpp"

namespace engram {
namespace {

TEST(Suggest, FindsTheNearestName) {
  const std::vector<std::string_view> names{"tau_m", "tau_syn_ex", "tau_syn_in", "C_m", "E"};
  EXPECT_EQ(did_you_mean("tau_n", names), " (did you mean 'tau_m'?)");
  EXPECT_EQ(did_you_mean("tau_snynex", names), " (did you mean 'tau_syn_ex'?)");
  EXPECT_EQ(did_you_mean("tua_m", names), " (did you mean 'tau_m'?)");
  EXPECT_EQ(did_you_mean("c_M", names), " (did you mean 'C_m'?)");
  EXPECT_EQ(did_you_mean("threshold", names), "");
  EXPECT_EQ(did_you_mean("I", names), "");
  EXPECT_EQ(did_you_mean("", names), "");
  EXPECT_EQ(did_you_mean(std::string(100000, 'x'), names), "");
}

TEST(Suggest, QuotedTextStaysOnOneLineAndShort) {
  EXPECT_EQ(engram::quoted("a\nb\x01"), "'a\\nb\\x01'");
  const std::string umlauts = [] {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "\xC3\xA4";
    return text;
  }();
  EXPECT_EQ(engram::quoted(umlauts).size(), 48U + 5U);
  // Cut between characters, not inside one.
  EXPECT_EQ(engram::quoted("x" + umlauts), "'x" + umlauts.substr(0, 48) + "...'");
}

TEST(Suggest, LongListsAreCut) {
  EXPECT_EQ(listed({}), "none");
  EXPECT_EQ(listed({"a", "b"}), "a, b");
  EXPECT_TRUE(listed(std::vector<std::string_view>(30, "x")).ends_with(" and 6 more"));
}

TEST(ProblemList, KeepsEachProblemOnce) {
  ProblemList list;
  list.add("a", "wrong");
  list.add("a", "wrong");
  list.add("b", "wrong");
  EXPECT_EQ(list.take().size(), 2U);
}

}  // namespace
}  // namespace engram
