#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "core/arena.hpp"

namespace engram {

/// Pieces of memory of one size, on huge pages, that lists borrow and give back. The piece given
/// back last is lent first: it is still in the cache.
class ChunkPool {
 public:
  static constexpr std::size_t chunk_bytes = 4096;

  ChunkPool() : arena_(max_bytes) {}

  /// A chunk, aligned to its size. Throws std::bad_alloc if the machine has no memory left.
  [[nodiscard]] std::byte* take() {
    if (free_.empty()) return arena_.append(chunk_bytes);
    std::byte* chunk = free_.back();
    free_.pop_back();
    return chunk;
  }
  void give_back(std::byte* chunk) { free_.push_back(chunk); }
  [[nodiscard]] std::size_t bytes() const {
    return arena_.size() + free_.capacity() * sizeof(std::byte*);
  }

 private:
  /// Address space, not memory.
  static constexpr std::size_t max_bytes = std::size_t{1} << 38;

  Arena arena_;
  std::vector<std::byte*> free_;
};

/// A list in chunks of a pool, filled at its end and emptied as a whole.
///
/// Many lists that are filled in turn meet two limits of a processor: the few pages whose addresses
/// it remembers for stores, and the cache, where memory written and not yet read has to be. Chunks
/// of one pool lie close together, and what has just been read is written next.
template <class T>
class ChunkedList {
 public:
  static constexpr std::size_t per_chunk = ChunkPool::chunk_bytes / sizeof(T);
  static_assert(ChunkPool::chunk_bytes % sizeof(T) == 0);

  /// `pool` must outlive the list.
  explicit ChunkedList(ChunkPool& pool) : pool_(&pool) {}

  void push(T value) {
    if (at_boundary()) [[unlikely]]
      next_ = another();
    *next_++ = value;
  }
  void append(const T* values, std::size_t count) {
    while (count > 0) {
      if (at_boundary()) next_ = another();
      const std::size_t piece = std::min(count, per_chunk - in_last());
      next_ = std::copy_n(values, piece, next_);
      values += piece;
      count -= piece;
    }
  }
  /// The same for values that are followed by others, so that whole blocks may be read: for a few
  /// of them that takes less time than finding out how to copy so few.
  static constexpr std::size_t block = 64 / sizeof(T);
  void append_blocks(const T* values, std::size_t count) {
    if (at_boundary() || per_chunk - in_last() < count + block) {
      append(values, count);
      return;
    }
    for (std::size_t i = 0; i < count; i += block) std::memcpy(next_ + i, values + i, 64);
    next_ += count;
  }
  void clear() {
    for (T* chunk : chunks_) pool_->give_back(reinterpret_cast<std::byte*>(chunk));
    chunks_.clear();
    next_ = nullptr;
  }

  [[nodiscard]] std::size_t size() const {
    if (chunks_.empty()) return 0;
    return (chunks_.size() - 1) * per_chunk + static_cast<std::size_t>(next_ - chunks_.back());
  }
  [[nodiscard]] const T& operator[](std::size_t index) const {
    return chunks_[index / per_chunk][index % per_chunk];
  }
  [[nodiscard]] std::size_t chunks() const { return chunks_.size(); }
  /// The values of one chunk; all but the last are full.
  [[nodiscard]] std::span<const T> chunk(std::size_t index) const {
    const bool last = index + 1 == chunks_.size();
    return {chunks_[index], last ? static_cast<std::size_t>(next_ - chunks_[index]) : per_chunk};
  }
  /// Without the chunks, which belong to the pool.
  [[nodiscard]] std::size_t bytes() const { return chunks_.capacity() * sizeof(T*); }

 private:
  /// No chunk yet, or the last one is full.
  [[nodiscard]] bool at_boundary() const { return in_last() == 0; }
  /// Where in its chunk `next_` points to.
  [[nodiscard]] std::size_t in_last() const {
    return reinterpret_cast<std::uintptr_t>(next_) % ChunkPool::chunk_bytes / sizeof(T);
  }
  [[gnu::noinline]] T* another() {
    chunks_.push_back(reinterpret_cast<T*>(pool_->take()));
    return chunks_.back();
  }

  T* next_ = nullptr;
  ChunkPool* pool_;
  std::vector<T*> chunks_;
};

}  // namespace engram
