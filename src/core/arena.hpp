#pragma once

#include <cstddef>

namespace engram {

/// Memory that grows at its end without moving: addresses stay valid, nothing is ever copied, and
/// only what has been appended costs memory. Huge pages are asked for, because synapses are read at
/// random places.
class Arena {
 public:
  /// `capacity`: bytes the arena may ever hold (only address space is taken for it).
  explicit Arena(std::size_t capacity);
  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// Room for `bytes` more at the end, zeroed; returns its address. Throws std::bad_alloc beyond
  /// the capacity or if the machine has no memory left.
  [[nodiscard]] std::byte* append(std::size_t bytes);

  [[nodiscard]] const std::byte* data() const { return base_; }
  [[nodiscard]] std::byte* data() { return base_; }
  /// Bytes appended so far.
  [[nodiscard]] std::size_t size() const { return used_; }

 private:
  void release() noexcept;

  std::byte* base_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t committed_ = 0;
  std::size_t used_ = 0;
};

}  // namespace engram
