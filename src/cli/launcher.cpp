#include "cli/launcher.hpp"

#include <cstdlib>
#include <initializer_list>

namespace engram::cli {

bool started_with_others() {
  // Open MPI's mpirun; MPICH's mpiexec and srun --mpi=pmi2; srun --mpi=pmix.
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    const char* size = std::getenv(name);
    if (size != nullptr && std::atoi(size) > 1) return true;
  }
  const char* tasks = std::getenv("SLURM_STEP_NUM_TASKS");
  return std::getenv("PMIX_RANK") != nullptr && tasks != nullptr && std::atoi(tasks) > 1;
}

}  // namespace engram::cli
