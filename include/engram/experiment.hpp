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

/// How a concentration acts: a named function of it. Without a name the action is proportional to
/// the concentration above the species' baseline.
struct Response {
  std::string function = "linear";         ///< name of a response function
  std::map<std::string, double> params{};  ///< its numbers
};

/// A modulator's action on the excitability of a population.
struct ExcitabilityModulation {
  std::string species{};                           ///< name of a modulator
  enum class Target { threshold, gain, current };  ///< mV added, input factor minus 1, pA added
  Target target = Target::current;
  double amount = 0.0;  ///< what a response of 1 adds
  Response response{};
};

/// Slow control of a population's thresholds: every `interval` a neuron's threshold moves by
/// gain * (rate - target_rate), the rate being that of its spikes in the interval, and stays within
/// `max_shift` of the model's.
struct ThresholdHomeostasis {
  double target_rate = 5.0;  ///< Hz
  double gain = 0.0;         ///< mV per Hz and interval
  double interval = 1000.0;  ///< ms
  double max_shift = 10.0;   ///< mV, largest distance from the model's threshold
};

/// A compartment of a neuron beside its soma. Its parameters and state variables stand among those
/// of the population, with the compartment's name in front: "distal.C_m".
struct Compartment {
  std::string name{};
  std::string parent = "soma";  ///< compartment it is joined to
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
  std::vector<ExcitabilityModulation> modulation{};
  std::optional<ThresholdHomeostasis> homeostasis{};
  std::string area{};  ///< for partitioning strategy `area`; empty: an area of its own
  std::vector<Compartment> compartments{};  ///< beside the soma, for models that have such
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
  Value weight = 1.0;      ///< per target; unit of the target's receptor (currents: a factor)
  double delay = 1.0;      ///< ms
  std::string receptor{};  ///< as in SynapseSpec
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

/// Short-term plasticity of the synapses' release (Tsodyks & Markram), in front of any rule.
struct ShortTermPlasticity {
  std::map<std::string, double> params{};  ///< U, tau_rec, tau_fac
};

/// The third factor of a rule: the rule's changes go to an eligibility trace instead of the weight,
/// and the weight follows dw/dt = trace * response(concentration).
struct ThirdFactor {
  std::string species{};  ///< name of a modulator
  double tau_c = 1000.0;  ///< decay time of the eligibility trace, ms
  Response response{};
};

/// A modulator's action on release: transmitted weights are multiplied by 1 + amount * response.
struct ReleaseModulation {
  std::string species{};
  double amount = 0.0;
  Response response{};
};

/// Slow scaling of all weights onto a neuron towards a target rate: at every whole second of model
/// time, w <- w * (1 + gain * (target_rate - rate)), rate being an exponential mean.
struct SynapticScaling {
  double target_rate = 5.0;  ///< Hz
  double gain = 0.0;         ///< per Hz and interval
  double tau = 10000.0;      ///< time constant of the rate estimate, ms
};

/// What the synapses of a projection are.
struct SynapseSpec {
  std::string model = "static_synapse";
  Value weight = 1.0;  ///< pA, mV or nS, as the target's model says
  Value delay = 1.0;   ///< ms, axonal and dendritic part together
  std::map<std::string, double> params{};
  double axonal_delay = 0.0;  ///< ms, part of the delay before the synapse (plastic synapses)
  std::optional<ShortTermPlasticity> short_term{};
  std::optional<ThirdFactor> third_factor{};
  std::optional<ReleaseModulation> release{};
  std::optional<SynapticScaling> scaling{};
  /// Receptor of the target, for models that have theirs chosen by name ("NMDA", "distal.NMDA"); of
  /// the others the weight's sign selects it.
  std::string receptor{};
};

/// A regular grid of voxels over the tissue.
struct VoxelGrid {
  std::vector<std::uint64_t> shape{};  ///< voxels per axis, 2 or 3 axes
  std::vector<double> extent{};        ///< edge lengths of the box, micrometres
  std::vector<double> center{};        ///< centre of the box; empty: the origin
  bool periodic = false;               ///< otherwise nothing flows through the walls
};

/// Neurons whose spikes release a modulator.
struct ReleaseSource {
  Selection neurons{};
  double amount = 0.0;  ///< added to the neuron's voxel or value by each spike, micromolar
};

/// A reward for an order of spikes: when neuron `post` spikes within `window` after neuron `pre`,
/// the modulator is released after a random delay.
struct PairReward {
  Selection pre{};   ///< one neuron
  Selection post{};  ///< one neuron
  double window = 20.0;
  double delay_min = 0.0;
  double delay_max = 0.0;
  double amount = 0.0;  ///< micromolar, everywhere
};

/// A neuromodulator: a concentration field. Or, where it names a population, a learning signal: one
/// value for each neuron of it, of either sign, in a unit of the user's own wherever a
/// concentration is in micromolar.
struct Modulator {
  std::string name{};
  std::string species = "custom";          ///< ready-made constants, or "custom"
  std::map<std::string, double> params{};  ///< constants that differ from the species'
  std::optional<VoxelGrid> grid{};         ///< none: one well-mixed voxel
  std::string neurons{};                   ///< population whose neurons have a value each
  double interval = 1.0;                   ///< ms between two updates of the field
  std::vector<ReleaseSource> sources{};
  std::vector<double> release_times{};    ///< scheduled releases, ms
  std::vector<double> release_amounts{};  ///< micromolar everywhere, one per time
  /// Of a learning signal, instead: a dataset of shape [times, neurons].
  ArrayFile release_array{};
  std::optional<PairReward> reward{};
};

/// Creation and pruning of the synapses of a projection from elements that grow with activity.
struct StructuralPlasticity {
  std::string source{};  ///< population
  std::string target{};
  SynapseSpec synapse{};                   ///< of new synapses: constant weight and delay
  std::map<std::string, double> params{};  ///< growth curve and its constants
  double interval = 1000.0;                ///< ms between two updates
  std::optional<DistanceKernel> kernel{};
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

/// What is recorded of the plastic weights of the projections from one population to another.
struct WeightRecording {
  std::string source{};
  std::string target{};
  std::vector<double> snapshots{};     ///< ms: all weights at these times
  std::uint64_t sample = 0;            ///< number of randomly chosen synapses that are traced
  double interval = 0.0;               ///< ms between two values of a trace; 0: none
  std::uint64_t histogram_bins = 0;    ///< 0: no histogram
  double histogram_interval = 1000.0;  ///< ms
  double histogram_max = 0.0;          ///< upper end; 0: the rule's Wmax
};

/// What is recorded of a modulator's field.
struct FieldRecording {
  std::string modulator{};
  double interval = 0.0;                      ///< ms between two values of the probes; 0: none
  std::vector<std::vector<double>> probes{};  ///< points, micrometres; none: the mean only
  std::vector<std::uint64_t> neurons{};       ///< of a learning signal, instead: ids
  std::vector<double> snapshots{};            ///< ms: all voxels at these times
};

/// The `record` block.
struct Recording {
  std::vector<Selection> spikes{};  ///< whose spikes are written
  std::vector<StateRecording> state{};
  std::vector<WeightRecording> weights{};
  std::vector<FieldRecording> fields{};
};

/// The `energy` block: what counts of spikes, events and seconds cost, and when they are written.
struct EnergySettings {
  std::string constants = "howarth_2012";  ///< name of a set of constants
  std::map<std::string, double> params{};  ///< constants that differ from the set's
  /// ms between two entries in ledger.h5; none: 1000 ms, in whole steps.
  std::optional<double> interval{};
};

/// The `sparseness` block.
struct SparsenessSettings {
  /// Length of the windows in which spikes are counted, ms; none: 100 ms, in whole steps.
  std::optional<double> window{};
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
  std::vector<Modulator> modulators{};
  std::vector<Projection> projections{};
  std::vector<StructuralPlasticity> structural{};
  Recording record{};
  EnergySettings energy{};
  SparsenessSettings sparseness{};
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
  Experiment& add(Modulator modulator) {
    modulators.push_back(std::move(modulator));
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
