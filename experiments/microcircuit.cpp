// The cortical microcircuit of microcircuit.yaml, written in C++; the same spikes, bit for bit.
//
// Potjans TC, Diesmann M (2014) The cell-type specific cortical microcircuit: relating structure
// and activity in a full-scale spiking network model. Cerebral Cortex 24:785-806,
// doi:10.1093/cercor/bhs358.
//
//   build/examples/microcircuit                              full density, about 2 GB
//   build/examples/microcircuit scale=0.1 duration=500       a tenth of the neurons
//   mpirun -n 2 build/examples/microcircuit background=poisson out=results/pd
//   build/examples/microcircuit print=text > my.json         for `engram check` and `engram plan`
//
// Options: scale (above 0, up to 1), duration (ms), background (dc or poisson), threads (per rank),
// out (directory for results), print (rates, or text: the experiment itself, which is not run
// then). In a smaller network every neuron keeps its number of inputs; they come from fewer neurons
// and are more alike, so that rates are higher.

#include <mpi.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string>

#include "engram/experiment_file.hpp"
#include "engram/simulation.hpp"

namespace {

using engram::Distribution;

constexpr std::size_t populations = 8;
template <class T>
using PerPopulation = std::array<T, populations>;

// Even numbers are excitatory, odd ones inhibitory.
const PerPopulation<std::string> names = {"L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"};
constexpr PerPopulation<double> sizes = {20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948};
constexpr PerPopulation<double> outside_inputs = {1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100};
constexpr PerPopulation<double> mean_rates = {0.903, 2.965, 4.414, 5.876,
                                              7.569, 8.633, 1.105, 7.829};  // Hz
constexpr PerPopulation<double> mean_start = {-68.28, -63.16, -63.33, -63.45,
                                              -63.11, -61.66, -66.72, -61.43};  // mV
constexpr PerPopulation<double> std_start = {5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48};

// Probability that a synapse exists; row: target, column: source.
constexpr PerPopulation<PerPopulation<double>> probabilities = {{
    {0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0},
    {0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0},
    {0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0.0},
    {0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0},
    {0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0},
    {0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0.0},
    {0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252},
    {0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443},
}};

constexpr double excitatory_weight = 87.8085;  // pA: a postsynaptic potential of 0.15 mV
constexpr double outside_rate = 8.0;           // Hz, of each input
constexpr double tau_syn = 0.5;                // ms

/// What the command line asks for.
struct Choices {
  double scale = 1.0;
  double duration = 1000.0;  // ms
  std::string background = "dc";
  int threads = 0;
  std::string out;
  std::string print = "rates";
};

bool is_inhibitory(std::size_t population) {
  return population % 2 == 1;
}

/// Mean weight, pA; from L4E to L23E it is doubled.
double mean_weight(std::size_t source, std::size_t target) {
  if (is_inhibitory(source)) return -4 * excitatory_weight;
  return source == 2 && target == 0 ? 2 * excitatory_weight : excitatory_weight;
}

/// Number of synapses between two populations of the full-size model. With plain logarithms, as in
/// the published programs: their rounding decides some of the last digits.
double synapses(std::size_t source, std::size_t target) {
  const double pairs = sizes[source] * sizes[target];
  return std::round(std::log(1 - probabilities[target][source]) / std::log(1 - 1 / pairs));
}

engram::Population neurons(std::size_t i, double scale) {
  engram::Population population{.name = names[i], .model = "iaf_psc_exp"};
  population.size = static_cast<std::uint64_t>(std::round(sizes[i] * scale));
  population.params = {
      {"C_m", 250}, {"tau_m", 10}, {"tau_syn_ex", tau_syn}, {"tau_syn_in", tau_syn},
      {"t_ref", 2}, {"E_L", -65},  {"V_th", -50},           {"V_reset", -65}};
  population.initial = {{"V_m", Distribution::normal(mean_start[i], std_start[i])}};
  return population;
}

engram::Stimulus background(std::size_t i, const std::string& kind) {
  const double rate = outside_inputs[i] * outside_rate;  // Hz
  if (kind == "poisson") {
    return {.name = "poisson_" + names[i],
            .type = "poisson_generator",
            .targets = {{names[i]}},
            .params = {{"rate", rate}},
            .weight = excitatory_weight,
            .delay = 1.5};
  }
  // To four places, as the experiment file gives it.
  const double current = std::round(rate * excitatory_weight * tau_syn * 1e-3 * 1e4) / 1e4;
  return {.name = "dc_" + names[i],
          .type = "dc_generator",
          .targets = {{names[i]}},
          .params = {{"amplitude", current}}};
}

engram::Projection projection(std::size_t source, std::size_t target, double scale) {
  const double mean = mean_weight(source, target);
  const double delay = is_inhibitory(source) ? 0.75 : 1.5;
  const Distribution weight = Distribution::normal(mean, std::abs(mean) / 10);
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  return {
      .source = names[source],
      .target = names[target],
      .rule = {.name = "fixed_total_number",
               .params = {{"N", std::round(synapses(source, target) * scale)}}},
      .synapse = {.weight = mean < 0 ? weight.within(-unbounded, 0) : weight.within(0, unbounded),
                  .delay = Distribution::normal(delay, delay / 2).within(0.1, unbounded)}};
}

engram::Experiment microcircuit(const Choices& choices) {
  engram::Experiment network{.name = "microcircuit"};
  network.simulation = {.duration = choices.duration, .warmup = 500, .dt = 0.1, .seed = 55};
  network.reference = {.source = "NEST, one long run of the model", .tolerance = 0.15};
  for (std::size_t i = 0; i < populations; ++i) {
    network.add(neurons(i, choices.scale));
    network.add(background(i, choices.background));
    network.partitioning.expected_rates[names[i]] = mean_rates[i];
    network.reference.rates_hz[names[i]] = mean_rates[i];
  }
  for (std::size_t target = 0; target < populations; ++target) {
    for (std::size_t source = 0; source < populations; ++source) {
      if (probabilities[target][source] > 0) {
        network.add(projection(source, target, choices.scale));
      }
    }
  }
  return network.record_all_spikes();
}

void set(Choices& choices, const std::string& key, const std::string& value) {
  if (key == "scale") {
    choices.scale = std::stod(value);
  } else if (key == "duration") {
    choices.duration = std::stod(value);
  } else if (key == "background") {
    choices.background = value;
  } else if (key == "threads") {
    choices.threads = std::stoi(value);
  } else if (key == "out") {
    choices.out = value;
  } else if (key == "print") {
    choices.print = value;
  } else {
    throw std::invalid_argument("there is no option '" + key + "'");
  }
}

Choices read_choices(int argc, char** argv) {
  Choices choices;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t split = std::min(word.find('='), word.size());
    set(choices, word.substr(0, split), word.substr(std::min(split + 1, word.size())));
  }
  if (!(choices.scale > 0 && choices.scale <= 1)) {
    throw std::invalid_argument("scale must be above 0 and at most 1");
  }
  if (choices.background != "dc" && choices.background != "poisson") {
    throw std::invalid_argument("background must be dc or poisson");
  }
  return choices;
}

void print(const engram::RunResult& result) {
  std::printf("%" PRIu64 " neurons, %" PRIu64 " synapses, real-time factor %.2f\n", result.neurons,
              result.synapses, result.real_time_factor);
  for (std::size_t i = 0; i < populations; ++i) {
    std::printf("  %-5s %7.3f Hz, published %.3f\n", names[i].c_str(), result.rates_hz[i],
                mean_rates[i]);
  }
  std::printf("%" PRIu64 " spikes, spike_hash %016" PRIx64 "\n", result.spike_count,
              result.spike_hash);
}

void run(const Choices& choices, bool speaks) {
  const engram::Experiment network = microcircuit(choices);
  if (choices.print == "text") {
    if (speaks) std::puts(engram::experiment_text(network).c_str());
    return;
  }
  engram::Simulation simulation(network, {.threads = choices.threads, .output = choices.out});
  const engram::RunResult result = simulation.run();
  if (speaks) print(result);
}

}  // namespace

int main(int argc, char** argv) {
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  try {
    run(read_choices(argc, argv), rank == 0);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "microcircuit: %s\n", error.what());
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  MPI_Finalize();
}
