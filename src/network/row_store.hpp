#pragma once

#include <cstdint>
#include <cstring>

#include "core/aligned.hpp"
#include "core/arena.hpp"
#include "network/shard_layout.hpp"

namespace engram {

/// Longest delay, in steps.
inline constexpr std::uint32_t max_delay_steps = 8000;

/// How a row of synapses is stored.
///
/// A row is all static synapses from one source neuron into one shard, sorted by (receptor, delay).
/// A row of long slices (runs with one receptor and delay) is a list of slice headers and then the
/// slices, read when they are due; a row of short slices is a list of 8-byte words, copied when the
/// spike arrives.
enum class RowKind : std::uint8_t { words, slices };

/// One synapse of a row of words.
struct SynapseWord {
  std::uint16_t target;          ///< place in the shard's arrays
  std::uint16_t receptor_delay;  ///< receptor in the upper 3 bits, delay in steps in the lower 13
  float weight;

  [[nodiscard]] std::uint32_t delay() const { return receptor_delay & 0x1fffU; }
  [[nodiscard]] std::uint32_t receptor() const { return receptor_delay >> 13; }
};
static_assert(sizeof(SynapseWord) == 8);

/// How the synapses of a slice are stored: targets (16 bits each) and then weights (32 bits each),
/// or, where all weights of the slice are equal, that weight and then the targets.
enum class SliceKind : std::uint8_t { weights, one_weight };

/// Describes one slice of a row.
struct SliceHeader {
  std::uint16_t delay;  ///< steps
  std::uint8_t receptor;
  SliceKind kind;
  std::uint32_t count;  ///< synapses

  [[nodiscard]] std::size_t bytes() const {
    return kind == SliceKind::weights ? count * (sizeof(std::uint16_t) + sizeof(float))
                                      : sizeof(float) + count * sizeof(std::uint16_t);
  }
};
static_assert(sizeof(SliceHeader) == 8);

/// Where a row begins: units of 8 bytes in the arena, and its kind in the top bit.
class RowPlace {
 public:
  RowPlace() = default;
  RowPlace(std::uint64_t byte, RowKind kind)
      : bits_(static_cast<std::uint32_t>(byte / 8) | (kind == RowKind::slices ? slices_bit : 0U)) {}

  [[nodiscard]] std::size_t byte() const { return std::size_t{bits_ & ~slices_bit} * 8; }
  [[nodiscard]] RowKind kind() const {
    return (bits_ & slices_bit) != 0 ? RowKind::slices : RowKind::words;
  }

 private:
  static constexpr std::uint32_t slices_bit = 0x80000000U;
  std::uint32_t bits_ = 0;
};

/// Largest size of a shard's rows.
inline constexpr std::size_t max_row_bytes = (std::size_t{1} << 31) * 8;

/// The rows of one shard, addressed by the rank's source slot. A source without a row here has an
/// empty one.
class RowStore {
 public:
  RowStore() : arena_(max_row_bytes) {}

  /// A row's bytes: [begin, end).
  struct Row {
    const std::byte* begin;
    const std::byte* end;
    RowKind kind;
  };

  [[nodiscard]] Row row(std::uint32_t slot) const {
    const RowPlace place = places_[slot];
    return {arena_.data() + place.byte(), arena_.data() + places_[slot + 1].byte(), place.kind()};
  }
  /// Address of the row's place, to be prefetched.
  [[nodiscard]] const void* place_address(std::uint32_t slot) const { return &places_[slot]; }

  [[nodiscard]] std::size_t slots() const { return places_.empty() ? 0 : places_.size() - 1; }
  [[nodiscard]] std::uint64_t synapses() const { return synapses_; }
  [[nodiscard]] std::size_t bytes() const {
    return arena_.size() + places_.capacity() * sizeof(RowPlace);
  }

 private:
  friend class RowBuilder;
  friend class RowIndexer;

  Arena arena_;
  AlignedVector<RowPlace> places_;
  std::uint64_t synapses_ = 0;
};

}  // namespace engram
