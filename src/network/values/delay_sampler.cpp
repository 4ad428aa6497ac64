#include "network/values/delay_sampler.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "core/philox.hpp"

namespace engram {
namespace {

constexpr std::uint32_t largest_table = 4096;
constexpr double most_steps = 0x1p31;

}  // namespace

DelaySampler::DelaySampler(const Distribution& distribution, const TimeGrid& grid)
    : quantile_(distribution), grid_(grid) {
  const double longest_ms = quantile_(open_unit(0xffffffffU));
  if (!(longest_ms / grid.dt() < most_steps)) {
    throw Error(
        fmt::format("a delay of {} ms is more than 2^31 steps of {} ms; give an upper bound",
                    longest_ms, grid.dt()));
  }
  shortest_ = steps_at(open_unit(0));
  longest_ = steps_at(open_unit(0xffffffffU));
  if (longest_ > shortest_ && longest_ - shortest_ < largest_table) make_table();
}

std::uint32_t DelaySampler::steps_at(double u) const {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, grid_.steps(quantile_(u))));
}

void DelaySampler::make_table() {
  std::vector<double> probabilities(longest_ - shortest_ + 1);
  double before = 0.0;
  for (std::uint32_t step = shortest_; step <= longest_; ++step) {
    // A value rounds to this step or an earlier one where it is below the middle to the next step.
    const double edge = (static_cast<double>(step) + 0.5) * grid_.dt();
    const double now = step == longest_ ? 1.0 : quantile_.probability_below(edge);
    probabilities[step - shortest_] = std::max(0.0, now - before);
    before = now;
  }
  table_.emplace(probabilities, shortest_);
  shortest_ = table_->smallest();
  longest_ = table_->largest();
}

void DelaySampler::draw(std::span<const std::uint32_t> words, std::uint32_t* delays) const {
  if (shortest_ == longest_) {
    std::fill_n(delays, words.size(), shortest_);
  } else if (table_) {
    const GuideTable& table = *table_;
    for (std::size_t i = 0; i < words.size(); ++i) delays[i] = table(words[i]);
  } else {
    for (std::size_t i = 0; i < words.size(); ++i) delays[i] = steps_at(open_unit(words[i]));
  }
}

std::uint32_t shortest_delay_steps(const Distribution& delay, const TimeGrid& grid) {
  return DelaySampler(delay, grid).shortest();
}

std::uint32_t longest_delay_steps(const Distribution& delay, const TimeGrid& grid) {
  return DelaySampler(delay, grid).longest();
}

}  // namespace engram
