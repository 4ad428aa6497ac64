#include "partitioning/area_groups.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>

namespace engram {
namespace {

std::vector<std::uint32_t> dearest_first(std::span<const double> costs) {
  std::vector<std::uint32_t> order(costs.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return costs[a] > costs[b]; });
  return order;
}

/// Ranks per area: its whole share of them, and what is left to those with the largest remainders.
std::vector<std::uint64_t> apportion(std::span<const double> costs, std::uint64_t ranks) {
  const double total = std::accumulate(costs.begin(), costs.end(), 0.0);
  std::vector<std::uint64_t> counts;
  std::vector<double> remainders;
  std::uint64_t given = 0;
  for (const double cost : costs) {
    const double share = cost / total * static_cast<double>(ranks);
    counts.push_back(std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share)));
    remainders.push_back(share - static_cast<double>(counts.back()));
    given += counts.back();
  }
  const std::vector<std::uint32_t> order = dearest_first(remainders);
  for (std::size_t i = 0; given < ranks; i = (i + 1) % order.size(), ++given) ++counts[order[i]];
  // Rounding up to one may have given too many: take them from those with the smallest remainders.
  for (std::size_t i = order.size() - 1; given > ranks; i = (i == 0 ? order.size() : i) - 1) {
    if (counts[order[i]] > 1) {
      --counts[order[i]];
      --given;
    }
  }
  return counts;
}

}  // namespace

AreaGroups assign_areas(std::span<const double> costs, int ranks) {
  const auto available = static_cast<std::uint64_t>(ranks);
  if (costs.empty()) return {{{0, available}}, {}};
  const double mean = std::accumulate(costs.begin(), costs.end(), 0.0) / ranks;
  const std::vector<std::uint32_t> order = dearest_first(costs);
  std::size_t large = 0;
  double large_cost = 0.0;
  // A hair above the mean still counts as small, so that equal areas on as many ranks get one each.
  while (large < order.size() && costs[order[large]] > mean * (1.0 + 1e-9))
    large_cost += costs[order[large++]];
  const bool small = large < order.size();

  std::uint64_t large_ranks = 0;
  if (large > 0) {
    const auto share = static_cast<std::uint64_t>(std::llround(large_cost / mean));
    large_ranks = small ? std::clamp<std::uint64_t>(share, large, available - 1) : available;
  }
  AreaGroups assigned;
  assigned.group_of.resize(costs.size());
  std::uint64_t first = 0;
  if (large > 0) {
    std::vector<double> large_costs;
    for (std::size_t i = 0; i < large; ++i) large_costs.push_back(costs[order[i]]);
    const std::vector<std::uint64_t> counts = apportion(large_costs, large_ranks);
    for (std::size_t i = 0; i < large; ++i) {
      assigned.group_of[order[i]] = static_cast<std::uint32_t>(assigned.groups.size());
      assigned.groups.push_back({first, counts[i]});
      first += counts[i];
    }
  }
  if (!small) return assigned;

  const auto base = static_cast<std::uint32_t>(assigned.groups.size());
  const std::uint64_t used = std::min<std::uint64_t>(available - first, order.size() - large);
  using Bin = std::pair<double, std::uint32_t>;  // load so far, group
  std::priority_queue<Bin, std::vector<Bin>, std::greater<>> bins;
  for (std::uint64_t bin = 0; bin < used; ++bin) {
    // Should there be fewer areas than ranks left, the last group takes all of those.
    bins.emplace(0.0, base + static_cast<std::uint32_t>(bin));
    assigned.groups.push_back({first + bin, bin + 1 < used ? 1 : available - first - bin});
  }
  for (std::size_t i = large; i < order.size(); ++i) {
    const Bin lightest = bins.top();
    bins.pop();
    assigned.group_of[order[i]] = lightest.second;
    bins.emplace(lightest.first + costs[order[i]], lightest.second);
  }
  return assigned;
}

}  // namespace engram
