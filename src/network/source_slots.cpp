#include "network/source_slots.hpp"

#include <algorithm>
#include <cassert>

namespace engram {

namespace {

/// Adds the sources of `rows`, which ascend, to `sources`, which do too.
template <class Row>
void merge(std::vector<NeuronId>& sources, const std::vector<Row>& rows) {
  std::vector<NeuronId> merged;
  merged.reserve(std::max(sources.size(), rows.size()));
  auto known = sources.begin();
  for (const Row& row : rows) {
    while (known != sources.end() && *known < row.source) merged.push_back(*known++);
    if (known != sources.end() && *known == row.source) ++known;
    merged.push_back(row.source);
  }
  merged.insert(merged.end(), known, sources.end());
  sources = std::move(merged);
}

}  // namespace

std::vector<NeuronId> collect_sources(
    std::span<const std::vector<BuiltRow>* const> rows_of_shards,
    std::span<const std::vector<PlasticRowStart>* const> plastic_rows) {
  std::vector<NeuronId> sources;
  for (const std::vector<BuiltRow>* rows : rows_of_shards) merge(sources, *rows);
  for (const std::vector<PlasticRowStart>* rows : plastic_rows) merge(sources, *rows);
  return sources;
}

void RowIndexer::index(RowStore& store, std::span<const BuiltRow> rows,
                       std::span<const NeuronId> sources) {
  store.places_.resize(sources.size() + 1);
  std::size_t next = 0;
  for (std::size_t slot = 0; slot < sources.size(); ++slot) {
    // An empty row of words stands where the next row begins.
    const bool here = next < rows.size() && rows[next].source == sources[slot];
    const std::size_t begin = next < rows.size() ? rows[next].place.byte() : store.arena_.size();
    store.places_[slot] = here ? rows[next].place : RowPlace(begin, RowKind::words);
    if (here) ++next;
  }
  assert(next == rows.size());
  store.places_[sources.size()] = RowPlace(store.arena_.size(), RowKind::words);
}

}  // namespace engram
