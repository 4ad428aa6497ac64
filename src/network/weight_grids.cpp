#include "network/weight_grids.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "model/neuron_tables.hpp"
#include "model/rule_numbers.hpp"
#include "model/structural_parameters.hpp"
#include "network/plastic_limits.hpp"
#include "network/shard_layout.hpp"
#include "network/values/weight_sampler.hpp"

namespace engram {
namespace {

/// What a source of weights into one (population, receptor) can contribute in one step.
struct Contribution {
  std::string path;
  PopulationId target;
  std::size_t receptor;
  double largest;  // magnitude of one weight
  double events;   // most events per neuron and step that are to be expected
};

/// Events per step that are practically never exceeded where `mean` are expected.
double upper_count(double mean) {
  return mean + 10.0 * std::sqrt(mean) + 100.0;
}

/// Which of the receptors weights of this distribution can reach.
std::vector<std::size_t> receptors_drawn(const Distribution& weight,
                                         const ReceptorsReached& reached) {
  if (reached.positive == reached.negative) return {reached.positive};
  const WeightSampler sampler(weight);
  std::vector<std::size_t> drawn;
  if (sampler.highest() >= 0.0) drawn.push_back(reached.positive);
  if (sampler.lowest() < 0.0) drawn.push_back(reached.negative);
  return drawn;
}

using Visitor = std::function<void(const Contribution&)>;

void visit_weight(const Value& weight, const std::string& path, PopulationId target,
                  const ReceptorsReached& reached, double events, const Visitor& visit,
                  double reachable = 0.0) {
  const Distribution* distribution = weight.distribution();
  if (distribution == nullptr) return;
  for (const std::size_t receptor : receptors_drawn(*distribution, reached)) {
    visit({path, target, receptor, std::max(max_abs(*distribution), reachable), events});
  }
}

ReceptorsReached reached_in(const Experiment& experiment, const Catalogue& catalogue,
                            PopulationId target, std::string_view receptor) {
  const Population& population = experiment.populations[target.value()];
  return receptors_reached(*catalogue.neuron(population.model), population, receptor);
}

void visit_stimuli(const Experiment& experiment, const Catalogue& catalogue,
                   const NetworkLayout& layout, const Visitor& visit) {
  for (const Stimulus& stimulus : experiment.stimuli) {
    const StimulusInfo& info = *catalogue.stimulus(stimulus.type);
    if (info.output != StimulusInfo::Output::spikes) continue;
    const double rate = find(info.parameters, "rate") != nullptr
                            ? numbers_of(stimulus.params, info)("rate")
                            : 1000.0 / experiment.simulation.dt;
    const double events = upper_count(rate * experiment.simulation.dt * 1e-3);
    for (const Selection& selection : stimulus.targets) {
      const PopulationId target = layout.find(selection.population);
      visit_weight(stimulus.weight, fmt::format("stimuli.{}.weight", stimulus.name), target,
                   reached_in(experiment, catalogue, target, stimulus.receptor), events, visit);
    }
  }
}

void visit_projections(const Experiment& experiment, const Catalogue& catalogue,
                       const NetworkLayout& layout, const Visitor& visit) {
  for (std::size_t i = 0; i < experiment.projections.size(); ++i) {
    const Projection& projection = experiment.projections[i];
    const ConnectionRuleInfo& rule = *catalogue.rule(projection.rule.name);
    const PopulationId target = layout.find(projection.target);
    const auto sources = static_cast<double>(layout.size(layout.find(projection.source)));
    const auto targets = static_cast<double>(layout.size(target));
    double indegree = 0.0;
    if (rule.expected_synapses != nullptr) {
      indegree =
          rule.expected_synapses(rule_numbers(projection.rule, rule), sources, targets) / targets;
    }
    const SynapseSpec& synapse = projection.synapse;
    const double reachable = is_plastic(synapse, catalogue)
                                 ? weight_limit(synapse, *catalogue.synapse(synapse.model))
                                 : 0.0;
    visit_weight(synapse.weight, fmt::format("projections[{}].synapse.weight", i), target,
                 reached_in(experiment, catalogue, target, synapse.receptor), upper_count(indegree),
                 visit, reachable);
  }
}

/// Synapses that come and go: a neuron has no more of them than elements have grown, and those grow
/// no faster than at nu.
void visit_structural(const Experiment& experiment, const Catalogue& catalogue,
                      const NetworkLayout& layout, const Visitor& visit) {
  const double ms = experiment.simulation.warmup + experiment.simulation.duration;
  for (std::size_t i = 0; i < experiment.structural.size(); ++i) {
    const StructuralPlasticity& structural = experiment.structural[i];
    const PopulationId target = layout.find(structural.target);
    visit_weight(structural.synapse.weight, fmt::format("structural[{}].synapse.weight", i), target,
                 reached_in(experiment, catalogue, target, structural.synapse.receptor),
                 structural_number(structural, "nu") * ms, visit);
  }
}

}  // namespace

std::vector<std::uint32_t> receptor_pages(const Experiment& experiment,
                                          const Catalogue& catalogue) {
  std::vector<std::uint32_t> pages;
  for (const Population& population : experiment.populations) {
    pages.push_back(pages_of(count_receptors(*catalogue.neuron(population.model), population)));
  }
  return pages;
}

ReceptorNumbers::ReceptorNumbers(const std::vector<std::uint32_t>& pages) : first_{0} {
  for (const std::uint32_t each : pages) {
    first_.push_back(first_.back() + std::size_t{each} * max_ports);
  }
}

WeightGrids::WeightGrids(ReceptorNumbers numbers, const std::vector<double>& largest)
    : numbers_(std::move(numbers)) {
  for (const double weight : largest) grids_.emplace_back(weight);
}

std::vector<double> largest_weights(const Experiment& experiment, const Catalogue& catalogue,
                                    const NetworkLayout& layout) {
  const ReceptorNumbers numbers(receptor_pages(experiment, catalogue));
  std::vector<double> largest(numbers.total(), 0.0);
  const Visitor take = [&](const Contribution& part) {
    double& place = largest[numbers(part.target, part.receptor)];
    place = std::max(place, part.largest);
  };
  visit_stimuli(experiment, catalogue, layout, take);
  visit_projections(experiment, catalogue, layout, take);
  visit_structural(experiment, catalogue, layout, take);
  return largest;
}

std::vector<Problem> check_weight_sums(const Experiment& experiment, const Catalogue& catalogue,
                                       const NetworkLayout& layout) {
  const std::vector<double> largest = largest_weights(experiment, catalogue, layout);
  const ReceptorNumbers numbers(receptor_pages(experiment, catalogue));
  const WeightGrids grids(numbers, largest);
  std::vector<double> sums(largest.size(), 0.0);
  std::vector<Problem> problems;
  const Visitor check = [&](const Contribution& part) {
    const std::size_t place = numbers(part.target, part.receptor);
    const std::string& target = experiment.populations[part.target.value()].name;
    const ExactGrid& grid = grids.of(part.target)[part.receptor];
    constexpr double coarsest = 1024.0;  // quanta per weight: three decimal digits
    if (part.largest > 0.0 && part.largest < coarsest * grid.quantum()) {
      problems.push_back(
          {"", 0, 0, part.path,
           fmt::format(
               "weights of at most {:g} are too small beside the largest weight {:g} onto the same "
               "receptor of '{}': inputs are summed on a grid of {:g}; the smallest weight that "
               "keeps three digits is {:g}",
               part.largest, largest[place], target, grid.quantum(), coarsest * grid.quantum())});
    }
    const bool fitted = sums[place] <= grid.largest_sum();
    sums[place] += part.largest * part.events;
    if (fitted && sums[place] > grid.largest_sum()) {
      problems.push_back(
          {"", 0, 0, part.path,
           fmt::format(
               "the sum of weights that can reach one neuron of '{}' in one step, {:g}, is beyond "
               "the "
               "exact grid, which ends at {:g}; lower the number of synapses or the largest weight",
               target, sums[place], grid.largest_sum())});
    }
  };
  visit_stimuli(experiment, catalogue, layout, check);
  visit_projections(experiment, catalogue, layout, check);
  visit_structural(experiment, catalogue, layout, check);
  return problems;
}

}  // namespace engram
