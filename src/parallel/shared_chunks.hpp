#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/aligned.hpp"

namespace engram {

/// Memory in chunks that go round: who fills them passes them on, and they come back when the last
/// who reads them lets go of them, on whatever thread. New memory costs as much as writing to it
/// twice, and only as much is in use at a time as has been allowed.
class SharedChunks {
 public:
  /// A huge page.
  static constexpr std::size_t chunk_bytes = CacheAligned<std::byte>::huge_page;
  /// Memory of `chunk_bytes`, aligned to as much; what stands in it is anything.
  using Chunk = std::shared_ptr<std::byte>;

  SharedChunks();
  /// The memory goes back to the system when nobody needs any of it any more.
  ~SharedChunks();
  SharedChunks(const SharedChunks&) = delete;
  SharedChunks& operator=(const SharedChunks&) = delete;

  [[nodiscard]] static std::size_t chunks_for(std::uint64_t bytes) {
    return static_cast<std::size_t>((bytes + chunk_bytes - 1) / chunk_bytes);
  }

  /// Allows at least so many chunks to be in use at a time; none to begin with.
  void allow(std::size_t chunks);
  /// A chunk; waits while as many are in use as are allowed.
  [[nodiscard]] Chunk take();
  [[nodiscard]] std::vector<Chunk> take(std::size_t chunks);

 private:
  struct Store;

  std::shared_ptr<Store> store_;
};

/// Values that stand one behind the other, through one chunk after the other.
struct ChunkedValues {
  std::vector<SharedChunks::Chunk> chunks;
  std::uint64_t bytes = 0;

  /// Copies those from byte `from` on.
  void copy(std::uint64_t from, std::byte* to, std::size_t count) const;
};

}  // namespace engram
