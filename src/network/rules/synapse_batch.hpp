#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/random/philox_batch.hpp"
#include "network/rules/projection_view.hpp"
#include "network/synapse_generator.hpp"
#include "network/values/delay_sampler.hpp"
#include "network/values/weight_sampler.hpp"

namespace engram {

/// About a thousand synapses in the making: arrays that one loop after another runs over, small
/// enough to stay in the cache.
struct SynapseBatch {
  static constexpr std::size_t capacity = 1024;
  template <class T>
  using Column = std::array<T, capacity>;

  /// Counters of the random words (object low, object high, draw low, draw high), then the words:
  /// one for the source, one for the weight, one for the delay, a spare one.
  alignas(64) std::array<Column<std::uint32_t>, 4> words;
  alignas(64) Column<std::uint32_t> source;
  alignas(64) Column<std::uint32_t> target;
  alignas(64) Column<double> weight;
  alignas(64) Column<std::uint32_t> delay;
  alignas(64) Column<DrawnSynapse> drawn;
  std::size_t size = 0;

  /// Writes the counter of the next synapse's words.
  void set_counter(std::uint64_t object, std::uint64_t draw) {
    words[0][size] = static_cast<std::uint32_t>(object);
    words[1][size] = static_cast<std::uint32_t>(object >> 32);
    words[2][size] = static_cast<std::uint32_t>(draw);
    words[3][size] = static_cast<std::uint32_t>(draw >> 32);
  }
  /// Turns all counters into words.
  void draw_words(std::array<std::uint32_t, 2> key) {
    philox_batch(key, {words[0].data(), words[1].data(), words[2].data(), words[3].data()}, size);
  }
  /// Weights from words[1].
  void draw_weights(const WeightSampler& sampler) {
    sampler.draw({words[1].data(), size}, weight.data());
  }
  /// Delays from words[2].
  void draw_delays(const DelaySampler& sampler) {
    sampler.draw({words[2].data(), size}, delay.data());
  }
  /// Hands the synapses to `sink` and begins anew.
  void send(SynapseSink& sink);
};

}  // namespace engram
