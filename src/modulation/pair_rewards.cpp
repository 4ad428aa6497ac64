#include "modulation/pair_rewards.hpp"

#include <algorithm>
#include <limits>

namespace engram {
namespace {

constexpr std::int64_t bits_per_word = 64;

}  // namespace

PairRewards::PairRewards(const PairReward& reward, const TimeGrid& grid, std::int64_t interval,
                         std::uint64_t seed, std::uint32_t modulator)
    : interval_steps_(interval),
      words_(static_cast<std::size_t>((interval + bits_per_word - 1) / bits_per_word)),
      window_(grid.steps(reward.window)),
      shortest_(grid.steps(reward.delay_min)),
      longest_(grid.steps(reward.delay_max)),
      amount_(reward.amount),
      random_(seed, Purpose::reward, modulator),
      last_pre_(std::numeric_limits<std::int64_t>::min() / 2) {}

void PairRewards::mark(Step step, std::span<std::uint64_t> words) const {
  const std::int64_t lag = step.value() % interval_steps_;
  words[static_cast<std::size_t>(lag / bits_per_word)] |= std::uint64_t{1} << (lag % bits_per_word);
}

void PairRewards::see(std::int64_t interval, std::span<const std::uint64_t> bits) {
  for (std::int64_t lag = 0; lag < interval_steps_; ++lag) {
    const auto word = static_cast<std::size_t>(lag / bits_per_word);
    const std::int64_t step = interval * interval_steps_ + lag;
    const bool post = (bits[words_ + word] >> (lag % bits_per_word) & 1U) != 0;
    if (post && step - last_pre_ <= window_) {
      const RandomWords words = random_.words(count_, 0);
      const double span = static_cast<double>(longest_ - shortest_);
      const auto delay = shortest_ + static_cast<std::int64_t>(span * open_unit(words[0]) + 0.5);
      // At the first beginning of an interval that is not before the reward's time.
      due_.push_back({(step + 1 + delay + interval_steps_ - 1) / interval_steps_, amount_});
      ++count_;
    }
    // Of two spikes in one step none is the first.
    if ((bits[word] >> (lag % bits_per_word) & 1U) != 0) last_pre_ = step;
  }
}

double PairRewards::take(std::int64_t interval) {
  double sum = 0.0;
  std::erase_if(due_, [&](const Due& due) {
    if (due.interval > interval) return false;
    sum += due.amount;
    return true;
  });
  return sum;
}

void PairRewards::transfer_state(StateArchive& archive, const std::string& path) {
  std::vector<std::int64_t> seen{last_pre_, static_cast<std::int64_t>(count_)};
  std::vector<std::int64_t> intervals;
  std::vector<double> amounts;
  for (const Due& due : due_) {
    intervals.push_back(due.interval);
    amounts.push_back(due.amount);
  }
  archive.shared(path + "/seen", seen);
  archive.shared(path + "/due_intervals", intervals);
  archive.shared(path + "/due_amounts", amounts);
  if (!archive.loading()) return;
  last_pre_ = seen.at(0);
  count_ = static_cast<std::uint64_t>(seen.at(1));
  due_.clear();
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    due_.push_back({intervals[i], amounts.at(i)});
  }
}

}  // namespace engram
