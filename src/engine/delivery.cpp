#include "engine/delivery.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace engram {
namespace {

constexpr std::size_t cache_line = 64;

/// Spikes ahead whose row index is fetched, and whose row is fetched.
constexpr std::size_t index_ahead = 16;
constexpr std::size_t row_ahead = 8;
/// Lines fetched of a row that is about to be visited; the hardware follows from there.
constexpr std::size_t row_lines = 6;

/// Slices ahead that are fetched, all of their lines up to a limit.
constexpr std::size_t slices_ahead = 4;
constexpr std::size_t slice_lines = 12;

void prefetch(const std::byte* begin, const std::byte* end, std::size_t most) {
  for (std::size_t line = 0; line < most && begin < end; ++line, begin += cache_line) {
    __builtin_prefetch(begin);
  }
}

template <class T>
T load(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

void enter_slices(const std::byte* row, Step emitted, Calendar& calendar) {
  const auto slices = load<std::uint64_t>(row);
  const std::byte* header_at = row + sizeof(slices);
  const std::byte* data = header_at + slices * sizeof(SliceHeader);
  for (std::uint64_t slice = 0; slice < slices; ++slice, header_at += sizeof(SliceHeader)) {
    const auto header = load<SliceHeader>(header_at);
    calendar.at(emitted + header.delay)
        .slices.push({data, header.count, header.receptor, header.kind});
    data += header.bytes();
  }
}

void copy_words(const std::byte* row, const std::byte* end, Step emitted, std::uint32_t slots,
                Calendar& calendar) {
  // One short path for every word: looking for neighbours with the same delay costs a mispredicted
  // branch for each run of them.
  for (; row < end; row += sizeof(SynapseWord)) {
    const auto word = load<SynapseWord>(row);
    calendar.at(emitted + word.delay())
        .events.push({word.receptor() * slots + word.target, word.weight});
  }
}

void add_weights(const std::byte* data, std::uint32_t count, double* sums) {
  const std::byte* weights = data + count * sizeof(std::uint16_t);
  for (std::uint32_t i = 0; i < count; ++i) {
    sums[load<std::uint16_t>(data + i * sizeof(std::uint16_t))] +=
        static_cast<double>(load<float>(weights + i * sizeof(float)));
  }
}

void add_one_weight(const std::byte* data, std::uint32_t count, double* sums) {
  const auto weight = static_cast<double>(load<float>(data));
  data += sizeof(float);
  for (std::uint32_t i = 0; i < count; ++i) {
    sums[load<std::uint16_t>(data + i * sizeof(std::uint16_t))] += weight;
  }
}

/// Kept out of the way of those that have nothing of the kind.
[[gnu::noinline]] void add_known_sums(Bucket& bucket, double* sums) {
  if (bucket.known->done) return;
  for (const KnownSum& known : bucket.known->sums) {
    sums[known.place] += known.sum;
    bucket.synaptic_events += known.events;
  }
  bucket.known->done = true;
}

const std::byte* end_of(const DueSlice& slice) {
  return slice.data + SliceHeader{0, 0, slice.kind, slice.count}.bytes();
}

}  // namespace

void enter_spikes(std::span<const SpikeWord> spikes, Step first, const RowStore& rows,
                  std::uint32_t slots, Calendar& calendar) {
  for (std::size_t i = 0; i < spikes.size(); ++i) {
    if (i + index_ahead < spikes.size()) {
      __builtin_prefetch(rows.place_address(spikes[i + index_ahead].slot()));
    }
    if (i + row_ahead < spikes.size()) {
      const RowStore::Row ahead = rows.row(spikes[i + row_ahead].slot());
      prefetch(ahead.begin, ahead.end, row_lines);
    }
    const RowStore::Row row = rows.row(spikes[i].slot());
    if (row.begin == row.end) continue;
    const Step emitted = first + spikes[i].lag();
    if (row.kind == RowKind::slices) {
      enter_slices(row.begin, emitted, calendar);
    } else {
      copy_words(row.begin, row.end, emitted, slots, calendar);
    }
  }
}

void add_due(Bucket& bucket, double* sums, std::uint32_t slots) {
  const DueSlice* slices = bucket.slices.data();
  const std::size_t slice_count = bucket.slices.size();
  for (std::size_t k = bucket.slices_done; k < slice_count; ++k) {
    if (k + slices_ahead < slice_count) {
      const DueSlice& ahead = slices[k + slices_ahead];
      prefetch(ahead.data, end_of(ahead), slice_lines);
    }
    const DueSlice& slice = slices[k];
    double* receptor_sums = sums + static_cast<std::size_t>(slice.receptor) * slots;
    if (slice.kind == SliceKind::weights) {
      add_weights(slice.data, slice.count, receptor_sums);
    } else {
      add_one_weight(slice.data, slice.count, receptor_sums);
    }
    bucket.synaptic_events += slice.count;
  }
  const CopiedEvent* copied = bucket.events.data();
  const std::size_t event_count = bucket.events.size();
  for (std::size_t k = bucket.events_done; k < event_count; ++k) {
    sums[copied[k].place] += static_cast<double>(copied[k].weight);
  }
  bucket.synaptic_events += event_count - bucket.events_done;
  bucket.slices_done = slice_count;
  bucket.events_done = event_count;
  if (bucket.known != nullptr) [[unlikely]]
    add_known_sums(bucket, sums);
}

void recycle(Bucket& bucket) {
  assert(bucket.slices_done == bucket.slices.size());
  assert(bucket.events_done == bucket.events.size());
  bucket.slices.clear();
  bucket.events.clear();
  bucket.slices_done = 0;
  bucket.events_done = 0;
  bucket.synaptic_events = 0;
  assert(bucket.known == nullptr || bucket.known->done);
  bucket.known.reset();
}

void each_event(const Bucket& bucket, std::uint32_t slots,
                const std::function<void(std::uint32_t place, double weight)>& take,
                const std::function<void(const KnownSum& known)>& take_known) {
  for (std::size_t k = 0; k < bucket.slices.size(); ++k) {
    const DueSlice& slice = bucket.slices.data()[k];
    const bool one = slice.kind == SliceKind::one_weight;
    const std::byte* targets = one ? slice.data + sizeof(float) : slice.data;
    const std::byte* weights = one ? slice.data : slice.data + slice.count * sizeof(std::uint16_t);
    for (std::uint32_t i = 0; i < slice.count; ++i) {
      const std::uint32_t place = std::uint32_t{slice.receptor} * slots +
                                  load<std::uint16_t>(targets + i * sizeof(std::uint16_t));
      take(place, static_cast<double>(load<float>(weights + (one ? 0 : i) * sizeof(float))));
    }
  }
  for (std::size_t k = 0; k < bucket.events.size(); ++k) {
    const CopiedEvent& event = bucket.events.data()[k];
    take(event.place, static_cast<double>(event.weight));
  }
  if (bucket.known == nullptr) return;
  for (const KnownSum& known : bucket.known->sums) take_known(known);
}

}  // namespace engram
