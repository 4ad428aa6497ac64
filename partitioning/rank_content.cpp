#include "partitioning/rank_content.hpp"

#include <algorithm>
#include <cmath>

namespace engram {
namespace {

/// Ranks looked at, evenly spaced, first and last among them; fewer where each takes a lot of
/// memory.
std::vector<int> sampled(int ranks, std::size_t populations) {
  const auto affordable = static_cast<int>(1'000'000 / std::max<std::size_t>(1, populations));
  const int wanted = std::clamp(affordable, 8, 66);
  std::vector<int> result;
  if (ranks <= wanted) {
    for (int rank = 0; rank < ranks; ++rank) result.push_back(rank);
    return result;
  }
  for (int i = 0; i < wanted; ++i) {
    result.push_back(static_cast<int>(static_cast<std::int64_t>(ranks - 1) * i / (wanted - 1)));
  }
  return result;
}

std::vector<double> shares(const NetworkLoad& column, double parts) {
  std::vector<double> neurons;
  for (const PopulationLoad& population : column.populations)
    neurons.push_back(population.neurons / parts);
  return neurons;
}

/// The piece of a column between two fractions of its cost.
std::vector<double> piece(const NetworkLoad& column, const std::vector<double>& neuron_cost,
                          double from, double to) {
  double total = 0.0;
  for (std::size_t p = 0; p < neuron_cost.size(); ++p)
    total += column.populations[p].neurons * neuron_cost[p];
  std::vector<double> neurons;
  double before = 0.0;
  for (std::size_t p = 0; p < neuron_cost.size(); ++p) {
    const double cost = column.populations[p].neurons * neuron_cost[p];
    const double low = std::max(from * total, before);
    const double high = std::min(to * total, before + cost);
    neurons.push_back(std::max(0.0, high - low) / neuron_cost[p]);
    before += cost;
  }
  return neurons;
}

}  // namespace

std::vector<RankClass> sample_ranks(const Partition& partition, std::size_t populations) {
  const std::vector<int> ranks = sampled(partition.ranks(), populations);
  const double count = partition.ranks() / static_cast<double>(ranks.size());
  std::vector<RankClass> classes;
  for (const int rank : ranks) {
    Fragment all{1.0, std::vector<double>(populations), partition.ranks() - 1.0};
    for (const PopulationRange& run : partition.neurons_of(Rank(rank))) {
      all.neurons[run.population.value()] += static_cast<double>(run.range.size());
    }
    classes.push_back({count, rank, 0, {std::move(all)}});
  }
  return classes;
}

std::vector<RankClass> columns_as_areas(const NetworkLoad& column, double columns, int ranks) {
  std::vector<RankClass> classes;
  const bool whole = columns >= ranks;
  const double each = whole ? std::floor(columns / ranks) : std::floor(ranks / columns);
  const double larger = whole ? columns - each * ranks : ranks - each * columns;
  const auto add = [&](double how_many, double size) {
    if (!(how_many > 0.0)) return;
    const auto family = static_cast<int>(classes.size());
    double first = 0.0;
    for (const RankClass& before : classes) first += before.count;
    if (whole) {
      classes.push_back(
          {how_many, static_cast<int>(first), family, {{size, shares(column, 1.0), 0.0}}});
    } else {
      classes.push_back({how_many * size,
                         static_cast<int>(first),
                         family,
                         {{1.0, shares(column, size), size - 1.0}}});
    }
  };
  add(larger, each + 1.0);
  add((whole ? ranks : columns) - larger, each);
  return classes;
}

std::vector<RankClass> columns_as_blocks(const NetworkLoad& column,
                                         const std::vector<double>& neuron_cost, double columns,
                                         int ranks) {
  const std::vector<int> sample = sampled(ranks, column.populations.size());
  const double per_rank = columns / ranks;
  std::vector<RankClass> classes;
  for (const int rank : sample) {
    RankClass added{ranks / static_cast<double>(sample.size()), rank, 0, {}};
    const double from = per_rank * rank;
    const double to = std::min(columns, per_rank * (rank + 1));
    double whole = 0.0;
    for (double c = std::floor(from); c < to;) {
      const double begin = std::max(from, c);
      const double end = std::min(to, c + 1.0);
      if (begin == c && end == c + 1.0) {
        // All whole columns at once: there may be very many.
        whole = std::floor(to) - c;
        c += whole;
        continue;
      }
      if (end - begin > 1e-9) {
        const double others =
            std::ceil((c + 1.0) / per_rank - 1e-9) - std::floor(c / per_rank + 1e-9) - 1.0;
        added.fragments.push_back(
            {1.0, piece(column, neuron_cost, begin - c, end - c), std::max(0.0, others)});
      }
      c += 1.0;
    }
    if (whole > 0.0) added.fragments.push_back({whole, shares(column, 1.0), 0.0});
    classes.push_back(std::move(added));
  }
  return classes;
}

}  // namespace engram
