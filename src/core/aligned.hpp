#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace engram {

/// Neurons of a group are padded to this number, so that every neuron takes the same instructions.
inline constexpr std::size_t lane_width = 16;

/// Smallest multiple of the lane width that holds `count`.
[[nodiscard]] constexpr std::size_t padded(std::size_t count) {
  return (count + lane_width - 1) / lane_width * lane_width;
}

/// Allocates on cache line boundaries.
template <class T>
struct CacheAligned {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};

  CacheAligned() = default;
  template <class U>
  CacheAligned(const CacheAligned<U>&) {}  // NOLINT: allocators convert

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), alignment)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, alignment); }
  template <class U>
  bool operator==(const CacheAligned<U>&) const {
    return true;
  }
};

/// A vector that begins on a cache line.
template <class T>
using AlignedVector = std::vector<T, CacheAligned<T>>;

}  // namespace engram
