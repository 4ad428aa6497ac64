#include "partitioning/deal.hpp"

#include <algorithm>

namespace engram {
namespace {

// Four neighbouring neurons share their random words, so cuts there save work when runs are long.
constexpr std::uint64_t quad = 4;
constexpr std::uint64_t long_run = 64;

}  // namespace

Deal::Deal(std::uint64_t neurons, std::uint64_t tile, std::uint64_t parts, std::uint64_t first)
    : neurons_(neurons), tile_(tile), parts_(parts), first_(first % parts) {
  rounds_ = neurons / (tile * parts);
  dealt_ = rounds_ * tile * parts;
  const std::uint64_t rest = neurons - dealt_;
  cut_ = rest / parts >= long_run ? quad : 1;
  const std::uint64_t units = (rest + cut_ - 1) / cut_;
  each_ = units / parts;
  larger_ = units % parts;
}

std::uint64_t Deal::turn_of(std::uint64_t part) const {
  return (part + parts_ - first_) % parts_;
}

std::uint64_t Deal::part_of(std::uint64_t index) const {
  std::uint64_t turn = 0;
  if (index < dealt_) {
    turn = index / tile_ % parts_;
  } else {
    const std::uint64_t unit = (index - dealt_) / cut_;
    const std::uint64_t in_larger = larger_ * (each_ + 1);
    turn = unit < in_larger ? unit / (each_ + 1) : larger_ + (unit - in_larger) / each_;
  }
  return (turn + first_) % parts_;
}

IndexRange Deal::rest_of(std::uint64_t turn) const {
  const auto border = [&](std::uint64_t t) {
    return std::min(neurons_, dealt_ + (t * each_ + std::min(t, larger_)) * cut_);
  };
  return {border(turn), border(turn + 1)};
}

std::vector<IndexRange> Deal::runs_of(std::uint64_t part) const {
  const std::uint64_t turn = turn_of(part);
  std::vector<IndexRange> runs;
  const auto append = [&](IndexRange run) {
    if (run.size() == 0) return;
    if (!runs.empty() && runs.back().end == run.begin) {
      runs.back().end = run.end;
    } else {
      runs.push_back(run);
    }
  };
  for (std::uint64_t round = 0; round < rounds_; ++round) {
    const std::uint64_t begin = (round * parts_ + turn) * tile_;
    append({begin, begin + tile_});
  }
  append(rest_of(turn));
  return runs;
}

std::uint64_t Deal::count_of(std::uint64_t part) const {
  return rounds_ * tile_ + rest_of(turn_of(part)).size();
}

}  // namespace engram
