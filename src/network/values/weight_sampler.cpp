#include "network/values/weight_sampler.hpp"

#include <algorithm>
#include <cmath>

#include "core/elementary.hpp"
#include "core/philox.hpp"
#include "core/random/fast_normal.hpp"

namespace engram {
namespace {

using Kind = Distribution::Kind;

}  // namespace

WeightSampler::WeightSampler(const Distribution& distribution) {
  const BoundedQuantile quantile(distribution);
  map_ = quantile.map();
  // The bounds become those of the outermost words, so that the table's error cannot pass them.
  map_.low = quantile(open_unit(0));
  map_.high = quantile(open_unit(0xffffffffU));
}

void WeightSampler::draw(std::span<const std::uint32_t> words, double* weights) const {
  const BoundedQuantile::Map m = map_;
  const std::size_t count = words.size();
  if (m.kind == Kind::constant) {
    std::fill_n(weights, count, m.center);
    return;
  }
  if (m.kind == Kind::uniform) {
    for (std::size_t i = 0; i < count; ++i) {
      weights[i] = std::clamp(m.base + m.slope * open_unit(words[i]), m.low, m.high);
    }
    return;
  }
  const FastNormal& quantile = FastNormal::table();
  for (std::size_t i = 0; i < count; ++i) {
    weights[i] = m.center + m.scale * quantile(m.base + m.slope * open_unit(words[i]));
  }
  if (m.kind == Kind::lognormal) {
    for (std::size_t i = 0; i < count; ++i) weights[i] = exp_of(weights[i]);
  }
  for (std::size_t i = 0; i < count; ++i) weights[i] = std::clamp(weights[i], m.low, m.high);
}

double max_abs(const Distribution& distribution) {
  const WeightSampler sampler(distribution);
  return std::max(std::abs(sampler.lowest()), std::abs(sampler.highest()));
}

}  // namespace engram
