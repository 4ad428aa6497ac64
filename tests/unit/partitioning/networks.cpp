#include "unit/partitioning/networks.hpp"

#include <array>
#include <cmath>

namespace engram::testing {
namespace {

constexpr std::array<Quantity, 1> indegree{
    Quantity{"indegree", "", 0.0, Range::at_least(0.0), "", Quantity::Shape::number, true}};
constexpr std::array<Quantity, 1> total{
    Quantity{"N", "", 0.0, Range::at_least(0.0), "", Quantity::Shape::number, true}};
constexpr std::array<Quantity, 1> probability{
    Quantity{"p", "", 1.0, Range::between(0.0, 1.0), "", Quantity::Shape::number, false}};

ConnectionRuleInfo rule(std::string_view name, std::span<const Quantity> parameters,
                        double (*expected)(const ParameterLookup&, double, double)) {
  ConnectionRuleInfo info;
  info.name = name;
  info.parameters = parameters;
  info.expected_synapses = expected;
  return info;
}

}  // namespace

Catalogue small_catalogue() {
  Catalogue catalogue;
  catalogue.rules.push_back(
      rule("fixed_indegree", indegree,
           [](const ParameterLookup& p, double, double target) { return p("indegree") * target; }));
  catalogue.rules.push_back(rule("fixed_total_number", total,
                                 [](const ParameterLookup& p, double, double) { return p("N"); }));
  catalogue.rules.push_back(rule("pairwise_bernoulli", probability,
                                 [](const ParameterLookup& p, double source, double target) {
                                   return p("p") * source * target;
                                 }));
  ConnectionRuleInfo file;
  file.name = "sonata_edges";
  file.takes_file = true;
  catalogue.rules.push_back(file);
  StimulusInfo poisson;
  poisson.name = "poisson_generator";
  catalogue.stimuli.push_back(poisson);
  StimulusInfo current;
  current.name = "dc_generator";
  current.output = StimulusInfo::Output::current;
  catalogue.stimuli.push_back(current);
  SynapseModelInfo synapse;
  synapse.name = "static_synapse";
  catalogue.synapses.push_back(synapse);
  return catalogue;
}

Experiment populations(const std::vector<std::uint64_t>& sizes) {
  Experiment experiment;
  for (const std::uint64_t size : sizes) {
    Population population;
    population.name = "P" + std::to_string(experiment.populations.size());
    population.model = "iaf_psc_exp";
    population.size = size;
    experiment.populations.push_back(population);
  }
  return experiment;
}

void connect(Experiment& experiment, const std::string& source, const std::string& target,
             double indegree) {
  Projection projection;
  projection.source = source;
  projection.target = target;
  projection.rule.name = "fixed_indegree";
  projection.rule.params = {{"indegree", indegree}};
  experiment.projections.push_back(projection);
}

Experiment microcircuit() {
  const std::array<const char*, 8> names{"L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"};
  const std::array<double, 8> sizes{20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948};
  const std::array<double, 8> rates{0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829};
  constexpr double probabilities[8][8] = {
      {0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0},
      {0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0},
      {0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0.0},
      {0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0},
      {0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0},
      {0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0.0},
      {0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252},
      {0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443}};
  Experiment experiment;
  Stimulus background;
  background.type = "poisson_generator";
  for (std::size_t i = 0; i < names.size(); ++i) {
    Population population;
    population.name = names[i];
    population.model = "iaf_psc_exp";
    population.size = static_cast<std::uint64_t>(sizes[i]);
    experiment.populations.push_back(population);
    experiment.reference.rates_hz[names[i]] = rates[i];
    background.targets.push_back({names[i], {}, {}});
  }
  experiment.stimuli.push_back(background);
  for (std::size_t target = 0; target < names.size(); ++target) {
    for (std::size_t source = 0; source < names.size(); ++source) {
      const double p = probabilities[target][source];
      if (p == 0.0) continue;
      Projection projection;
      projection.source = names[source];
      projection.target = names[target];
      projection.rule.name = "fixed_total_number";
      const double pairs = sizes[source] * sizes[target];
      projection.rule.params["N"] = std::round(std::log(1.0 - p) / std::log(1.0 - 1.0 / pairs));
      const bool excitatory = source % 2 == 0;
      projection.synapse.weight =
          Distribution::normal(excitatory ? 87.8 : -351.2, excitatory ? 8.8 : 35.1);
      projection.synapse.delay = excitatory
                                     ? Distribution::normal(1.5, 0.75).within(0.1, HUGE_VAL)
                                     : Distribution::normal(0.75, 0.375).within(0.1, HUGE_VAL);
      experiment.projections.push_back(projection);
    }
  }
  return experiment;
}

}  // namespace engram::testing
