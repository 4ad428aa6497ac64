#include "engine/delivery.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

namespace engram {
namespace {

constexpr std::size_t cache_line = 64;

/// Rows ahead whose index is fetched before they are.
constexpr std::size_t index_ahead = 16;
/// Rows are fetched until so many lines of them are on their way, or so many rows.
constexpr std::size_t lines_ahead = 32;
constexpr std::size_t rows_ahead = 32;
/// Lines fetched of a row of words, from where the hardware follows, and of the headers of slices.
constexpr std::size_t word_lines = 16;
constexpr std::size_t header_lines = 6;

/// Slices ahead that are fetched, all of their lines up to a limit.
constexpr std::size_t slices_ahead = 4;
constexpr std::size_t slice_lines = 12;

/// All lines of [begin, end), up to a limit.
void prefetch(const std::byte* begin, const std::byte* end, std::size_t most) {
  begin -= reinterpret_cast<std::uintptr_t>(begin) % cache_line;
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

/// The rows of spikes one after the other, fetched some time before their turn.
class RowsAhead {
 public:
  RowsAhead(std::span<const SpikeWord> spikes, const RowStore& rows)
      : spikes_(spikes), rows_(rows) {
    for (std::size_t i = 0; i < std::min(index_ahead, spikes.size()); ++i) fetch_index(i);
  }

  [[nodiscard]] RowStore::Row next() {
    while (fetched_ < spikes_.size() && lines_ < lines_ahead && fetched_ < next_ + rows_ahead) {
      fetch();
    }
    const Fetched& result = ring_[next_++ % rows_ahead];
    lines_ -= result.lines;
    return result.row;
  }

 private:
  struct Fetched {
    RowStore::Row row;
    std::size_t lines;
  };

  void fetch_index(std::size_t i) { __builtin_prefetch(rows_.place_address(spikes_[i].slot())); }
  void fetch() {
    if (fetched_ + index_ahead < spikes_.size()) fetch_index(fetched_ + index_ahead);
    const RowStore::Row row = rows_.row(spikes_[fetched_].slot());
    const auto bytes = static_cast<std::size_t>(row.end - row.begin);
    const std::size_t most = row.kind == RowKind::words ? word_lines : header_lines;
    prefetch(row.begin, row.end, most);
    const std::size_t lines = std::min(bytes / cache_line + 1, most);
    ring_[fetched_++ % rows_ahead] = {row, lines};
    lines_ += lines;
  }

  std::span<const SpikeWord> spikes_;
  const RowStore& rows_;
  std::size_t next_ = 0;
  std::size_t fetched_ = 0;  // before next_ + rows_ahead
  std::size_t lines_ = 0;    // fetched and not visited
  std::array<Fetched, rows_ahead> ring_;
};

/// Returns the number of synapses, as does copy_words().
std::uint64_t enter_slices(const std::byte* row, Step emitted, Calendar& calendar) {
  const auto slices = load<std::uint64_t>(row);
  const std::byte* header_at = row + sizeof(slices);
  const std::byte* data = header_at + slices * sizeof(SliceHeader);
  std::uint64_t synapses = 0;
  for (std::uint64_t slice = 0; slice < slices; ++slice, header_at += sizeof(SliceHeader)) {
    const auto header = load<SliceHeader>(header_at);
    calendar.at(emitted + header.delay)
        .slices.push({data, header.count, header.receptor, header.kind});
    data += header.bytes();
    synapses += header.count;
  }
  return synapses;
}

std::uint64_t copy_words(const std::byte* row, const std::byte* end, Step emitted,
                         std::uint32_t slots, Calendar& calendar) {
  const auto synapses = static_cast<std::uint64_t>(end - row) / sizeof(SynapseWord);
  // One short path for every word: looking for neighbours with the same delay costs a mispredicted
  // branch for each run of them. An event is put together in a register, and stored at once.
  for (; row < end; row += sizeof(SynapseWord)) {
    const auto word = load<SynapseWord>(row);
    const std::uint64_t place = word.target + word.receptor() * slots;
    const auto event = place | std::uint64_t{std::bit_cast<std::uint32_t>(word.weight)} << 32;
    calendar.at(emitted + word.delay()).events.push(std::bit_cast<CopiedEvent>(event));
  }
  return synapses;
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

void add_slices(Bucket& bucket, double* sums, std::uint32_t slots) {
  const ChunkedList<DueSlice>& slices = bucket.slices;
  const std::size_t count = slices.size();
  for (std::size_t k = bucket.slices_done; k < count; ++k) {
    if (k + slices_ahead < count) {
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
  bucket.slices_done = count;
}

void add_copied(Bucket& bucket, double* sums) {
  constexpr std::size_t per_chunk = ChunkedList<CopiedEvent>::per_chunk;
  const std::size_t before = bucket.events_done;
  for (std::size_t c = before / per_chunk; c < bucket.events.chunks(); ++c) {
    const std::span<const CopiedEvent> events = bucket.events.chunk(c);
    for (const CopiedEvent& event : events.subspan(bucket.events_done % per_chunk)) {
      sums[event.place] += static_cast<double>(event.weight);
    }
    bucket.events_done = c * per_chunk + events.size();
  }
  bucket.synaptic_events += bucket.events_done - before;
}

}  // namespace

void enter_spikes(std::span<const SpikeWord> spikes, Step first, const RowStore& rows,
                  std::uint32_t slots, Calendar& calendar, EventCounts& counts) {
  RowsAhead ahead(spikes, rows);
  for (const SpikeWord spike : spikes) {
    const RowStore::Row row = ahead.next();
    if (row.begin == row.end) continue;
    const Step emitted = first + spike.lag();
    const std::uint64_t synapses = row.kind == RowKind::slices
                                       ? enter_slices(row.begin, emitted, calendar)
                                       : copy_words(row.begin, row.end, emitted, slots, calendar);
    counts.add(spike.slot(), synapses);
  }
}

void add_due(Bucket& bucket, double* sums, std::uint32_t slots) {
  add_slices(bucket, sums, slots);
  add_copied(bucket, sums);
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

namespace {

void each_event_of(const DueSlice& slice, std::uint32_t slots,
                   const std::function<void(std::uint32_t place, double weight)>& take) {
  const bool one = slice.kind == SliceKind::one_weight;
  const std::byte* targets = one ? slice.data + sizeof(float) : slice.data;
  const std::byte* weights = one ? slice.data : slice.data + slice.count * sizeof(std::uint16_t);
  for (std::uint32_t i = 0; i < slice.count; ++i) {
    const std::uint32_t place = std::uint32_t{slice.receptor} * slots +
                                load<std::uint16_t>(targets + i * sizeof(std::uint16_t));
    take(place, static_cast<double>(load<float>(weights + (one ? 0 : i) * sizeof(float))));
  }
}

}  // namespace

void each_event(const Bucket& bucket, std::uint32_t slots,
                const std::function<void(std::uint32_t place, double weight)>& take,
                const std::function<void(const KnownSum& known)>& take_known) {
  for (std::size_t c = 0; c < bucket.slices.chunks(); ++c) {
    for (const DueSlice& slice : bucket.slices.chunk(c)) each_event_of(slice, slots, take);
  }
  for (std::size_t c = 0; c < bucket.events.chunks(); ++c) {
    for (const CopiedEvent& event : bucket.events.chunk(c)) {
      take(event.place, static_cast<double>(event.weight));
    }
  }
  if (bucket.known == nullptr) return;
  for (const KnownSum& known : bucket.known->sums) take_known(known);
}

}  // namespace engram
