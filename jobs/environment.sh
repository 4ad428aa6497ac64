# shellcheck shell=bash
# What all job scripts share; sourced by them. Put the `module load` lines of your cluster here.

# module load gcc openmpi hdf5

# The program. jobs/submit sets it; without it, the one in the build folder beside this one.
jobs=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ENGRAM=${ENGRAM:-$jobs/../build/engram}

# How srun starts MPI programs: `srun --mpi=list` names what there is. Debian's Open MPI takes pmix only.
ENGRAM_MPI=${ENGRAM_MPI:-pmix}

export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1}
# Threads stay on their cores where Slurm gives every rank cores of its own. Where it does not, all ranks would
# bind to the same first ones.
binding=()
if scontrol show config | grep -Eq '^TaskPlugin +=.*(affinity|cgroup)'; then
  export OMP_PLACES=cores OMP_PROC_BIND=close
  binding=(--cpu-bind=cores)
else
  export OMP_PROC_BIND=false
fi

# The beginning of a command line that runs engram on all ranks of the job. srun takes the number of cores from its
# own options only, not from sbatch's. A rank that is gone for a minute takes the others along: --kill-on-bad-exit
# would do so at once, and then exit code 85 ("start me again") could get lost.
# shellcheck disable=SC2034  # used by the scripts
engram=(srun --mpi="$ENGRAM_MPI" --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}" "${binding[@]}"
  --kill-on-bad-exit=0 --wait=60 "$ENGRAM")
