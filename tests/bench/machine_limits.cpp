#include "bench/machine_limits.hpp"

#include <omp.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/arena.hpp"
#include "core/hash.hpp"

namespace engram::bench {
namespace {

constexpr int rounds = 7;

/// Keeps the compiler from dropping a result.
void keep(double value) {
  volatile double sink = value;
  static_cast<void>(sink);
}

}  // namespace

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double streaming_read_bandwidth(int threads) {
  constexpr std::size_t bytes_each = std::size_t{256} << 20;
  constexpr std::size_t words = bytes_each / sizeof(std::uint64_t);
  std::vector<Arena> arenas;
  for (int t = 0; t < threads; ++t) arenas.emplace_back(bytes_each);
#pragma omp parallel num_threads(threads)
  {
    auto* data = reinterpret_cast<std::uint64_t*>(
        arenas[static_cast<std::size_t>(omp_get_thread_num())].append(bytes_each));
    for (std::size_t i = 0; i < words; ++i) data[i] = i;
  }
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < rounds; ++round) {
    std::uint64_t total = 0;
    const double begin = seconds();
#pragma omp parallel num_threads(threads) reduction(+ : total)
    {
      const auto* data = reinterpret_cast<const std::uint64_t*>(
          arenas[static_cast<std::size_t>(omp_get_thread_num())].data());
      std::uint64_t sum = 0;
#pragma omp simd reduction(+ : sum)
      for (std::size_t i = 0; i < words; ++i) sum += data[i];
      total += sum;
    }
    best = std::min(best, seconds() - begin);
    keep(static_cast<double>(total));
  }
  return static_cast<double>(bytes_each) * threads / best;
}

double scattered_add_time(int threads, std::size_t doubles) {
  constexpr std::size_t adds = std::size_t{1} << 24;
  double slowest_best = 0.0;
#pragma omp parallel num_threads(threads)
  {
    std::vector<std::uint16_t> places(adds);
    for (std::size_t i = 0; i < adds; ++i) {
      places[i] = static_cast<std::uint16_t>(mix_bits(i) % std::min<std::size_t>(doubles, 65536));
    }
    std::vector<double> sums(doubles, 0.0);
    double best = std::numeric_limits<double>::infinity();
    for (int round = 0; round < rounds; ++round) {
#pragma omp barrier
      const double begin = thread_seconds();
      for (std::size_t i = 0; i < adds; ++i) sums[places[i]] += 1.0;
      best = std::min(best, thread_seconds() - begin);
      keep(sums[places[static_cast<std::size_t>(round)]]);
    }
#pragma omp critical
    slowest_best = std::max(slowest_best, best);
  }
  return slowest_best / static_cast<double>(adds) * 1e9;
}

}  // namespace engram::bench
