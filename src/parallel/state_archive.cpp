#include "parallel/state_archive.hpp"

#include "parallel/scattered_values.hpp"

namespace engram {

void StateArchive::sums(const std::string& path, std::span<std::uint64_t> counts) {
  std::vector<std::uint64_t> values(counts.begin(), counts.end());
  if (!loading()) values = communicator_.sum(std::move(values));
  shared(path, values);
  if (!loading()) return;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = communicator_.is_root() && i < values.size() ? values[i] : 0;
  }
}

void StateArchive::transfer_chunks(const Shape& shape, std::span<const ValueRun> places,
                                   ChunkedValues values) {
  std::vector<std::byte> joined(values.bytes);
  values.copy(0, joined.data(), joined.size());
  values.chunks.clear();
  transfer(shape, places, joined);
}

StateArchive::ListPlaces StateArchive::places_of_lists(const std::string& path, std::uint64_t total,
                                                       std::span<const ValueRun> keys,
                                                       std::vector<std::uint64_t>& counts) {
  std::vector<std::uint64_t> numbers;
  for (const ValueRun& run : keys) {
    for (std::uint64_t k = 0; k < run.count; ++k) numbers.push_back(run.first + k);
  }
  if (loading()) counts.resize(numbers.size());
  table<std::uint64_t>(path + "/count", total, 1, keys, counts);
  ListPlaces places;
  for (const std::uint64_t count : counts) places.mine += count;
  places.total = communicator_.sum(places.mine);
  const std::vector<std::uint64_t> firsts = first_places(communicator_, numbers, counts, total);
  for (std::size_t k = 0; k < firsts.size(); ++k) {
    if (counts[k] == 0) continue;
    std::vector<ValueRun>& runs = places.runs;
    if (!runs.empty() && runs.back().first + runs.back().count == firsts[k]) {
      runs.back().count += counts[k];
    } else {
      runs.push_back({firsts[k], counts[k]});
    }
  }
  return places;
}

}  // namespace engram
