#include "network/values/draw_value.hpp"

#include "network/values/bounded_quantile.hpp"

namespace engram {

double draw_value(const Distribution& distribution, const RandomSource& source, std::uint64_t index,
                  std::uint64_t which) {
  const BoundedQuantile quantile(distribution);
  if (distribution.is_constant()) return quantile(0.5);
  const RandomWords words = source.words(index, which);
  return quantile(open_unit53(words[0], words[1]));
}

}  // namespace engram
