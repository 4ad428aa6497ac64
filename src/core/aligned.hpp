#pragma once

#include <sys/mman.h>

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

/// Allocates on cache line boundaries; large blocks on whole huge pages, which the system is asked
/// for: arrays that are read and written at random places otherwise wait for address translation.
template <class T>
struct CacheAligned {
  using value_type = T;
  static constexpr std::size_t cache_line = 64;
  static constexpr std::size_t huge_page = std::size_t{1} << 21;
  /// Smaller blocks would waste too much of a huge page.
  static constexpr std::size_t huge_from = std::size_t{1} << 18;

  CacheAligned() = default;
  template <class U>
  CacheAligned(const CacheAligned<U>&) {}  // NOLINT: allocators convert

  T* allocate(std::size_t n) {
    const std::size_t bytes = n * sizeof(T);
    if (bytes < huge_from) {
      return static_cast<T*>(::operator new (bytes, std::align_val_t{cache_line}));
    }
    const std::size_t pages = (bytes + huge_page - 1) / huge_page * huge_page;
    void* block = ::operator new (pages, std::align_val_t{huge_page});
    madvise(block, pages, MADV_HUGEPAGE);  // a wish: small pages work too
    return static_cast<T*>(block);
  }
  void deallocate(T* p, std::size_t n) {
    const bool huge = n * sizeof(T) >= huge_from;
    ::operator delete (p, std::align_val_t{huge ? huge_page : cache_line});
  }
  template <class U>
  bool operator==(const CacheAligned<U>&) const {
    return true;
  }
};

/// A vector that begins on a cache line.
template <class T>
using AlignedVector = std::vector<T, CacheAligned<T>>;

}  // namespace engram
