#include "api/summarise.hpp"

#include <algorithm>
#include <bit>

#include "api/machine.hpp"
#include "api/plastic_figures.hpp"
#include "core/hash.hpp"
#include "model/energy.hpp"
#include "model/ledger_times.hpp"

namespace engram {
namespace {

/// Hash of the state of this rank's neurons; the sum over ranks does not depend on the partition.
std::uint64_t hash_states(const Simulator& simulator) {
  std::uint64_t hash = 0;
  for (const Shard& shard : simulator.shards()) {
    for (const ShardGroup& group : shard.groups()) {
      const std::size_t variables = group.variables;
      for (std::uint32_t neuron = 0; neuron < group.layout.size; ++neuron) {
        const NeuronId id = group.first_neuron + group.layout.index_of(neuron);
        for (std::size_t variable = 0; variable < variables; ++variable) {
          const auto bits = std::bit_cast<std::uint64_t>(group.neurons->state(variable, neuron));
          // The lower eight bits of the variable's number behind the neuron's, more of them before.
          const std::uint64_t which = id.value() << 8 | variable % 256 | variable / 256 << 48;
          hash += mix_bits(mix_bits(which) ^ bits);
        }
      }
    }
  }
  return hash;
}

const Population& population_called(const Experiment& experiment, const std::string& name) {
  return *std::find_if(experiment.populations.begin(), experiment.populations.end(),
                       [&](const Population& each) { return each.name == name; });
}

/// Which population a projection's synapses belong to: that of their sources.
std::size_t source_of(const Experiment& experiment, const PlasticProjection& projection) {
  const std::string& source = experiment.projections[projection.projection].source;
  return static_cast<std::size_t>(&population_called(experiment, source) -
                                  experiment.populations.data());
}

/// Collective, after everything else has been found out.
std::vector<PopulationEnergy> energy_of(const RunFigures& figures, const Experiment& experiment,
                                        const Catalogue& catalogue,
                                        const Communicator& communicator,
                                        const Simulator& simulator,
                                        const std::vector<PlasticProjection>& plasticity) {
  const std::vector<std::uint64_t> spikes = communicator.sum(simulator.spikes_per_population());
  const std::vector<std::uint64_t> events = communicator.sum(simulator.events_per_source());
  std::vector<PopulationEnergy> energy(spikes.size());
  for (std::size_t p = 0; p < energy.size(); ++p) {
    energy[p].spikes = spikes[p];
    energy[p].synaptic_events = events[p];
    energy[p].neuron_steps =
        experiment.populations[p].size * static_cast<std::uint64_t>(figures.recorded_steps);
  }
  for (const PlasticProjection& each : plasticity) {
    energy[source_of(experiment, each)].weight_change += each.weight_change;
  }
  const EnergyPrices prices(experiment.energy, catalogue);
  for (PopulationEnergy& own : energy) {
    own.atp = prices.atp_of(own, experiment.simulation.dt * 1e-3);
  }
  return energy;
}

EnergySummary energy_to_file(const RunResult& result, const Experiment& experiment,
                             const Catalogue& catalogue) {
  const EnergyPrices prices(experiment.energy, catalogue);
  EnergySummary file;
  file.constants = prices.info().name;
  file.source = prices.info().reference;
  for (const Quantity& line : prices.info().parameters) {
    file.values.emplace_back(line.name, prices[line.name]);
  }
  const double step = experiment.simulation.dt * 1e-3;
  file.seconds = result.model_seconds;
  for (std::size_t p = 0; p < result.energy.size(); ++p) {
    const PopulationEnergy& own = result.energy[p];
    EnergySummary::Part part{experiment.populations[p].name, own, 0.0, 0.0, {}};
    part.neuron_seconds = static_cast<double>(own.neuron_steps) * step;
    part.glia_seconds = part.neuron_seconds * prices["glia_per_neuron"];
    for (const auto& [name, atp] : components_of(own.atp)) part.atp.emplace_back(name, atp);
    file.parts.push_back(std::move(part));
  }
  return file;
}

}  // namespace

Summary summarise(const RunFigures& figures, const Experiment& experiment,
                  const Catalogue& catalogue, const Communicator& communicator,
                  Simulator& simulator, std::vector<PopulationSparseness> sparseness) {
  Summary summary;
  RunResult& result = summary.result;
  result.interrupted = figures.interrupted;
  result.paused = figures.paused;
  result.ranks = communicator.size();
  result.threads = figures.threads;
  result.synapses = communicator.sum(figures.built.synapses);
  const std::uint64_t bytes = communicator.sum(figures.built.synapse_bytes);
  if (result.synapses > 0) {
    result.bytes_per_synapse = static_cast<double>(bytes) / static_cast<double>(result.synapses);
  }
  result.build_seconds = communicator.max(figures.build_seconds);
  result.simulate_seconds = communicator.max(figures.simulate_seconds);
  result.model_seconds =
      static_cast<double>(figures.recorded_steps) * experiment.simulation.dt * 1e-3;
  if (result.model_seconds > 0.0) {
    result.real_time_factor = result.simulate_seconds / result.model_seconds;
  }
  result.synaptic_events = communicator.sum(simulator.synaptic_events());
  if (result.synaptic_events > 0) {
    result.nanoseconds_per_event_per_core = result.simulate_seconds * 1e9 * result.ranks *
                                            result.threads /
                                            static_cast<double>(result.synaptic_events);
  }
  result.peak_rss_bytes_max = communicator.max(peak_memory());
  result.peak_rss_bytes_sum = communicator.sum(peak_memory());
  const std::vector<std::uint64_t> spikes = communicator.sum(simulator.spikes_per_population());
  for (std::size_t p = 0; p < spikes.size(); ++p) {
    const auto size = static_cast<double>(experiment.populations[p].size);
    result.neurons += experiment.populations[p].size;
    result.spike_count += spikes[p];
    const double time = result.model_seconds * size;
    result.rates_hz.push_back(time > 0.0 ? static_cast<double>(spikes[p]) / time : 0.0);
  }
  result.spike_hash = communicator.sum(simulator.spike_hash());
  result.state_hash =
      communicator.sum(hash_states(simulator) + hash_plastic(simulator) + hash_fields(simulator));
  result.plasticity = plastic_figures(simulator, experiment, catalogue, communicator);
  result.energy =
      energy_of(figures, experiment, catalogue, communicator, simulator, result.plasticity);
  result.sparseness = std::move(sparseness);
  PhaseTimes phases = simulator.phase_seconds();
  phases[static_cast<std::size_t>(Phase::record)] += figures.record_seconds;
  phases[static_cast<std::size_t>(Phase::checkpoint)] += figures.checkpoint_seconds;
  for (double& phase : phases) phase = communicator.sum(phase) / communicator.size();
  summary.phase_seconds = phases;
  return summary;
}

RunSummary to_file(const Summary& summary, const Experiment& experiment, const Catalogue& catalogue,
                   const Provenance& provenance) {
  const RunResult& result = summary.result;
  RunSummary file;
  file.provenance = provenance;
  file.end = result.interrupted ? RunEnd::interrupted : RunEnd::complete;
  file.seed = experiment.simulation.seed;
  file.neurons = result.neurons;
  file.synapses = result.synapses;
  file.bytes_per_synapse = result.bytes_per_synapse;
  file.build_seconds = result.build_seconds;
  file.simulate_seconds = result.simulate_seconds;
  file.model_seconds = result.model_seconds;
  file.real_time_factor = result.real_time_factor;
  file.synaptic_events = result.synaptic_events;
  file.nanoseconds_per_event_per_core = result.nanoseconds_per_event_per_core;
  file.peak_rss_bytes_max = result.peak_rss_bytes_max;
  file.peak_rss_bytes_sum = result.peak_rss_bytes_sum;
  const auto phase = [&](Phase p) { return summary.phase_seconds[static_cast<std::size_t>(p)]; };
  file.phase_seconds = {phase(Phase::update), phase(Phase::deliver),    phase(Phase::exchange),
                        phase(Phase::wait),   phase(Phase::plasticity), phase(Phase::fields),
                        phase(Phase::record), phase(Phase::checkpoint)};
  for (std::size_t p = 0; p < experiment.populations.size(); ++p) {
    file.rates_hz.emplace_back(experiment.populations[p].name, result.rates_hz[p]);
  }
  file.spike_count = result.spike_count;
  file.spike_hash = result.spike_hash;
  file.state_hash = result.state_hash;
  for (const PlasticProjection& own : result.plasticity) {
    const Projection& projection = experiment.projections[own.projection];
    const Population& target = population_called(experiment, projection.target);
    file.plasticity.push_back({own.projection, projection.source, projection.target,
                               projection.synapse.model,
                               std::string(catalogue.neuron(target.model)->weight_unit),
                               own.synapses, own.mean_weight, own.std_weight, own.weight_change});
  }
  file.energy = energy_to_file(result, experiment, catalogue);
  file.window_ms = static_cast<double>(window_steps(experiment)) * experiment.simulation.dt;
  for (std::size_t p = 0; p < result.sparseness.size(); ++p) {
    const Population& population = experiment.populations[p];
    file.sparseness.push_back({population.name, population.size, result.sparseness[p]});
  }
  return file;
}

}  // namespace engram
