#include "partitioning/cost.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/errors.hpp"
#include "model/synapse_change.hpp"
#include "partitioning/event_cost.hpp"
#include "partitioning/field_bytes.hpp"
#include "partitioning/kernel_mean.hpp"

namespace engram {
namespace {

using Names = std::unordered_map<std::string, std::size_t>;

Names names_of(const Experiment& experiment) {
  Names names;
  for (const Population& population : experiment.populations)
    names.emplace(population.name, names.size());
  return names;
}

std::size_t at(const Names& names, const std::string& name) {
  const auto found = names.find(name);
  if (found == names.end()) throw Error(fmt::format("there is no population called '{}'", name));
  return found->second;
}

double expected_rate(const Experiment& experiment, const std::string& name, double otherwise) {
  for (const auto* rates :
       {&experiment.partitioning.expected_rates, &experiment.reference.rates_hz}) {
    if (const auto found = rates->find(name); found != rates->end()) return found->second;
  }
  return otherwise;
}

/// Estimates one projection after another and keeps the notes.
class Estimator {
 public:
  Estimator(const Experiment& experiment, const Catalogue& catalogue, const CostOptions& options)
      : experiment_(experiment),
        catalogue_(catalogue),
        options_(options),
        names_(names_of(experiment)) {}

  NetworkLoad run() {
    load_.dt = experiment_.simulation.dt;
    load_.fields = field_loads(experiment_);
    for (const Population& population : experiment_.populations) add(population);
    for (const Stimulus& stimulus : experiment_.stimuli) add(stimulus);
    double smallest = experiment_.projections.empty() ? load_.dt : HUGE_VAL;
    for (const Projection& projection : experiment_.projections) {
      add(projection);
      smallest = std::min(smallest, load_.projections.back().delays.smallest_ms);
    }
    load_.smallest_delay = smallest;
    return std::move(load_);
  }

 private:
  void add(const Population& population) {
    PopulationLoad& added = load_.populations.emplace_back();
    added.name = population.name;
    added.neurons = static_cast<double>(population.size);
    added.rate = expected_rate(experiment_, population.name, options_.constants.default_rate);
    added.compartments += static_cast<double>(population.compartments.size());
    load_.neurons += added.neurons;
    load_.spikes += added.neurons * added.rate;
  }

  void add(const Stimulus& stimulus) {
    const StimulusInfo* info = catalogue_.stimulus(stimulus.type);
    if (info == nullptr) throw Error(fmt::format("there is no stimulus type '{}'", stimulus.type));
    if (info->output != StimulusInfo::Output::spikes || info->takes_spike_list) return;
    for (const Selection& selection : stimulus.targets) {
      PopulationLoad& target = load_.populations[at(names_, selection.population)];
      double chosen = target.neurons;
      if (!selection.ids.empty()) chosen = static_cast<double>(selection.ids.size());
      if (selection.sample) chosen = static_cast<double>(*selection.sample);
      if (target.neurons > 0.0) target.draws += std::min(1.0, chosen / target.neurons);
    }
  }

  void add(const Projection& projection) {
    ProjectionLoad added;
    added.source = at(names_, projection.source);
    added.target = at(names_, projection.target);
    PopulationLoad& source = load_.populations[added.source];
    PopulationLoad& target = load_.populations[added.target];
    added.synapses = synapses(projection, source.neurons, target.neurons);
    if (source.neurons > 0.0) added.outdegree = added.synapses / source.neurons;
    if (target.neurons > 0.0) added.indegree = added.synapses / target.neurons;
    added.events = added.synapses * source.rate;
    added.delays = delay_spread(projection.synapse.delay, load_.dt);
    if (projection.synapse.delay.array() != nullptr) {
      note("delays that come from a file are taken as one time step");
    }
    added.equal_weights = projection.synapse.weight.is_constant();
    added.plastic_bytes = plastic_bytes(projection.synapse);
    target.indegree += added.indegree;
    target.events += added.indegree * source.rate;
    load_.synapses += added.synapses;
    load_.events += added.events;
    load_.projections.push_back(added);
  }

  /// Bytes of a plastic synapse; 0 for static ones, whose size depends on the length of slices.
  [[nodiscard]] double plastic_bytes(const SynapseSpec& synapse) const {
    if (!synapses_change(synapse, catalogue_)) return 0.0;
    const SynapseModelInfo& model = *catalogue_.synapse(synapse.model);
    const bool trace = synapse.third_factor.has_value() &&
                       model.third_factor != SynapseModelInfo::ThirdFactorUse::required;
    return std::max(model.bytes_per_synapse, options_.constants.word_bytes) +
           (trace ? sizeof(float) : 0.0);
  }

  double synapses(const Projection& projection, double source_size, double target_size) {
    const ConnectionRuleInfo* rule = catalogue_.rule(projection.rule.name);
    if (rule == nullptr)
      throw Error(fmt::format("there is no connection rule '{}'", projection.rule.name));
    if (rule->takes_file || rule->expected_synapses == nullptr) return from_file(projection);
    const auto parameter = [&](std::string_view name) {
      const auto given = projection.rule.params.find(std::string(name));
      if (given != projection.rule.params.end()) return given->second;
      const Quantity* line = find(rule->parameters, name);
      return line == nullptr ? 0.0 : line->default_value;
    };
    return rule->expected_synapses(parameter, source_size, target_size) * thinning(projection);
  }

  double from_file(const Projection& projection) {
    if (options_.count_edges) return options_.count_edges(projection);
    note(fmt::format("synapses listed in '{}' are not counted", projection.rule.file));
    return 0.0;
  }

  double thinning(const Projection& projection) {
    if (!projection.rule.kernel) return 1.0;
    const auto& source = experiment_.populations[at(names_, projection.source)].positions;
    const auto& target = experiment_.populations[at(names_, projection.target)].positions;
    if (source && target) {
      if (const auto mean = kernel_mean(*projection.rule.kernel, *source, *target)) return *mean;
    }
    note(
        "where positions come from a file, connection probabilities are taken without their "
        "distance kernel");
    return 1.0;
  }

  void note(std::string text) {
    if (std::find(load_.notes.begin(), load_.notes.end(), text) == load_.notes.end()) {
      load_.notes.push_back(std::move(text));
    }
  }

  const Experiment& experiment_;
  const Catalogue& catalogue_;
  const CostOptions& options_;
  Names names_;
  NetworkLoad load_;
};

}  // namespace

NetworkLoad estimate_load(const Experiment& experiment, const Catalogue& catalogue,
                          const CostOptions& options) {
  return Estimator(experiment, catalogue, options).run();
}

std::vector<double> neuron_costs(const NetworkLoad& load, const CostConstants& constants,
                                 int ranks) {
  // Synapses of a source on one of `ranks` equal parts of the network, and how many delays they
  // have.
  std::vector<double> outdegree(load.populations.size());
  std::vector<double> delays(load.populations.size());
  for (const ProjectionLoad& projection : load.projections) {
    outdegree[projection.source] += projection.outdegree;
    delays[projection.source] += projection.outdegree * projection.delays.steps;
  }
  std::vector<double> per_event(load.populations.size());
  for (std::size_t source = 0; source < per_event.size(); ++source) {
    if (!(outdegree[source] > 0.0)) continue;
    const double synapses = outdegree[source] / ranks;
    per_event[source] =
        event_ns(synapses / -std::expm1(-synapses), delays[source] / outdegree[source]);
  }
  std::vector<double> costs;
  for (const PopulationLoad& population : load.populations) {
    costs.push_back(
        1000.0 / load.dt *
        (population.compartments * constants.update_ns + population.draws * constants.draw_ns));
  }
  for (const ProjectionLoad& projection : load.projections) {
    costs[projection.target] += projection.indegree * load.populations[projection.source].rate *
                                per_event[projection.source];
  }
  return costs;
}

}  // namespace engram
