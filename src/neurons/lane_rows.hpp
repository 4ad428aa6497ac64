#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <utility>

namespace engram {

// Structs of doubles kept as one array per member ("row"), so that loops over neurons load and
// store whole vectors.

/// Distance of rows of `lanes` doubles. Rows that begin at the same place in a 4096-byte page
/// fall into the same few sets of the first cache and push each other out: keep them five cache
/// lines apart.
[[nodiscard]] constexpr std::size_t row_stride(std::size_t lanes) {
  constexpr std::size_t page = 4096 / sizeof(double);
  constexpr std::size_t shift = 5 * 64 / sizeof(double);
  if (lanes < page) return lanes;
  return lanes + (page + shift - lanes % page) % page;
}

/// The struct of doubles whose k-th member is `rows[k * stride + i]`.
template <class Struct>
[[nodiscard]] Struct gather(const double* rows, std::size_t stride, std::size_t i) {
  return [&]<std::size_t... k>(std::index_sequence<k...>) {
    return Struct{rows[k * stride + i]...};
  }
  (std::make_index_sequence<sizeof(Struct) / sizeof(double)>());
}

/// Puts the k-th member of `values` at `rows[k * stride + i]`.
template <class Struct>
void scatter(const Struct& values, double* rows, std::size_t stride, std::size_t i) {
  const auto list = std::bit_cast<std::array<double, sizeof(Struct) / sizeof(double)>>(values);
  [&]<std::size_t... k>(std::index_sequence<k...>) {
    ((rows[k * stride + i] = list[k]), ...);
  }
  (std::make_index_sequence<sizeof(Struct) / sizeof(double)>());
}

/// `one` or `other`, member by member, so that it is done in vector lanes.
template <class Struct>
[[nodiscard]] Struct chosen(bool first, const Struct& one, const Struct& other) {
  using List = std::array<double, sizeof(Struct) / sizeof(double)>;
  const auto values = std::bit_cast<List>(one), others = std::bit_cast<List>(other);
  return [&]<std::size_t... k>(std::index_sequence<k...>) {
    return Struct{(first ? values[k] : others[k])...};
  }
  (std::make_index_sequence<sizeof(Struct) / sizeof(double)>());
}

}  // namespace engram
