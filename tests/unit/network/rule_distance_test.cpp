#include <gtest/gtest.h>

#include <cmath>

#include "network/positions.hpp"
#include "network/rules/distance_probability.hpp"
#include "rule_testing.hpp"
#include "support/goodness_of_fit.hpp"

namespace engram {
namespace {

struct Case {
  std::vector<double> extent;
  bool periodic;
  DistanceKernel kernel;
  double p;
  std::uint32_t block_size;
};

double kernel_at(const Case& c, double d) {
  if (c.kernel.max_distance > 0.0 && d > c.kernel.max_distance) return 0.0;
  return c.p * (c.kernel.shape == DistanceKernel::Shape::gaussian
                    ? std::exp(-d * d / (2 * c.kernel.scale * c.kernel.scale))
                    : std::exp(-d / c.kernel.scale));
}

double distance(const Case& c, const double* a, const double* b) {
  double sum = 0.0;
  for (std::size_t axis = 0; axis < c.extent.size(); ++axis) {
    double d = std::abs(a[axis] - b[axis]);
    if (c.periodic) d = std::min(d, c.extent[axis] - d);
    sum += d * d;
  }
  return std::sqrt(sum);
}

/// Counts per distance bin against the sum of the kernel over all pairs in the bin (every pair by
/// hand).
void expect_kernel(const Case& c, bool same_population) {
  OneProjection what(1200, 700, "pairwise_bernoulli", {{"p", c.p}});
  what.block_size = c.block_size;
  for (Population& population : what.experiment.populations) {
    population.positions = Positions{};
    population.positions->extent = c.extent;
    population.positions->periodic = c.periodic;
  }
  what.projection().rule.kernel = c.kernel;
  if (same_population) what.onto_itself().without_autapses();
  const ProjectionView view = what.view();
  const auto sources = PositionField(view.source(), view.source_id(), 1, nullptr).read({0, 1200});
  const std::uint64_t n_target = view.target().size;
  const auto targets =
      PositionField(view.target(), view.target_id(), 1, nullptr).read({0, n_target});
  const std::size_t axes = c.extent.size();
  const double reach = 3.0 * c.kernel.scale;
  const auto bin_of = [&](double d) {
    return std::min<std::size_t>(40, static_cast<std::size_t>(40 * d / reach));
  };
  std::vector<double> expected(41, 0.0);
  std::vector<double> variance(41, 0.0);
  for (std::size_t i = 0; i < 1200; ++i) {
    for (std::size_t j = 0; j < n_target; ++j) {
      if (same_population && i == j) continue;
      const double d = distance(c, &sources[i * axes], &targets[j * axes]);
      expected[bin_of(d)] += kernel_at(c, d);
      variance[bin_of(d)] += kernel_at(c, d) * (1.0 - kernel_at(c, d));
    }
  }
  std::vector<double> observed(41, 0.0);
  const auto synapses = all_synapses(what);
  EXPECT_EQ(multapses(synapses), 0U);
  if (same_population) {
    EXPECT_EQ(autapses(synapses), 0U);
  }
  for (const auto& s : synapses) {
    const double d = distance(c, &sources[s.source * axes], &targets[s.target * axes]);
    ASSERT_GT(kernel_at(c, d), 0.0);
    observed[bin_of(d)] += 1.0;
  }
  double total = 0.0;
  for (std::size_t bin = 0; bin < 41; ++bin) {
    total += expected[bin];
    EXPECT_NEAR(observed[bin], expected[bin], 4.5 * std::sqrt(variance[bin]) + 1e-9)
        << "bin " << bin;
  }
  EXPECT_GT(total, 3000.0);
}

using Shape = DistanceKernel::Shape;

TEST(DistanceKernel, GaussianInAPlane) {
  expect_kernel({{1000, 1000}, false, {Shape::gaussian, 120.0, 0.0}, 0.5, 256}, false);
}
TEST(DistanceKernel, GaussianInAPeriodicPlaneWithinOnePopulation) {
  expect_kernel({{1000, 600}, true, {Shape::gaussian, 120.0, 0.0}, 1.0, 512}, true);
}
TEST(DistanceKernel, ExponentialInABox) {
  expect_kernel({{500, 400, 300}, false, {Shape::exponential, 60.0, 0.0}, 0.9, 2048}, false);
}
TEST(DistanceKernel, ExponentialInAPeriodicBoxUpToALargestDistance) {
  expect_kernel({{500, 400, 300}, true, {Shape::exponential, 80.0, 110.0}, 1.0, 512}, true);
}
TEST(DistanceKernel, ScaleLargerThanTheBox) {
  expect_kernel({{100, 100}, true, {Shape::gaussian, 500.0, 0.0}, 0.05, 256}, false);
}

// On a grid many pairs lie exactly at the largest distance: they belong to it.
TEST(DistanceKernel, LargestDistanceIsIncluded) {
  OneProjection what(400, 1, "pairwise_bernoulli", {{"p", 1.0}});
  what.onto_itself();
  Positions grid;
  grid.kind = Positions::Kind::grid;
  grid.extent = {2.0, 2.0};
  grid.shape = {20, 20};
  grid.periodic = true;
  what.experiment.populations[0].positions = grid;
  // So wide a kernel is 1 at all distances here.
  what.projection().rule.kernel = DistanceKernel{Shape::gaussian, 1e9, 0.3};
  // Points of a square lattice within three steps of one of them, itself included.
  int neighbours = 0;
  for (int x = -3; x <= 3; ++x) {
    for (int y = -3; y <= 3; ++y) neighbours += x * x + y * y <= 9;
  }
  const auto synapses = all_synapses(what);
  for (const double degree : indegrees(synapses, 400)) ASSERT_EQ(degree, neighbours);
}

TEST(DistanceProbability, BoundsAreNeverBelowTheKernel) {
  for (const DistanceKernel& kernel :
       {DistanceKernel{Shape::gaussian, 3.0, 0.0}, DistanceKernel{Shape::exponential, 3.0, 20.0}}) {
    const DistanceProbability probability(0.8, kernel);
    for (double d = 0.0; d < 150.0; d += 0.037) {
      EXPECT_GE(probability.bound(probability.bin(d * d)) * (1.0 + 1e-12), probability.at(d * d))
          << d;
    }
  }
}

TEST(DistanceKernel, ImpossibleKernelsAreRefused) {
  EXPECT_THROW(DistanceProbability(0.5, {Shape::gaussian, 0.0, 0.0}), std::exception);
  EXPECT_THROW(DistanceProbability(0.5, {Shape::gaussian, 1.0, -1.0}), std::exception);
}

}  // namespace
}  // namespace engram
