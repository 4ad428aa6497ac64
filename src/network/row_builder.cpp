#include "network/row_builder.hpp"

#include <algorithm>
#include <cassert>
#include <new>

namespace engram {
namespace {

/// Slices of fewer synapses than this on average cost less when they are copied at once (see
/// docs/performance.md). The row's list of slices is read at random too, and counts as one.
constexpr std::uint32_t long_slice = 7;

/// A counting sort over all keys pays from this row length on.
constexpr std::uint32_t counting_sort_from = 96;

}  // namespace

RowBuilder::RowBuilder(RowStore& store) : store_(store) {}

void RowBuilder::begin(NeuronId first_source, std::uint32_t sources) {
  assert(rows_.empty() || rows_.back().source < first_source);
  first_source_ = first_source;
  sources_ = sources;
  drawn_.clear();
}

void RowBuilder::add(SynapseGenerator& generator, const SourceBlock& block,
                     const TargetGroup& group) {
  group_ = group;
  generator.generate(block, *this);
}

void RowBuilder::consume(std::span<const DrawnSynapse> synapses) {
  const std::size_t before = drawn_.size();
  drawn_.resize(before + synapses.size());
  Synapse* out = drawn_.data() + before;
  for (const DrawnSynapse& synapse : synapses) {
    assert(synapse.source < sources_ && synapse.delay >= 1 && synapse.delay <= max_delay_steps);
    const TargetGroup::Port& port = synapse.weight < 0.0 ? group_.negative : group_.positive;
    *out++ = {synapse.source, static_cast<std::uint16_t>(port.place.offset + synapse.target),
              static_cast<std::uint16_t>(port.place.row << 13 | synapse.delay),
              port.grid.round(synapse.weight)};
    longest_delay_ = std::max(longest_delay_, synapse.delay);
  }
}

void RowBuilder::finish() {
  if (drawn_.empty()) return;
  sort_by_source();
  std::uint32_t begin = 0;
  for (std::uint32_t source = 0; source < sources_; ++source) {
    const std::uint32_t end = ends_[source];
    const std::uint32_t count = end - begin;
    if (count == 0) continue;
    Synapse* row = sorted_.data() + begin;
    sort_row(row, count);
    std::uint32_t slices = 1;
    for (std::uint32_t i = 1; i < count; ++i) slices += row[i].key != row[i - 1].key ? 1 : 0;
    const bool long_slices = count >= long_slice * (slices + 1);
    rows_.push_back(
        {first_source_ + source,
         RowPlace(store_.arena_.size(), long_slices ? RowKind::slices : RowKind::words)});
    if (long_slices) {
      append_slices(row, count);
    } else {
      append_words(row, count);
    }
    begin = end;
  }
  store_.synapses_ += drawn_.size();
}

void RowBuilder::sort_by_source() {
  ends_.assign(sources_ + 1, 0);
  for (const Synapse& synapse : drawn_) ++ends_[synapse.source + 1];
  for (std::uint32_t source = 0; source < sources_; ++source) ends_[source + 1] += ends_[source];
  sorted_.resize(drawn_.size());
  // Placing moves each source's begin to its end.
  for (const Synapse& synapse : drawn_) sorted_[ends_[synapse.source]++] = synapse;
}

void RowBuilder::sort_row(Synapse* row, std::uint32_t count) {
  if (count < counting_sort_from) {
    std::stable_sort(row, row + count,
                     [](const Synapse& a, const Synapse& b) { return a.key < b.key; });
    return;
  }
  std::uint16_t low = row[0].key;
  std::uint16_t high = row[0].key;
  for (std::uint32_t i = 1; i < count; ++i) {
    low = std::min(low, row[i].key);
    high = std::max(high, row[i].key);
  }
  if (low == high) return;
  key_count_.assign(static_cast<std::size_t>(high - low) + 2, 0);
  for (std::uint32_t i = 0; i < count; ++i) ++key_count_[row[i].key - low + 1U];
  for (std::size_t key = 1; key < key_count_.size(); ++key) key_count_[key] += key_count_[key - 1];
  row_.assign(row, row + count);
  for (const Synapse& synapse : row_) row[key_count_[synapse.key - low]++] = synapse;
}

void RowBuilder::append_words(const Synapse* row, std::uint32_t count) {
  std::byte* place = store_.arena_.append(count * sizeof(SynapseWord));
  for (std::uint32_t i = 0; i < count; ++i) {
    const SynapseWord word{row[i].target, row[i].key, row[i].weight};
    std::memcpy(place + i * sizeof(word), &word, sizeof(word));
  }
}

void RowBuilder::append_slices(const Synapse* row, std::uint32_t count) {
  // Headers first: a spike's visit reads only them. The first header's place holds their number.
  std::vector<SliceHeader> headers;
  std::size_t bytes = 0;
  for (std::uint32_t begin = 0; begin < count;) {
    std::uint32_t end = begin + 1;
    bool one_weight = true;
    for (; end < count && row[end].key == row[begin].key; ++end) {
      one_weight = one_weight && row[end].weight == row[begin].weight;
    }
    headers.push_back({static_cast<std::uint16_t>(row[begin].key & 0x1fffU),
                       static_cast<std::uint8_t>(row[begin].key >> 13),
                       one_weight ? SliceKind::one_weight : SliceKind::weights, end - begin});
    bytes += headers.back().bytes();
    begin = end;
  }
  const std::uint64_t slices = headers.size();
  const std::size_t total = sizeof(slices) + slices * sizeof(SliceHeader) + bytes;
  std::byte* place = store_.arena_.append((total + 7) / 8 * 8);
  std::memcpy(place, &slices, sizeof(slices));
  place += sizeof(slices);
  std::memcpy(place, headers.data(), slices * sizeof(SliceHeader));
  place += slices * sizeof(SliceHeader);
  const Synapse* synapse = row;
  for (const SliceHeader& header : headers) {
    const bool one_weight = header.kind == SliceKind::one_weight;
    if (one_weight) {
      std::memcpy(place, &synapse->weight, sizeof(float));
      place += sizeof(float);
    }
    std::byte* weights = place + header.count * sizeof(std::uint16_t);
    for (std::uint32_t i = 0; i < header.count; ++i, ++synapse) {
      std::memcpy(place + i * sizeof(std::uint16_t), &synapse->target, sizeof(std::uint16_t));
      if (!one_weight) std::memcpy(weights + i * sizeof(float), &synapse->weight, sizeof(float));
    }
    place = one_weight ? weights : weights + header.count * sizeof(float);
  }
}

}  // namespace engram
