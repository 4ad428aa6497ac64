#include "api/machine.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>

namespace engram {
namespace {

/// The number behind `key` in a file of "key: number kB" lines, in bytes; 0 if it is not there.
std::uint64_t kilobytes(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(key, 0) != 0) continue;
    std::istringstream rest(line.substr(key.size()));
    std::uint64_t value = 0;
    rest >> value;
    return value * 1024;
  }
  return 0;
}

/// A file that holds one number ("max" stands for no limit).
std::uint64_t number_in(const char* file) {
  std::ifstream in(file);
  std::uint64_t value = 0;
  return in >> value ? value : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

int cores_of_machine() {
  return static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
}

std::uint64_t available_memory() {
  std::uint64_t available = kilobytes("/proc/meminfo", "MemAvailable:");
  const std::uint64_t limit = number_in("/sys/fs/cgroup/memory.max");
  if (limit != std::numeric_limits<std::uint64_t>::max()) {
    const std::uint64_t used = number_in("/sys/fs/cgroup/memory.current");
    available = std::min(available, limit > used ? limit - used : 0);
  }
  return available;
}

std::uint64_t peak_memory() {
  return kilobytes("/proc/self/status", "VmHWM:");
}

std::uint64_t resident_memory() {
  return kilobytes("/proc/self/status", "VmRSS:");
}

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

int ranks_on_this_machine(const Communicator& communicator) {
  MPI_Comm here = MPI_COMM_NULL;
  MPI_Comm_split_type(communicator.handle(), MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
  int ranks = 1;
  MPI_Comm_size(here, &ranks);
  MPI_Comm_free(&here);
  return ranks;
}

int default_threads(int ranks_here) {
  if (const char* given = std::getenv("OMP_NUM_THREADS")) {
    const int threads = std::atoi(given);
    if (threads > 0) return threads;
  }
  // A rank that is bound to some cores uses those; unbound ranks share all of them.
  const int cores = usable_cores();
  return cores < cores_of_machine() ? cores : std::max(1, cores / ranks_here);
}

}  // namespace engram
