#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace engram {

/// Sorts edges by their target, keeping the order of those with equal targets (radix sort on 11
/// bits at once).
template <class Edge>
void sort_by_target(std::vector<Edge>& edges) {
  constexpr int digit_bits = 11;
  constexpr std::uint32_t digits = 1U << digit_bits;
  std::uint32_t differing = 0;
  for (const Edge& edge : edges) differing |= edge.target ^ edges.front().target;
  std::vector<Edge> other;
  for (int shift = 0; shift < 32; shift += digit_bits) {
    if ((differing >> shift & (digits - 1)) == 0) continue;
    std::array<std::size_t, digits> next{};
    for (const Edge& edge : edges) ++next[edge.target >> shift & (digits - 1)];
    std::size_t begin = 0;
    for (std::size_t& place : next) {
      const std::size_t count = place;
      place = begin;
      begin += count;
    }
    other.resize(edges.size());
    for (const Edge& edge : edges) other[next[edge.target >> shift & (digits - 1)]++] = edge;
    edges.swap(other);
  }
}

/// Sorts edges by (target, source, number).
template <class Edge>
void sort_edges(std::vector<Edge>& edges) {
  sort_by_target(edges);
  const auto less = [](const Edge& a, const Edge& b) {
    return a.source != b.source ? a.source < b.source : a.number < b.number;
  };
  for (auto begin = edges.begin(); begin != edges.end();) {
    const auto end = std::find_if(begin, edges.end(),
                                  [&](const Edge& edge) { return edge.target != begin->target; });
    if (!std::is_sorted(begin, end, less)) std::sort(begin, end, less);
    begin = end;
  }
}

}  // namespace engram
