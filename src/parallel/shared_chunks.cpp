#include "parallel/shared_chunks.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <utility>

namespace engram {

struct SharedChunks::Store {
  /// Several chunks one behind the other: in pieces of their own, each would need a page more.
  class Slab {
   public:
    explicit Slab(std::size_t chunks)
        : chunks_(chunks), begin_(CacheAligned<std::byte>().allocate(chunks * chunk_bytes)) {}
    ~Slab() {
      if (begin_ != nullptr) CacheAligned<std::byte>().deallocate(begin_, chunks_ * chunk_bytes);
    }
    Slab(Slab&& other) noexcept
        : chunks_(other.chunks_), begin_(std::exchange(other.begin_, nullptr)) {}
    Slab& operator=(Slab&&) = delete;

    [[nodiscard]] std::byte* chunk(std::size_t number) const {
      return begin_ + number * chunk_bytes;
    }

   private:
    std::size_t chunks_;
    std::byte* begin_;
  };

  std::mutex mutex;
  std::condition_variable returned;
  std::vector<Slab> slabs;
  std::vector<std::byte*> free;

  void allow(std::size_t chunks) {
    const std::scoped_lock lock(mutex);
    if (chunks <= allowed) return;
    const Slab& slab = slabs.emplace_back(chunks - allowed);
    free.reserve(chunks);
    // The first is taken first.
    for (std::size_t k = chunks - allowed; k > 0; --k) free.push_back(slab.chunk(k - 1));
    allowed = chunks;
  }

  std::byte* take() {
    std::unique_lock lock(mutex);
    returned.wait(lock, [this] { return !free.empty(); });
    std::byte* memory = free.back();
    free.pop_back();
    return memory;
  }

  void give_back(std::byte* memory) noexcept {
    const std::scoped_lock lock(mutex);
    free.push_back(memory);  // there is room: see allow()
    returned.notify_one();
  }

 private:
  std::size_t allowed = 0;
};

SharedChunks::SharedChunks() : store_(std::make_shared<Store>()) {}

SharedChunks::~SharedChunks() = default;

void SharedChunks::allow(std::size_t chunks) {
  store_->allow(chunks);
}

SharedChunks::Chunk SharedChunks::take() {
  return {store_->take(), [store = store_](std::byte* memory) { store->give_back(memory); }};
}

std::vector<SharedChunks::Chunk> SharedChunks::take(std::size_t chunks) {
  std::vector<Chunk> taken;
  taken.reserve(chunks);
  while (taken.size() < chunks) taken.push_back(take());
  return taken;
}

void ChunkedValues::copy(std::uint64_t from, std::byte* to, std::size_t count) const {
  while (count > 0) {
    const std::uint64_t within = from % SharedChunks::chunk_bytes;
    const std::size_t some =
        std::min<std::size_t>(count, SharedChunks::chunk_bytes - static_cast<std::size_t>(within));
    std::memcpy(to, chunks[from / SharedChunks::chunk_bytes].get() + within, some);
    from += some;
    to += some;
    count -= some;
  }
}

}  // namespace engram
