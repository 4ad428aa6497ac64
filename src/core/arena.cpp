#include "core/arena.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <utility>

namespace engram {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t growth = 16 * huge_page;

constexpr std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

}  // namespace

Arena::Arena(std::size_t capacity) : capacity_(round_up(capacity, huge_page)) {
  // One huge page more than asked for, so that the first address can be aligned to one.
  void* space = mmap(nullptr, capacity_ + huge_page, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED) throw std::bad_alloc();
  auto* begin = static_cast<std::byte*>(space);
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  const std::size_t skip = round_up(address, huge_page) - address;
  if (skip > 0) munmap(begin, skip);
  if (skip < huge_page) munmap(begin + skip + capacity_, huge_page - skip);
  base_ = begin + skip;
}

Arena::Arena(Arena&& other) noexcept
    : base_(std::exchange(other.base_, nullptr)),
      capacity_(std::exchange(other.capacity_, 0)),
      committed_(std::exchange(other.committed_, 0)),
      used_(std::exchange(other.used_, 0)) {}

Arena& Arena::operator=(Arena&& other) noexcept {
  if (this != &other) {
    release();
    base_ = std::exchange(other.base_, nullptr);
    capacity_ = std::exchange(other.capacity_, 0);
    committed_ = std::exchange(other.committed_, 0);
    used_ = std::exchange(other.used_, 0);
  }
  return *this;
}

Arena::~Arena() {
  release();
}

std::byte* Arena::append(std::size_t bytes) {
  if (bytes > capacity_ - used_) throw std::bad_alloc();
  const std::size_t needed = used_ + bytes;
  if (needed > committed_) {
    const std::size_t target = std::min(capacity_, round_up(needed, growth));
    if (mprotect(base_ + committed_, target - committed_, PROT_READ | PROT_WRITE) != 0) {
      throw std::bad_alloc();
    }
    // Only advice: without huge pages everything works, somewhat slower.
    madvise(base_ + committed_, target - committed_, MADV_HUGEPAGE);
    committed_ = target;
  }
  std::byte* place = base_ + used_;
  used_ = needed;
  return place;
}

void Arena::release() noexcept {
  if (base_ != nullptr) munmap(base_, capacity_);
  base_ = nullptr;
}

}  // namespace engram
