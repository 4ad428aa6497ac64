#include "cli/thread_advice.hpp"

#include <fmt/format.h>

namespace engram::cli {
namespace {

std::string counted(int count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string thread_advice(const ThreadPlace& place) {
  if (place.threads > place.cores && place.cores < place.all_cores) {
    return fmt::format(
        "{} per rank, but a rank is bound to {} of {}; start with `mpirun --bind-to none`, `mpirun "
        "--map-by "
        "slot:PE={}` or `srun -c {}` so that every thread has a core, or take --threads {}",
        counted(place.threads, "thread"), counted(place.cores, "core"), place.all_cores,
        place.threads, place.threads, place.cores);
  }
  const long wanted = static_cast<long>(place.threads) * place.ranks_here;
  if (wanted > place.all_cores) {
    return fmt::format(
        "{} with {} each share {}; more threads than cores make a run slower, so take fewer of "
        "either",
        counted(place.ranks_here, "rank"), counted(place.threads, "thread"),
        counted(place.all_cores, "core"));
  }
  return {};
}

}  // namespace engram::cli
