#include "network/weight_grids.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

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

/// Which receptors weights of this distribution can reach.
std::vector<std::size_t> receptors_reached(const Distribution& weight, std::size_t receptors) {
  if (receptors == 1) return {0};
  const WeightSampler sampler(weight);
  std::vector<std::size_t> reached;
  if (sampler.highest() >= 0.0) reached.push_back(0);
  if (sampler.lowest() < 0.0) reached.push_back(1);
  return reached;
}

using Visitor = std::function<void(const Contribution&)>;

void visit_weight(const Value& weight, const std::string& path, PopulationId target,
                  const NeuronModelInfo& model, double events, const Visitor& visit,
                  double reachable = 0.0) {
  const Distribution* distribution = weight.distribution();
  if (distribution == nullptr) return;
  for (const std::size_t receptor : receptors_reached(*distribution, model.receptors.size())) {
    visit({path, target, receptor, std::max(max_abs(*distribution), reachable), events});
  }
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
                   *catalogue.neuron(experiment.populations[target.value()].model), events, visit);
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
                 *catalogue.neuron(experiment.populations[target.value()].model),
                 upper_count(indegree), visit, reachable);
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
                 *catalogue.neuron(experiment.populations[target.value()].model),
                 structural_number(structural, "nu") * ms, visit);
  }
}

}  // namespace

std::vector<double> largest_weights(const Experiment& experiment, const Catalogue& catalogue,
                                    const NetworkLayout& layout) {
  std::vector<double> largest(experiment.populations.size() * max_ports, 0.0);
  const Visitor take = [&](const Contribution& part) {
    double& place = largest[part.target.value() * max_ports + part.receptor];
    place = std::max(place, part.largest);
  };
  visit_stimuli(experiment, catalogue, layout, take);
  visit_projections(experiment, catalogue, layout, take);
  visit_structural(experiment, catalogue, layout, take);
  return largest;
}

WeightGrids make_grids(const std::vector<double>& largest) {
  WeightGrids grids(largest.size() / max_ports, max_ports);
  for (std::size_t i = 0; i < largest.size(); ++i) {
    grids.set(PopulationId(static_cast<std::uint32_t>(i / max_ports)), i % max_ports, largest[i]);
  }
  return grids;
}

std::vector<Problem> check_weight_sums(const Experiment& experiment, const Catalogue& catalogue,
                                       const NetworkLayout& layout) {
  const std::vector<double> largest = largest_weights(experiment, catalogue, layout);
  const WeightGrids grids = make_grids(largest);
  std::vector<double> sums(largest.size(), 0.0);
  std::vector<Problem> problems;
  const Visitor check = [&](const Contribution& part) {
    const std::size_t place = part.target.value() * max_ports + part.receptor;
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
