#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engram/value.hpp"

/// An experiment as plain data: what the YAML file says and what a C++ program may say directly.
/// Names, units and defaults are those of docs/experiment_file.md.
///
/// Everything is an aggregate whose members have defaults, so that designated initialisers name
/// what differs: `Population{.name = "E", .model = "iaf_psc_exp", .size = 800}`. docs/cpp_api.md
/// shows whole programs.
namespace engram {

/// The `simulation` block.
struct SimulationSettings {
  double duration = 1000.0;  ///< model time to record, ms
  double warmup = 0.0;     ///< model time before it, simulated but neither counted nor recorded, ms
  double dt = 0.1;         ///< step width, ms
  std::uint64_t seed = 1;  ///< seed of every random number of the run
};

/// Where the neurons of a population lie, in micrometres.
struct Positions {
  enum class Kind { random, grid, file };
  Kind kind = Kind::random;
  std::vector<double> extent{};        ///< edge lengths of the box, 2 or 3 of them
  std::vector<double> center{};        ///< centre of the box, as many; empty: the origin
  bool periodic = false;               ///< distances across the nearer way around the box
  std::vector<std::uint64_t> shape{};  ///< grid: points per axis, whose product is the size
  ArrayFile array{};                   ///< file: dataset of shape [size, 2] or [size, 3]
};

/// A population of equal neurons.
struct Population {
  std::string name{};
  std::string model{};  ///< name of a neuron model
  std::uint64_t size = 0;
  std::map<std::string, Value> params{};  ///< parameters that differ from the model's defaults
  std::map<std::string, Value>
      initial{};  ///< state variables that differ from the model's defaults
  std::optional<Positions> positions{};
  std::string area{};  ///< for partitioning strategy `area`; empty: an area of its own
};

/// Which neurons of a population are meant: all, the given ids, or a random sample of a size.
struct Selection {
  std::string population{};
  std::vector<std::uint64_t> ids{};       ///< ids within the population; empty: all or a sample
  std::optional<std::uint64_t> sample{};  ///< number of neurons drawn without replacement
};

/// Spikes listed in the experiment or in a SONATA spikes file.
struct SpikeList {
  std::vector<double> times{};  ///< ms; every target receives all of them
  std::string file{};           ///< SONATA spikes.h5: node n drives the target neuron with id n
  std::string population{};     ///< population in that file; empty: the only one
};

/// A source of input from outside the network.
struct Stimulus {
  std::string name{};
  std::string type{};  ///< name of a stimulus type
  std::vector<Selection> targets{};
  std::map<std::string, double> params{};               ///< scalar parameters of the type
  std::map<std::string, std::vector<double>> arrays{};  ///< list parameters of the type
  std::optional<SpikeList> spikes{};                    ///< for spike_times
  Value weight = 1.0;  ///< per target; unit of the target's receptor (currents: a factor)
  double delay = 1.0;  ///< ms
};

/// How connection probability depends on distance (pairwise_bernoulli).
struct DistanceKernel {
  enum class Shape { gaussian, exponential };
  Shape shape = Shape::gaussian;  ///< exp(-d^2/(2 scale^2)) or exp(-d/scale)
  double scale = 1.0;             ///< micrometres
  double max_distance = 0.0;      ///< no synapses beyond, micrometres; 0: no limit
};

/// A connection rule with its numbers, or the list of synapses in a file.
struct ConnectionRule {
  std::string name = "all_to_all";         ///< name of a rule
  std::map<std::string, double> params{};  ///< its numbers: indegree, outdegree, N, p
  bool allow_autapses = true;
  bool allow_multapses = true;
  std::optional<DistanceKernel> kernel{};
  std::string file{};        ///< sonata_edges: path of the edges file
  std::string population{};  ///< sonata_edges: edge population; empty: the only one
};

/// What the synapses of a projection are.
struct SynapseSpec {
  std::string model = "static_synapse";
  Value weight = 1.0;  ///< pA or mV, as the target's model says; its sign selects the receptor
  Value delay = 1.0;   ///< ms
  std::map<std::string, double> params{};
};

/// All synapses from one population to another made by one rule.
struct Projection {
  std::string source{};
  std::string target{};
  ConnectionRule rule{};
  SynapseSpec synapse{};
};

/// State variables recorded at regular times.
struct StateRecording {
  Selection neurons{};
  std::vector<std::string> variables{};
  double interval = 1.0;  ///< ms, a multiple of dt
};

/// The `record` block.
struct Recording {
  std::vector<Selection> spikes{};  ///< whose spikes are written
  std::vector<StateRecording> state{};
};

/// The `partitioning` block.
struct Partitioning {
  std::string strategy = "round_robin";
  std::map<std::string, double> expected_rates{};  ///< Hz per population; default 5 for each
};

/// Published figures the report compares with; not used by the simulation.
struct Reference {
  std::string source{};                      ///< where the figures come from
  std::map<std::string, double> rates_hz{};  ///< mean rate per population
  std::map<std::string, double> cv_isi{};    ///< mean coefficient of variation per population
  double tolerance = 0.0;  ///< accepted relative difference of rates; 0: none stated
};

/// Everything a run needs to know.
struct Experiment {
  std::string name{};
  std::string description{};
  SimulationSettings simulation{};
  std::vector<Population> populations{};
  std::vector<Stimulus> stimuli{};
  std::vector<Projection> projections{};
  Recording record{};
  Partitioning partitioning{};
  Reference reference{};

  Experiment& add(Population population) {
    populations.push_back(std::move(population));
    return *this;
  }
  Experiment& add(Stimulus stimulus) {
    stimuli.push_back(std::move(stimulus));
    return *this;
  }
  Experiment& add(Projection projection) {
    projections.push_back(std::move(projection));
    return *this;
  }
  /// Adds a projection from every source to every target, in the order of an experiment file that
  /// lists both.
  Experiment& connect(const std::vector<std::string>& sources,
                      const std::vector<std::string>& targets, const ConnectionRule& rule,
                      const SynapseSpec& synapse = {}) {
    for (const std::string& source : sources) {
      for (const std::string& target : targets) {
        projections.push_back({source, target, rule, synapse});
      }
    }
    return *this;
  }
  /// Records the spikes of all populations added so far, as an experiment file does that says
  /// nothing.
  Experiment& record_all_spikes() {
    record.spikes.clear();
    for (const Population& population : populations) record.spikes.push_back({population.name});
    return *this;
  }
};

}  // namespace engram
