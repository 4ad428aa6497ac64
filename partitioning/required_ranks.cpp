#include "partitioning/plan.hpp"

namespace engram {
namespace {

constexpr int most_ranks = 1 << 20;

}  // namespace

std::optional<int> required_ranks(const Experiment& experiment, const Catalogue& catalogue,
                                  double bytes_per_rank, int threads, const CostOptions& cost) {
  const auto fits = [&](int ranks) {
    PlanOptions options;
    options.ranks = ranks;
    options.threads = threads;
    options.strategy = "round_robin";
    options.cost = cost;
    return make_plan(experiment, catalogue, options).max.memory_bytes <= bytes_per_rank;
  };
  int high = 1;
  while (!fits(high)) {
    if (high >= most_ranks) return std::nullopt;
    high *= 2;
  }
  int low = high / 2;  // too few
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (fits(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace engram
