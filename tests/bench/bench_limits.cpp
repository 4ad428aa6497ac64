#include <omp.h>

#include <cstdio>
#include <initializer_list>

#include "bench/machine_limits.hpp"

/// Prints what this machine allows, for comparison with figures taken in the same minutes.
int main() {
  using namespace engram::bench;
  for (int threads = 1; threads <= omp_get_max_threads(); ++threads) {
    std::printf("threads %d  streaming read %.2f GB/s", threads,
                streaming_read_bandwidth(threads) * 1e-9);
    for (const std::size_t doubles : {4096UL, 38400UL, 65536UL}) {
      std::printf("  scattered adds into %zu kB %.2f ns", doubles * 8 / 1024,
                  scattered_add_time(threads, doubles));
    }
    std::printf("\n");
  }
}
