#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/philox.hpp"
#include "core/time_grid.hpp"
#include "engram/experiment.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Watches two neurons for the order of spikes that is rewarded, and keeps the rewards that are on
/// their way. The same on every rank: what it sees of the neurons are the steps of an interval in
/// which they spiked, as bits, which add up over the ranks.
class PairRewards {
 public:
  /// `interval`: steps per interval of the modulator; `modulator`: its position in the experiment.
  PairRewards(const PairReward& reward, const TimeGrid& grid, std::int64_t interval,
              std::uint64_t seed, std::uint32_t modulator);

  /// Words of one neuron's bits per interval.
  [[nodiscard]] std::size_t words() const { return words_; }
  /// Sets the bit of a spike in `step`.
  void mark(Step step, std::span<std::uint64_t> words) const;

  /// The spikes of interval number `interval`, first those of `pre` and then those of `post`.
  void see(std::int64_t interval, std::span<const std::uint64_t> bits);
  /// What is due at the beginning of interval `interval` and has not been taken, micromolar.
  [[nodiscard]] double take(std::int64_t interval);
  /// Collective: saves or loads what has been seen and what is due, in tables under `path`.
  void transfer_state(StateArchive& archive, const std::string& path);

  /// Rewards given or on their way.
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  struct Due {
    std::int64_t interval;
    double amount;
  };

  std::int64_t interval_steps_;
  std::size_t words_;
  std::int64_t window_;  // steps
  std::int64_t shortest_, longest_;
  double amount_;
  RandomSource random_;
  std::int64_t last_pre_;
  std::uint64_t count_ = 0;
  std::vector<Due> due_;
};

}  // namespace engram
