#include <gtest/gtest.h>

#include <cmath>

#include "rule_testing.hpp"

namespace engram {
namespace {

OneProjection with_positions(OneProjection what, bool periodic) {
  for (Population& population : what.experiment.populations) {
    population.positions = Positions{};
    population.positions->extent = {1000.0, 800.0};
    population.positions->periodic = periodic;
  }
  what.projection().rule.kernel = DistanceKernel{DistanceKernel::Shape::gaussian, 150.0, 400.0};
  return what;
}

std::vector<OneProjection> every_rule() {
  std::vector<OneProjection> all = {
      {300, 300, "one_to_one", {}},
      {300, 200, "all_to_all", {}},
      {300, 200, "fixed_indegree", {{"indegree", 40}}},
      {300, 200, "fixed_total_number", {{"N", 9000}}},
      {300, 200, "pairwise_bernoulli", {{"p", 0.15}}},
      with_positions({300, 200, "pairwise_bernoulli", {{"p", 0.6}}}, false),
      with_positions({300, 200, "pairwise_bernoulli", {{"p", 0.6}}}, true),
  };
  const std::size_t rules = all.size();
  for (std::size_t i = 0; i < rules; ++i) {
    all.push_back(all[i]);
    all.back().onto_itself().without_autapses().without_multapses();
  }
  for (OneProjection& what : all) {
    what.with(Distribution::normal(10.0, 3.0), Distribution::uniform(0.3, 2.0));
  }
  return all;
}

TEST(EveryRule, DoesNotDependOnHowTargetsAreDivided) {
  for (const OneProjection& what : every_rule()) {
    const std::uint64_t targets = what.view().target().size;
    const std::vector<PlainSynapse> whole = all_synapses(what);
    // Three shards whose runs interleave, in descending order of indices and with gaps between
    // local numbers.
    std::vector<std::vector<TargetRun>> shards(3);
    std::uint32_t local = 5;
    for (std::uint64_t end = targets; end > 0;) {
      const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(end, 1 + end % 7));
      end -= count;
      shards[end % 3].push_back({end, local, count});
      local += count + 2;
    }
    std::vector<PlainSynapse> pieces;
    for (const auto& shard : shards) {
      const auto piece = synapses_of(what, shard);
      pieces.insert(pieces.end(), piece.begin(), piece.end());
    }
    std::sort(pieces.begin(), pieces.end());
    EXPECT_EQ(pieces, whole) << what.experiment.projections[0].rule.name;
    if (what.experiment.projections[0].rule.name != "one_to_one") {
      EXPECT_GT(whole.size(), 100U);
    }
  }
}

TEST(EveryRule, AnEmptyShardGetsNothing) {
  for (const OneProjection& what : every_rule()) EXPECT_TRUE(synapses_of(what, {}).empty());
}

/// Correlation of the numbers of synapses per pair between two networks of the same rule.
double correlation(const std::vector<PlainSynapse>& a, const std::vector<PlainSynapse>& b,
                   std::size_t sources, std::size_t targets) {
  std::vector<double> x(sources * targets, 0.0);
  std::vector<double> y(sources * targets, 0.0);
  for (const auto& s : a) x[s.source * targets + s.target] += 1.0;
  for (const auto& s : b) y[s.source * targets + s.target] += 1.0;
  const auto n = static_cast<double>(x.size());
  double mx = 0.0, my = 0.0, xy = 0.0, xx = 0.0, yy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

TEST(EveryRule, SeedsAndProjectionsGiveIndependentNetworks) {
  for (const char* rule : {"fixed_indegree", "fixed_total_number", "pairwise_bernoulli"}) {
    OneProjection what(300, 200, rule, {{"indegree", 30}, {"N", 6000}, {"p", 0.1}});
    what.experiment.projections.push_back(what.projection());
    const auto first = all_synapses(what);
    const auto second =
        Collector(what, GeneratorSetup{what.view(nullptr, 1), {{0, 0, 200}}, nullptr}).sorted();
    what.experiment.simulation.seed = 2;
    const auto reseeded = all_synapses(what);
    EXPECT_GT(correlation(first, first, 300, 200), 0.999);
    // Five standard errors of the correlation of 60,000 independent pairs.
    EXPECT_LT(std::abs(correlation(first, second, 300, 200)), 5.0 / std::sqrt(60000.0)) << rule;
    EXPECT_LT(std::abs(correlation(first, reseeded, 300, 200)), 5.0 / std::sqrt(60000.0)) << rule;
  }
}

}  // namespace
}  // namespace engram
