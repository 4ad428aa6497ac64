// The network of first_network.yaml, written in C++: 800 excitatory and 200 inhibitory neurons in
// irregular activity. docs/cpp_api.md goes through it line by line.
//
//   build/examples/first_network [DIRECTORY FOR RESULTS]
//   mpirun -n 2 build/examples/first_network results/first_cpp

#include <mpi.h>

#include <cinttypes>
#include <cstdio>

#include "engram/simulation.hpp"

namespace {

using engram::Distribution;

engram::Experiment first_network() {
  engram::Experiment network{.name = "first_network"};
  network.simulation = {.duration = 1000, .warmup = 200, .dt = 0.1, .seed = 1};  // ms

  const auto neurons = [](const char* name, std::uint64_t size) {
    return engram::Population{.name = name,
                              .model = "iaf_psc_exp",
                              .size = size,
                              .initial = {{"V_m", Distribution::normal(-65, 5)}}};  // mV
  };
  network.add(neurons("E", 800)).add(neurons("I", 200));

  // Every neuron receives its own random spikes: 2,500 per second, each adding 60 pA.
  network.add(engram::Stimulus{.name = "noise",
                               .type = "poisson_generator",
                               .targets = {{"E"}, {"I"}},
                               .params = {{"rate", 2500}},
                               .weight = 60,
                               .delay = 1.0});

  // 80 excitatory and 20 inhibitory synapses per neuron; inhibition is six times as strong.
  network.connect({"E"}, {"E", "I"}, {.name = "fixed_indegree", .params = {{"indegree", 80}}},
                  {.weight = 60, .delay = Distribution::uniform(1.0, 2.0)});  // pA, ms
  network.connect({"I"}, {"E", "I"}, {.name = "fixed_indegree", .params = {{"indegree", 20}}},
                  {.weight = -360, .delay = 1.0});

  network.record_all_spikes();
  network.record.state = {
      {.neurons = {.population = "E", .sample = 3}, .variables = {"V_m"}, .interval = 0.5}};
  return network;
}

void run(const std::string& directory, bool speaks) {
  engram::Simulation simulation(first_network(), {.output = directory});
  const engram::RunResult result = simulation.run();
  if (!speaks) return;
  std::printf("E %.3f Hz, I %.3f Hz, %" PRIu64 " spikes, spike_hash %016" PRIx64 "\n",
              result.rates_hz[0], result.rates_hz[1], result.spike_count, result.spike_hash);
}

}  // namespace

int main(int argc, char** argv) {
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  try {
    run(argc > 1 ? argv[1] : "", rank == 0);
  } catch (const engram::Error& error) {
    std::fprintf(stderr, "first_network: %s\n", error.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  MPI_Finalize();
}
