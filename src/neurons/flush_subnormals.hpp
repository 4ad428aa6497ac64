#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace engram {

/// While it lives, this thread's arithmetic takes and gives zero for subnormal numbers (below
/// 2.3e-308 in size).
///
/// An exponentially decaying current would otherwise stay subnormal for seconds of model time after
/// the last input, and on many processors each such operation costs a hundred cycles. The result is
/// the same on every processor that has the switch, whatever the width of its vectors.
class FlushSubnormals {
 public:
#if defined(__x86_64__)
  FlushSubnormals() : saved_(_mm_getcsr()) {
    _mm_setcsr(saved_ | flush_results | read_as_zero);
  }
  ~FlushSubnormals() {
    _mm_setcsr(saved_);
  }
#elif defined(__aarch64__)
  FlushSubnormals() : saved_(__builtin_aarch64_get_fpcr64()) {
    __builtin_aarch64_set_fpcr64(saved_ | 1ULL << 24);
  }
  ~FlushSubnormals() {
    __builtin_aarch64_set_fpcr64(saved_);
  }
#else
  FlushSubnormals() = default;
#endif
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;

 private:
#if defined(__x86_64__)
  static constexpr unsigned flush_results = 1U << 15;
  static constexpr unsigned read_as_zero = 1U << 6;
  unsigned saved_;
#elif defined(__aarch64__)
  std::uint64_t saved_;
#endif
};

}  // namespace engram
