#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/lanes.hpp"

namespace engram {

/// As many records as there are lanes, of 2, 3 or 4 numbers of 4 bytes each, as one vector per
/// number.
template <std::size_t fields>
using RecordLanes = std::array<IntLanes, fields>;

namespace record_lanes {

inline constexpr std::size_t wide = 2 * lanes;
using Wide [[gnu::vector_size(wide * sizeof(std::int32_t))]] = std::int32_t;

/// Where a number of a record lies among the first and the last numbers of all records, two vectors
/// that may overlap.
template <std::size_t fields>
constexpr int loaded_from(std::size_t record, std::size_t field) {
  const std::size_t at = record * fields + field;
  return static_cast<int>(at < wide ? at : wide + at - (lanes * fields - wide));
}
template <std::size_t fields, std::size_t field, std::size_t... record>
[[gnu::always_inline]] inline IntLanes pick(const Wide& first, const Wide& last,
                                            std::index_sequence<record...>) {
  return __builtin_shufflevector(first, last, loaded_from<fields>(record, field)...);
}

/// Where number `at` of all records lies among their fields, one vector each.
template <std::size_t fields>
constexpr int stored_from(std::size_t at) {
  return static_cast<int>(at % fields * lanes + at / fields);
}
template <std::size_t fields, std::size_t begin, std::size_t... i>
[[gnu::always_inline]] inline auto weave(const Wide& front, const Wide& back,
                                         std::index_sequence<i...>) {
  return __builtin_shufflevector(front, back, stored_from<fields>(begin + i)...);
}

[[gnu::always_inline]] inline Wide join(const IntLanes& a, const IntLanes& b) {
  return [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
    return __builtin_shufflevector(a, b, static_cast<int>(i)...);
  }
  (std::make_index_sequence<wide>{});
}

}  // namespace record_lanes

template <std::size_t fields>
[[nodiscard, gnu::always_inline]] inline RecordLanes<fields> load_records(const void* from) {
  static_assert(fields >= 2 && fields <= 4);
  using record_lanes::pick, record_lanes::Wide;
  constexpr std::size_t total = lanes * fields;
  Wide first, last;
  std::memcpy(&first, from, sizeof(first));
  std::memcpy(&last, static_cast<const std::int32_t*>(from) + (total - record_lanes::wide),
              sizeof(last));
  constexpr auto all = std::make_index_sequence<lanes>{};
  RecordLanes<fields> records;
  records[0] = pick<fields, 0>(first, last, all);
  records[1] = pick<fields, 1>(first, last, all);
  if constexpr (fields > 2) records[2] = pick<fields, 2>(first, last, all);
  if constexpr (fields > 3) records[3] = pick<fields, 3>(first, last, all);
  return records;
}

template <std::size_t fields>
[[gnu::always_inline]] inline void store_records(const RecordLanes<fields>& records, void* to) {
  static_assert(fields >= 2 && fields <= 4);
  using record_lanes::join, record_lanes::weave, record_lanes::wide, record_lanes::Wide;
  const Wide front = join(records[0], records[1]);
  const Wide back = fields > 2 ? join(records[2 % fields], records[fields - 1]) : front;
  const Wide begin = weave<fields, 0>(front, back, std::make_index_sequence<wide>{});
  std::memcpy(to, &begin, sizeof(begin));
  if constexpr (fields > 2) {
    const auto end =
        weave<fields, wide>(front, back, std::make_index_sequence<lanes * fields - wide>{});
    std::memcpy(static_cast<std::int32_t*>(to) + wide, &end, sizeof(end));
  }
}

}  // namespace engram
