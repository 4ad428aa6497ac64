#include "unit/partitioning/heap_meter.hpp"

#include <malloc.h>

#include <cstdlib>
#include <new>

// This test program's own `new` and `delete`, so that a test can tell how much memory a call needed
// however much the tests before it have used. The tests run on one thread.
namespace {

std::size_t held = 0;
std::size_t held_at_reset = 0;
std::size_t peak = 0;

}  // namespace

void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  void* place = std::malloc(bytes > 0 ? bytes : 1);
  if (place == nullptr) return nullptr;
  held += malloc_usable_size(place);
  if (held > peak) peak = held;
  return place;
}

void* operator new(std::size_t bytes) {
  void* place = operator new(bytes, std::nothrow);
  if (place == nullptr) throw std::bad_alloc();
  return place;
}

void operator delete(void* place) noexcept {
  if (place == nullptr) return;
  held -= malloc_usable_size(place);
  std::free(place);
}

void operator delete(void* place, std::size_t) noexcept {
  operator delete(place);
}

namespace engram::testing {

void reset_heap_peak() {
  held_at_reset = held;
  peak = held;
}

std::size_t heap_peak() {
  return peak - held_at_reset;
}

}  // namespace engram::testing
