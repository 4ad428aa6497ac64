#include "io/results/distributed_sort.hpp"

#include <algorithm>
#include <cstring>

#include "parallel/work_share.hpp"

namespace engram {
namespace {

// First number of part `part`; the product may need more than 64 bits.
std::uint64_t part_begin(std::uint64_t part, std::uint64_t parts, std::uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(part) * bound / parts);
}

std::vector<Parcel> cut(const std::vector<std::uint64_t>& sorted, std::uint64_t parts,
                        std::uint64_t bound, int ranks) {
  std::vector<Parcel> parcels;
  auto from = sorted.begin();
  for (std::uint64_t part = 0; part < parts && from != sorted.end(); ++part) {
    const auto to = part + 1 == parts
                        ? sorted.end()
                        : std::lower_bound(from, sorted.end(), part_begin(part + 1, parts, bound));
    if (to == from) continue;
    const auto* bytes = reinterpret_cast<const std::byte*>(&*from);
    const auto length = static_cast<std::size_t>(to - from) * sizeof(std::uint64_t);
    parcels.push_back({rank_of_part(part, parts, ranks), {bytes, bytes + length}});
    from = to;
  }
  return parcels;
}

}  // namespace

std::vector<std::uint64_t> sort_over_ranks(const Communicator& communicator,
                                           std::vector<std::uint64_t> numbers,
                                           std::uint64_t bound) {
  std::sort(numbers.begin(), numbers.end());
  if (communicator.size() == 1) return numbers;
  const std::uint64_t parts = useful_ranks(communicator.sum(numbers.size()), communicator.size());
  auto parcels = cut(numbers, parts, bound, communicator.size());
  numbers = {};
  std::vector<std::uint64_t> mine;
  for (const Parcel& parcel : communicator.exchange(std::move(parcels))) {
    const std::size_t before = mine.size();
    mine.resize(before + parcel.bytes.size() / sizeof(std::uint64_t));
    if (parcel.bytes.empty()) continue;
    std::memcpy(mine.data() + before, parcel.bytes.data(), parcel.bytes.size());
  }
  std::sort(mine.begin(), mine.end());
  return mine;
}

}  // namespace engram
