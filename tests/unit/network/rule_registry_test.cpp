#include "network/rules/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/errors.hpp"
#include "rule_testing.hpp"

namespace engram {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Registry, EveryRuleDescribesItself) {
  std::set<std::string_view> names;
  for (const RuleEntry& rule : connection_rules()) {
    EXPECT_TRUE(names.insert(rule.info.name).second) << rule.info.name;
    EXPECT_FALSE(rule.info.summary.empty());
    EXPECT_FALSE(rule.info.equations.empty());
    EXPECT_FALSE(rule.info.reference.empty());
    EXPECT_NE(rule.make, nullptr);
    EXPECT_EQ(rule.info.takes_file, rule.info.expected_synapses == nullptr);
  }
  EXPECT_EQ(names, (std::set<std::string_view>{"one_to_one", "all_to_all", "fixed_indegree",
                                               "fixed_outdegree", "fixed_total_number",
                                               "pairwise_bernoulli", "sonata_edges"}));
}

TEST(Registry, AnUnknownRuleIsRefusedWithTheNamesOfTheOthers) {
  try {
    static_cast<void>(connection_rule("fixed_indgree"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("fixed_indgree"));
    EXPECT_THAT(error.what(), HasSubstr("fixed_indegree"));
  }
}

enum class Pairs { all, different, different_neurons };

std::vector<std::string> check(const char* rule, double value, double sources, double targets,
                               Pairs pairs) {
  const bool free = pairs == Pairs::all;
  const bool same = pairs == Pairs::different_neurons;
  return connection_rule(rule).info.check([=](std::string_view) { return value; }, sources, targets,
                                          same, !same, free);
}

TEST(RuleChecks, DegreesBeyondThePartnersNeedMultapses) {
  EXPECT_THAT(check("fixed_indegree", 100, 50, 10, Pairs::all), IsEmpty());
  EXPECT_THAT(check("fixed_indegree", 50, 50, 10, Pairs::different), IsEmpty());
  EXPECT_THAT(check("fixed_indegree", 51, 50, 10, Pairs::different), SizeIs(1));
  EXPECT_THAT(check("fixed_indegree", 50, 50, 50, Pairs::different_neurons), SizeIs(1));
  EXPECT_THAT(check("fixed_indegree", 1.5, 50, 50, Pairs::all), SizeIs(1));
  EXPECT_THAT(check("fixed_outdegree", 10, 50, 10, Pairs::different), IsEmpty());
  EXPECT_THAT(check("fixed_outdegree", 11, 50, 10, Pairs::different), SizeIs(1));
  EXPECT_THAT(check("fixed_outdegree", 1, 1, 1, Pairs::different_neurons), SizeIs(1));
}

TEST(RuleChecks, TotalsBeyondThePairsNeedMultapses) {
  EXPECT_THAT(check("fixed_total_number", 501, 50, 10, Pairs::all), IsEmpty());
  EXPECT_THAT(check("fixed_total_number", 500, 50, 10, Pairs::different), IsEmpty());
  EXPECT_THAT(check("fixed_total_number", 501, 50, 10, Pairs::different), SizeIs(1));
  EXPECT_THAT(check("fixed_total_number", 2451, 50, 50, Pairs::different_neurons), SizeIs(1));
  EXPECT_THAT(check("fixed_total_number", 2450, 50, 50, Pairs::different_neurons), IsEmpty());
  EXPECT_THAT(check("fixed_total_number", 0.5, 50, 10, Pairs::all), SizeIs(1));
}

TEST(RuleChecks, OneToOneNeedsEqualSizes) {
  EXPECT_THAT(check("one_to_one", 0, 50, 50, Pairs::all), IsEmpty());
  EXPECT_THAT(check("one_to_one", 0, 50, 51, Pairs::all), SizeIs(1));
}

TEST(Generators, RefuseWhatTheChecksWouldHaveFound) {
  EXPECT_THROW(all_synapses(OneProjection(10, 10, "fixed_indegree", {})), Error);
  EXPECT_THROW(all_synapses(OneProjection(10, 10, "fixed_indegree", {{"indegree", 2.5}})), Error);
  OneProjection what(10, 10, "fixed_indegree", {{"indegree", 11}});
  EXPECT_THROW(all_synapses(what.without_multapses()), Error);
  OneProjection total(10, 10, "fixed_total_number", {{"N", 101}});
  EXPECT_THROW(all_synapses(total.without_multapses()), Error);
  OneProjection array(10, 10, "fixed_indegree", {{"indegree", 1}});
  EXPECT_THROW(all_synapses(array.with(ArrayFile{"a.h5", "w"}, 1.0)), Error);
  EXPECT_THROW(all_synapses(OneProjection(10, 10, "fixed_outdegree", {{"outdegree", 1}})), Error);
}

TEST(Generators, ExpectedSynapsesAreThoseMade) {
  const std::map<std::string, double> numbers = {
      {"indegree", 7}, {"outdegree", 5}, {"N", 1234}, {"p", 0.25}};
  const auto lookup = [&](std::string_view name) { return numbers.at(std::string(name)); };
  for (const char* name : {"all_to_all", "fixed_indegree", "fixed_total_number"}) {
    const auto made = all_synapses(OneProjection(90, 60, name, numbers)).size();
    EXPECT_EQ(connection_rule(name).info.expected_synapses(lookup, 90, 60),
              static_cast<double>(made));
  }
  EXPECT_EQ(connection_rule("pairwise_bernoulli").info.expected_synapses(lookup, 90, 60), 1350.0);
  EXPECT_EQ(connection_rule("fixed_outdegree").info.expected_synapses(lookup, 90, 60), 450.0);
}

}  // namespace
}  // namespace engram
