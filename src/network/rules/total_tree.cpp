#include "network/rules/total_tree.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "core/errors.hpp"
#include "core/random/binomial.hpp"
#include "core/random/hypergeometric.hpp"

namespace engram {
namespace {

/// A run together with the position of its first target in the result.
struct PlacedRun {
  std::uint64_t begin;
  std::uint64_t end;
  std::size_t position;
};

class Tree {
 public:
  Tree(const TotalToSplit& what, const RandomSource& random, const std::vector<TargetRun>& runs)
      : what_(what), random_(random) {
    std::size_t position = 0;
    for (const TargetRun& run : runs) {
      if (run.count > 0) runs_.push_back({run.first_index, run.first_index + run.count, position});
      position += run.count;
    }
    counts_.resize(position);
    std::sort(runs_.begin(), runs_.end(),
              [](const PlacedRun& a, const PlacedRun& b) { return a.begin < b.begin; });
  }

  std::vector<std::uint32_t> split() && {
    if (what_.targets > 0) visit(std::bit_width(what_.targets - 1), 0, 1, what_.total);
    return std::move(counts_);
  }

 private:
  // A node covers 2^height targets from `begin`; its number is 1 for the root, 2n and 2n+1 for
  // children.
  void visit(int height, std::uint64_t begin, std::uint64_t number, std::uint64_t total) {
    if (total == 0) return;
    const std::uint64_t end = std::min(what_.targets, begin + (std::uint64_t{1} << height));
    const PlacedRun* run = first_run_in(begin, end);
    if (run == nullptr) return;
    if (height == 0) {
      if (total > std::numeric_limits<std::uint32_t>::max()) {
        throw Error("a neuron would receive 2^32 or more synapses of one projection");
      }
      counts_[run->position + (begin - run->begin)] = static_cast<std::uint32_t>(total);
      return;
    }
    const std::uint64_t middle = begin + (std::uint64_t{1} << (height - 1));
    const std::uint64_t left =
        middle >= end ? total : share_of_left(middle - begin, end - begin, number, total);
    visit(height - 1, begin, 2 * number, left);
    if (middle < end) visit(height - 1, middle, 2 * number + 1, total - left);
  }

  [[nodiscard]] std::uint64_t share_of_left(std::uint64_t left, std::uint64_t all,
                                            std::uint64_t number, std::uint64_t total) const {
    const RandomWords words = random_.words(number, 0);
    if (what_.pairs_per_target == 0) {
      return Binomial(static_cast<double>(left) / static_cast<double>(all))(total, words);
    }
    return hypergeometric(all * what_.pairs_per_target, left * what_.pairs_per_target, total,
                          words);
  }

  [[nodiscard]] const PlacedRun* first_run_in(std::uint64_t begin, std::uint64_t end) const {
    const auto run =
        std::upper_bound(runs_.begin(), runs_.end(), begin,
                         [](std::uint64_t b, const PlacedRun& r) { return b < r.end; });
    return run != runs_.end() && run->begin < end ? &*run : nullptr;
  }

  TotalToSplit what_;
  RandomSource random_;
  std::vector<PlacedRun> runs_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace

std::vector<std::uint32_t> split_total(const TotalToSplit& what, const RandomSource& random,
                                       const std::vector<TargetRun>& runs) {
  return Tree(what, random, runs).split();
}

}  // namespace engram
