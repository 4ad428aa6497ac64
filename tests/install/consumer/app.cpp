#include <mpi.h>

#include <cinttypes>
#include <cstdio>

#include "engram/experiment_file.hpp"
#include "engram/simulation.hpp"

int main(int argc, char** argv) {
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  int status = 0;
  try {
    engram::Experiment network = engram::load_experiment(argv[1], {"simulation.duration=100"});
    network.populations[0].params.insert({"tau_m", engram::Distribution::uniform(8, 12)});
    const engram::RunResult result = engram::Simulation(network, {.threads = 1}).run();
    std::printf("spike_hash %016" PRIx64 "\n", result.spike_hash);
  } catch (const engram::BadInput& error) {
    for (const engram::Problem& problem : error.problems()) std::puts(problem.text().c_str());
    status = 2;
  }
  MPI_Finalize();
  return status;
}
