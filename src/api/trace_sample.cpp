#include "api/trace_sample.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "core/hash.hpp"

namespace engram {
namespace {

/// The random number of a synapse.
class Lot {
 public:
  Lot(std::uint64_t seed, std::uint32_t recording) : key_(mix_bits(mix_bits(seed) ^ recording)) {}

  [[nodiscard]] std::uint64_t of(const RecordedSynapse& synapse) const {
    const std::uint64_t which =
        static_cast<std::uint64_t>(synapse.projection) << 32 | synapse.ordinal;
    return mix_bits(mix_bits(mix_bits(key_ ^ synapse.target) ^ synapse.source) ^ which);
  }

 private:
  std::uint64_t key_;
};

/// The `size` smallest numbers of each shard's synapses, together, ascending.
std::vector<std::uint64_t> smallest_here(const RecordedSynapses& synapses, const Lot& lot,
                                         std::uint64_t size) {
  std::vector<std::vector<std::uint64_t>> heaps(synapses.shards());
  synapses.read([&](std::size_t shard, const RecordedSynapse& synapse) {
    std::vector<std::uint64_t>& heap = heaps[shard];
    const std::uint64_t number = lot.of(synapse);
    if (heap.size() == size) {
      if (number >= heap.front()) return;
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    heap.push_back(number);
    std::push_heap(heap.begin(), heap.end());
  });
  std::vector<std::uint64_t> all;
  for (const auto& heap : heaps) all.insert(all.end(), heap.begin(), heap.end());
  std::sort(all.begin(), all.end());
  return all;
}

/// Collective: the smallest number up to which there are at least `size` over all ranks, or the
/// largest number of all if there are fewer.
std::uint64_t threshold(const Communicator& communicator, const std::vector<std::uint64_t>& mine,
                        std::uint64_t size) {
  std::uint64_t low = 0;
  std::uint64_t high = std::numeric_limits<std::uint64_t>::max();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto up_to = static_cast<std::uint64_t>(
        std::upper_bound(mine.begin(), mine.end(), middle) - mine.begin());
    if (communicator.sum(up_to) >= size) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/// A chosen synapse and where it is.
struct Found {
  RecordedSynapse synapse;
  std::size_t shard;
  std::size_t rows;
  std::uint64_t number;

  [[nodiscard]] auto order() const {
    // Within rows, synapses of the same source and target have the order of their numbers.
    return std::tuple(synapse.target, synapse.projection, synapse.source, synapse.ordinal);
  }
};

}  // namespace

TraceSample draw_traces(const RecordedSynapses& synapses, const Communicator& communicator,
                        std::uint64_t size, std::uint64_t seed, std::uint32_t recording) {
  const Lot lot(seed, recording);
  const std::uint64_t limit = threshold(communicator, smallest_here(synapses, lot, size), size);
  std::vector<std::vector<Found>> found(synapses.shards());
  synapses.read_numbered([&](std::size_t shard, std::size_t rows, std::uint64_t number,
                             const RecordedSynapse& synapse) {
    if (lot.of(synapse) <= limit) found[shard].push_back({synapse, shard, rows, number});
  });
  std::vector<Found> all;
  for (const std::vector<Found>& some : found) all.insert(all.end(), some.begin(), some.end());
  std::sort(all.begin(), all.end(),
            [](const Found& a, const Found& b) { return a.order() < b.order(); });

  TraceSample sample;
  std::vector<std::size_t> by_number(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    sample.synapses.push_back(all[i].synapse);
    by_number[i] = i;
  }
  std::sort(by_number.begin(), by_number.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(all[a].shard, all[a].rows, all[a].number) <
           std::tie(all[b].shard, all[b].rows, all[b].number);
  });
  for (const std::size_t i : by_number) {
    if (sample.chosen.empty() || sample.chosen.back().shard != all[i].shard ||
        sample.chosen.back().rows != all[i].rows) {
      sample.chosen.push_back({all[i].shard, all[i].rows, {}, {}});
    }
    sample.chosen.back().numbers.push_back(all[i].number);
    sample.chosen.back().places.push_back(i);
  }
  return sample;
}

}  // namespace engram
