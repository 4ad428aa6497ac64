#include "model/selection.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/philox.hpp"

namespace engram {
namespace {

/// Uniform in [0, n) from 64 random bits.
std::uint64_t below(const RandomWords& words, std::uint64_t n) {
  const std::uint64_t bits = static_cast<std::uint64_t>(words[0]) << 32 | words[1];
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(bits) * n >> 64);
}

/// Floyd's algorithm (Bentley & Floyd 1987): every set of `count` out of `size` is equally likely.
std::vector<std::uint64_t> sample(std::uint64_t size, std::uint64_t count,
                                  const RandomSource& random) {
  std::unordered_set<std::uint64_t> chosen;
  for (std::uint64_t j = size - count; j < size; ++j) {
    const std::uint64_t candidate = below(random.words(0, j), j + 1);
    chosen.insert(chosen.contains(candidate) ? j : candidate);
  }
  return {chosen.begin(), chosen.end()};
}

}  // namespace

bool ChosenNeurons::contains(std::uint64_t index) const {
  return all || std::binary_search(ids.begin(), ids.end(), index);
}

ChosenNeurons choose(const Selection& selection, std::uint64_t population_size, std::uint64_t seed,
                     SampleKey key) {
  ChosenNeurons chosen;
  if (!selection.ids.empty()) {
    chosen.ids = selection.ids;
  } else if (selection.sample && *selection.sample < population_size) {
    const std::uint32_t entity = static_cast<std::uint32_t>(key.asker) << 28 | key.number;
    chosen.ids =
        sample(population_size, *selection.sample, RandomSource(seed, Purpose::sample, entity));
  } else {
    chosen.all = true;
    return chosen;
  }
  std::sort(chosen.ids.begin(), chosen.ids.end());
  chosen.ids.erase(std::unique(chosen.ids.begin(), chosen.ids.end()), chosen.ids.end());
  return chosen;
}

}  // namespace engram
