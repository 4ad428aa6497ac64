#include "core/random/philox_batch.hpp"

namespace engram {
namespace {

// Multipliers and Weyl constants of Philox4x32 (Salmon et al. 2011, doi:10.1145/2063384.2063405).
constexpr std::uint64_t multiplier_0 = 0xD2511F53U;
constexpr std::uint64_t multiplier_1 = 0xCD9E8D57U;
constexpr std::uint32_t weyl_0 = 0x9E3779B9U;
constexpr std::uint32_t weyl_1 = 0xBB67AE85U;
constexpr int rounds = 10;

}  // namespace

void philox_batch(std::array<std::uint32_t, 2> key, const CounterArrays& counters,
                  std::size_t count) {
  std::uint32_t* __restrict a = counters.word0;
  std::uint32_t* __restrict b = counters.word1;
  std::uint32_t* __restrict c = counters.word2;
  std::uint32_t* __restrict d = counters.word3;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t w0 = a[i];
    std::uint32_t w1 = b[i];
    std::uint32_t w2 = c[i];
    std::uint32_t w3 = d[i];
    std::uint32_t key_0 = key[0];
    std::uint32_t key_1 = key[1];
#pragma GCC unroll 10
    for (int round = 0; round < rounds; ++round) {
      const std::uint64_t product_0 = multiplier_0 * w0;
      const std::uint64_t product_1 = multiplier_1 * w2;
      w0 = static_cast<std::uint32_t>(product_1 >> 32) ^ w1 ^ key_0;
      w1 = static_cast<std::uint32_t>(product_1);
      w2 = static_cast<std::uint32_t>(product_0 >> 32) ^ w3 ^ key_1;
      w3 = static_cast<std::uint32_t>(product_0);
      key_0 += weyl_0;
      key_1 += weyl_1;
    }
    a[i] = w0;
    b[i] = w1;
    c[i] = w2;
    d[i] = w3;
  }
}

}  // namespace engram
