#include "partitioning/cost.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/errors.hpp"
#include "partitioning/event_cost.hpp"
#include "partitioning/kernel_mean.hpp"
#include "unit/partitioning/networks.hpp"

namespace engram {
namespace {

using testing::connect;
using testing::microcircuit;
using testing::populations;
using testing::small_catalogue;

TEST(Cost, KnowsTheMicrocircuit) {
  const NetworkLoad load = estimate_load(microcircuit(), small_catalogue());
  EXPECT_DOUBLE_EQ(load.neurons, 77169.0);
  EXPECT_DOUBLE_EQ(load.synapses, 298880968.0);
  // Every population receives one Poisson train per neuron.
  for (const PopulationLoad& population : load.populations) EXPECT_DOUBLE_EQ(population.draws, 1.0);
  // A simulation with rates a few percent below the published ones counted 0.92e9 events per
  // second.
  EXPECT_NEAR(load.events, 0.92e9, 0.06e9);
  EXPECT_DOUBLE_EQ(load.smallest_delay, 0.1);
}

TEST(Cost, TakesRatesFromTheExperimentThenTheReferenceThenTheDefault) {
  Experiment experiment = populations({10, 10, 10});
  experiment.reference.rates_hz = {{"P0", 3.0}, {"P1", 4.0}};
  experiment.partitioning.expected_rates = {{"P0", 20.0}};
  const NetworkLoad load = estimate_load(experiment, small_catalogue());
  EXPECT_EQ(load.populations[0].rate, 20.0);
  EXPECT_EQ(load.populations[1].rate, 4.0);
  EXPECT_EQ(load.populations[2].rate, 5.0);
}

TEST(Cost, CountsDegreesAndEvents) {
  Experiment experiment = populations({100, 400});
  connect(experiment, "P0", "P1", 30);
  experiment.partitioning.expected_rates = {{"P0", 2.0}};
  const NetworkLoad load = estimate_load(experiment, small_catalogue());
  EXPECT_DOUBLE_EQ(load.projections[0].synapses, 12000.0);
  EXPECT_DOUBLE_EQ(load.projections[0].outdegree, 120.0);
  EXPECT_DOUBLE_EQ(load.populations[1].events, 60.0);
  EXPECT_DOUBLE_EQ(load.events, 24000.0);
  EXPECT_DOUBLE_EQ(load.smallest_delay, 1.0);
}

TEST(Cost, AsksForTheNumberOfEdgesInAFile) {
  Experiment experiment = populations({10});
  Projection projection;
  projection.source = projection.target = "P0";
  projection.rule.name = "sonata_edges";
  projection.rule.file = "edges.h5";
  experiment.projections.push_back(projection);
  const NetworkLoad unknown = estimate_load(experiment, small_catalogue());
  EXPECT_EQ(unknown.synapses, 0.0);
  ASSERT_EQ(unknown.notes.size(), 1U);
  EXPECT_NE(unknown.notes[0].find("edges.h5"), std::string::npos);
  const NetworkLoad known =
      estimate_load(experiment, small_catalogue(), {{}, [](const Projection&) { return 70.0; }});
  EXPECT_EQ(known.synapses, 70.0);
  EXPECT_TRUE(known.notes.empty());
}

TEST(Cost, RefusesUnknownNames) {
  Experiment experiment = populations({10});
  connect(experiment, "P0", "P9", 1);
  EXPECT_THROW((void)estimate_load(experiment, small_catalogue()), Error);
}

TEST(Cost, CountsOnlyChosenTargetsOfAStimulus) {
  Experiment experiment = populations({100});
  Stimulus stimulus;
  stimulus.type = "poisson_generator";
  stimulus.targets.push_back({"P0", {}, 25});
  experiment.stimuli.push_back(stimulus);
  stimulus.type = "dc_generator";
  experiment.stimuli.push_back(stimulus);
  EXPECT_DOUBLE_EQ(estimate_load(experiment, small_catalogue()).populations[0].draws, 0.25);
}

TEST(DelaySpread, DescribesDistributions) {
  EXPECT_DOUBLE_EQ(delay_spread(1.5, 0.1).mean_ms, 1.5);
  EXPECT_DOUBLE_EQ(delay_spread(1.5, 0.1).smallest_ms, 1.5);
  EXPECT_DOUBLE_EQ(delay_spread(1.5, 0.1).steps, 1.0);
  const DelaySpread uniform = delay_spread(Distribution::uniform(1.0, 3.0), 0.1);
  EXPECT_DOUBLE_EQ(uniform.smallest_ms, 1.0);
  EXPECT_NEAR(uniform.steps, 20.0, 1e-9);
  // Independent check for a Gaussian: 1 / sum p^2 over its steps.
  double squares = 0.0;
  for (int step = 1; step < 400; ++step) {
    const auto below = [](double x) { return 0.5 * std::erfc(-(x - 20.0) / 2.0 / std::sqrt(2.0)); };
    const double p = below(step * 0.1 + 0.05) - below(step * 0.1 - 0.05);
    squares += p * p;
  }
  EXPECT_NEAR(delay_spread(Distribution::normal(20.0, 2.0), 0.1).steps, 1.0 / squares,
              0.01 / squares);
  // A delay below one step is one step.
  EXPECT_DOUBLE_EQ(delay_spread(Distribution::normal(1.0, 1.0), 0.1).smallest_ms, 0.1);
}

TEST(EventCost, MeetsTheMeasurementsAndFallsWithLength) {
  EXPECT_DOUBLE_EQ(event_ns(2000, 50), 2.5);
  EXPECT_DOUBLE_EQ(event_ns(128, 8), 5.6);
  EXPECT_DOUBLE_EQ(event_ns(1, 50), 35.0);
  EXPECT_DOUBLE_EQ(event_ns(0.1, 1), 35.0);
  EXPECT_DOUBLE_EQ(event_ns(1e6, 1000), 2.5);
  for (const double delays : {1.0, 3.0, 8.0, 20.0, 50.0}) {
    for (double length = 1.0; length < 3000.0; length *= 1.1) {
      EXPECT_LE(event_ns(length * 1.1, delays), event_ns(length, delays));
      EXPECT_LE(event_ns(length, delays), event_ns(length, delays * 1.1));
    }
  }
}

Positions box(std::vector<double> extent, bool periodic) {
  Positions positions;
  positions.extent = std::move(extent);
  positions.periodic = periodic;
  return positions;
}

TEST(KernelMean, AgreesWithClosedFormsOnATorus) {
  const Positions square = box({1000.0, 1000.0}, true);
  const double pi = std::acos(-1.0);
  for (const double scale : {10.0, 50.0, 100.0}) {
    // Far narrower than the square: the integral over the plane, divided by the area.
    const DistanceKernel gaussian{DistanceKernel::Shape::gaussian, scale, 0.0};
    EXPECT_NEAR(kernel_mean(gaussian, square, square).value() / (2 * pi * scale * scale / 1e6), 1.0,
                0.03);
    if (scale > 50.0) continue;
    const DistanceKernel exponential{DistanceKernel::Shape::exponential, scale, 0.0};
    EXPECT_NEAR(kernel_mean(exponential, square, square).value() / (2 * pi * scale * scale / 1e6),
                1.0, 0.03);
  }
}

TEST(KernelMean, AgreesWithAProductOfIntegralsInABox) {
  // The Gaussian factorises: the mean over one axis, by a fine sum over both points.
  const double scale = 80.0;
  const auto axis = [&](double length) {
    double sum = 0.0;
    for (int i = 0; i < 500; ++i) {
      for (int j = 0; j < 500; ++j) {
        const double d = (i - j) * length / 500.0;
        sum += std::exp(-d * d / (2 * scale * scale));
      }
    }
    return sum / 250000.0;
  };
  const Positions volume = box({400.0, 300.0, 100.0}, false);
  const DistanceKernel kernel{DistanceKernel::Shape::gaussian, scale, 0.0};
  EXPECT_NEAR(
      kernel_mean(kernel, volume, volume).value() / (axis(400.0) * axis(300.0) * axis(100.0)), 1.0,
      0.03);
}

TEST(KernelMean, IsUnknownForPlacesFromAFile) {
  Positions file;
  file.kind = Positions::Kind::file;
  EXPECT_FALSE(kernel_mean({}, file, box({1.0, 1.0}, false)).has_value());
}

TEST(Cost, ThinsOutProjectionsByDistance) {
  Experiment experiment = populations({1000});
  experiment.populations[0].positions = box({1000.0, 1000.0}, true);
  Projection projection;
  projection.source = projection.target = "P0";
  projection.rule.name = "pairwise_bernoulli";
  projection.rule.params = {{"p", 0.5}};
  projection.rule.kernel = DistanceKernel{DistanceKernel::Shape::gaussian, 50.0, 0.0};
  experiment.projections.push_back(projection);
  const double expected = 0.5 * 1e6 * 2 * std::acos(-1.0) * 2500.0 / 1e6;
  EXPECT_NEAR(estimate_load(experiment, small_catalogue()).synapses / expected, 1.0, 0.03);
}

}  // namespace
}  // namespace engram
