#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/delivery.hpp"
#include "network/plastic_store.hpp"

namespace engram {

/// The plastic rows of a projection by the slots of their sources: which row a spike belongs to,
/// and which spikes are still on their way along the axon.
///
/// There is one row per slot from the first source's to the last one's; sources without synapses
/// here have an empty one.
class RowArrivals {
 public:
  /// A spike on its axon.
  struct Travelling {
    std::uint32_t row;
    Step at;  ///< when it reaches the synapses
  };

  /// `sources`: by slot, ascending; looked at here only.
  RowArrivals(const PlasticStore& store, std::span<const NeuronId> sources)
      : axonal_(store.axonal_delay) {
    const auto slot_of = [&](NeuronId source) {
      return static_cast<std::uint32_t>(std::lower_bound(sources.begin(), sources.end(), source) -
                                        sources.begin());
    };
    first_slot_ = slot_of(store.rows.front().source);
    const std::uint32_t count = slot_of(store.rows.back().source) - first_slot_ + 1;
    first_source_ = sources[first_slot_];
    for (std::uint32_t r = 0; r < count; ++r) {
      const NeuronId source = sources[first_slot_ + r];
      source_.push_back(static_cast<std::uint32_t>(source.value() - first_source_.value()));
    }
  }

  [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(source_.size()); }
  [[nodiscard]] NeuronId source(std::uint32_t row) const { return first_source_ + source_[row]; }
  /// The row of a slot; not below rows() for those of other projections.
  [[nodiscard]] std::uint32_t row_of(std::uint32_t slot) const { return slot - first_slot_; }

  /// First synapse of each row, and the number of all synapses.
  [[nodiscard]] std::vector<std::uint32_t> first_synapses(const PlasticStore& store) const {
    std::vector<std::uint32_t> first;
    std::size_t next = 0;
    for (std::uint32_t r = 0; r < rows(); ++r) {
      first.push_back(next < store.rows.size() ? store.rows[next].first
                                               : static_cast<std::uint32_t>(store.synapses));
      if (next < store.rows.size() && store.rows[next].source == source(r)) ++next;
    }
    first.push_back(static_cast<std::uint32_t>(store.synapses));
    return first;
  }

  /// Calls `visit(row, arrival)` for those of the spikes, emitted in steps `first` + lag, that
  /// arrive before `known`, and keeps the others. `prepare(place)` is called before each, with its
  /// place among the spikes.
  template <class Prepare, class Visit>
  [[gnu::always_inline]] void enter(std::span<const SpikeWord> spikes, Step first, Step known,
                                    const Prepare& prepare, const Visit& visit) {
    for (std::size_t i = 0; i < spikes.size(); ++i) {
      prepare(i);
      const std::uint32_t row = row_of(spikes[i].slot());
      if (row >= rows()) continue;
      const Step arrival = first + spikes[i].lag() + axonal_;
      if (arrival < known) {
        visit(row, arrival);
      } else {
        on_axon_.push_back({row, arrival});
      }
    }
  }

  /// The same for spikes that have been kept.
  template <class Visit>
  void arrive(Step known, const Visit& visit) {
    if (on_axon_.empty()) return;
    const auto later = std::stable_partition(on_axon_.begin(), on_axon_.end(),
                                             [&](const Travelling& t) { return t.at < known; });
    for (auto t = on_axon_.begin(); t != later; ++t) visit(t->row, t->at);
    on_axon_.erase(on_axon_.begin(), later);
  }

  /// Spikes on their way, in the order of their emission.
  [[nodiscard]] std::vector<Travelling>& on_axon() { return on_axon_; }
  [[nodiscard]] const std::vector<Travelling>& on_axon() const { return on_axon_; }

  [[nodiscard]] std::size_t bytes() const { return source_.size() * sizeof(source_[0]); }

 private:
  std::uint32_t axonal_;  // steps
  std::uint32_t first_slot_ = 0;
  NeuronId first_source_{};
  std::vector<std::uint32_t> source_;  // of each row, counted from the first one
  std::vector<Travelling> on_axon_;
};

}  // namespace engram
