#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "api/recorded_synapses.hpp"
#include "parallel/scattered_values.hpp"

namespace engram {

/// One value of each recorded synapse of this rank, in their order, a piece at a time: for
/// WeightFile::Pieces. Nothing is sorted, and no more is held at once than a small part of what the
/// synapses themselves need; instead large ranks read their synapses several times.
template <class T, class Value>
class SynapsePieces {
 public:
  /// `firsts`: place of the first synapse of each target among all ranks'. `value(synapse)` gives
  /// the value; threads call it at the same time.
  SynapsePieces(const RecordedSynapses& synapses, std::span<const std::uint64_t> firsts,
                const Value& value)
      : synapses_(synapses), firsts_(firsts), value_(value) {
    std::uint64_t mine = 0;
    for (const std::uint64_t count : synapses_.counts()) mine += count;
    most_read_ = std::max(least_read, mine / most_passes);
  }

  /// The next piece; empty when there are no more.
  [[nodiscard]] ScatteredValues operator()() {
    if (given_ == read_) read_more();
    const std::vector<std::uint64_t>& counts = synapses_.counts();
    ScatteredValues piece;
    std::uint64_t values = 0;
    while (given_ < read_ && (values == 0 || values + counts[given_] <= most_given)) {
      piece.add<T>(firsts_[given_],
                   std::span<const T>(values_).subspan(place_[given_ - begin_], counts[given_]));
      values += counts[given_++];
    }
    return piece;
  }

 private:
  static constexpr std::uint64_t most_given = 1U << 20;
  static constexpr std::uint64_t least_read = 1U << 22;
  static constexpr std::uint64_t most_passes = 8;

  void read_more() {
    const std::vector<std::uint64_t>& counts = synapses_.counts();
    begin_ = read_;
    place_.clear();
    std::uint64_t values = 0;
    while (read_ < counts.size() && (values == 0 || values + counts[read_] <= most_read_)) {
      place_.push_back(values);
      values += counts[read_++];
    }
    values_.resize(values);
    if (values == 0) return;
    std::vector<std::uint64_t> next = place_;
    synapses_.read(begin_, read_, [&](std::size_t, const RecordedSynapse& synapse) {
      values_[next[synapse.target_number - begin_]++] = value_(synapse);
    });
  }

  const RecordedSynapses& synapses_;
  std::span<const std::uint64_t> firsts_;
  Value value_;
  std::uint64_t most_read_;
  std::size_t begin_ = 0;  // first target of what has been read
  std::size_t read_ = 0;   // first target that has not been read
  std::size_t given_ = 0;  // first target whose values have not been given
  std::vector<std::uint64_t> place_;
  std::vector<T> values_;
};

}  // namespace engram
