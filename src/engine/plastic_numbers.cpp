#include "engine/plastic_numbers.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/errors.hpp"
#include "engine/column_lines.hpp"
#include "network/plastic_store.hpp"

namespace engram {
namespace {

template <class Column>
const Column& column_of(std::span<const Column> columns, const std::string& number) {
  const auto found = std::ranges::find(columns, number, &Column::name);
  if (found == columns.end()) throw Error("some synapses of a projection have no " + number);
  return *found;
}

std::uint16_t place_of(const std::byte* synapse) {
  std::uint16_t place = 0;
  std::memcpy(&place, synapse + offsetof(PlasticWord, target), sizeof(place));
  return place;
}

template <std::size_t width>
bool collect(const PlasticState& state, std::vector<std::uint64_t> next,
             std::span<const SavedColumn> columns) {
  constexpr std::uint64_t ahead = 16;
  std::array<typename ColumnLines<width>::Column, width> to;
  for (std::size_t i = 0; i < width; ++i) {
    to[i] = column_of(columns, state.numbers[i]).values.chunks;
  }
  ColumnLines<width> lines(std::move(next), to);
  const std::uint32_t offset = state.offset;
  const std::size_t stride = state.width;
  const std::byte* synapse = state.synapses;
  for (std::uint64_t s = 0; s < state.count; ++s, synapse += stride) {
    if (s + ahead < state.count) lines.prefetch(place_of(synapse + ahead * stride) - offset);
    std::array<float, width> numbers;
    std::memcpy(numbers.data(), synapse + offsetof(PlasticWord, weight), sizeof(numbers));
    lines.put(place_of(synapse) - offset, numbers);
  }
  return lines.finish();
}

}  // namespace

bool collect_numbers(const PlasticState& state, std::vector<std::uint64_t> next,
                     std::span<const SavedColumn> columns) {
  switch (state.numbers.size()) {
    case 1:
      return collect<1>(state, std::move(next), columns);
    case 2:
      return collect<2>(state, std::move(next), columns);
    case 3:
      return collect<3>(state, std::move(next), columns);
    default:
      throw Error("synapses with " + std::to_string(state.numbers.size()) +
                  " numbers cannot be saved");
  }
}

void spread_numbers(const PlasticState& state, const std::vector<std::uint64_t>& first,
                    std::span<const NumberColumn> columns) {
  std::size_t offset = offsetof(PlasticWord, weight);
  for (const std::string& name : state.numbers) {
    const AlignedVector<float>& values = column_of(columns, name).values;
    std::vector<std::uint64_t> next = first;
    std::byte* synapse = state.synapses;
    for (std::uint64_t s = 0; s < state.count; ++s, synapse += state.width) {
      const float number = values[next[place_of(synapse) - state.offset]++];
      std::memcpy(synapse + offset, &number, sizeof(number));
    }
    offset += sizeof(float);
  }
}

}  // namespace engram
