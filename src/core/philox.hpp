#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>

namespace engram {

/// What a random number is for. Two purposes never share a number, whatever their counters are.
/// The values are part of every network's definition: never renumber, only append.
enum class Purpose : std::uint32_t {
  connect = 1,           ///< sources, weights and delays of synapses
  split_total = 2,       ///< how a total number of synapses falls on targets
  split_sources = 3,     ///< how a target's synapses fall on blocks of sources
  parameter = 4,         ///< per-neuron parameters
  initial_state = 5,     ///< per-neuron initial state
  position = 6,          ///< places of neurons in space
  poisson = 7,           ///< poisson_generator
  noise = 8,             ///< noise_generator
  sample = 9,            ///< which neurons are recorded
  stimulus_weight = 10,  ///< per-target weights of stimuli
  reward = 11,           ///< delays of rewards
  structural = 12,       ///< which vacant elements meet
};

/// Four random 32-bit words.
using RandomWords = std::array<std::uint32_t, 4>;

/// Random numbers without a stream: the words are a function of the key and the counter alone
/// (Philox4x32 with 10 rounds; Salmon et al. 2011, doi:10.1145/2063384.2063405), so that they do
/// not depend on who draws them or when, and a checkpoint has no random state to save.
///
/// The key is made of seed, purpose and `entity` (for instance a projection or a stimulus), the
/// counter of an object (for instance a neuron) and the index of the draw.
class RandomSource {
 public:
  RandomSource(std::uint64_t seed, Purpose purpose, std::uint32_t entity) {
    // One application of the generator itself spreads (seed, purpose, entity) over the 64-bit key.
    const auto mixed = r123::Philox4x32{}(
        {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
          static_cast<std::uint32_t>(purpose), entity}},
        {{0x454e4752U, 0x414d3031U}});
    key_ = {mixed[0], mixed[1]};
  }

  /// The four words of draw `draw` of object `object`.
  [[nodiscard]] RandomWords words(std::uint64_t object, std::uint64_t draw) const {
    const auto out = r123::Philox4x32{}(
        {{static_cast<std::uint32_t>(object), static_cast<std::uint32_t>(object >> 32),
          static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(draw >> 32)}},
        {{key_[0], key_[1]}});
    return {out[0], out[1], out[2], out[3]};
  }

  /// The two words of the key, for loops that evaluate many counters at once.
  [[nodiscard]] std::array<std::uint32_t, 2> key() const { return key_; }

 private:
  std::array<std::uint32_t, 2> key_{};
};

/// Uniform in the open interval (0, 1), on the midpoints of 2^32 equal cells.
[[nodiscard]] constexpr double open_unit(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

/// Uniform in the open interval (0, 1), on the midpoints of 2^53 equal cells.
[[nodiscard]] constexpr double open_unit53(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32 | low) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

/// Uniform integer in [0, n) from one word (multiply and shift); the bias is below n * 2^-32.
[[nodiscard]] constexpr std::uint32_t below(std::uint32_t word, std::uint32_t n) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(word) * n >> 32);
}

}  // namespace engram
