#include "api/sparseness_meter.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace engram {
namespace {

constexpr std::size_t many = 64;  // windows
constexpr std::size_t kurtosis = 5;

/// Measures are added up over neurons, and so over ranks, as whole numbers of these: all but the
/// kurtosis lie between 0 and 1; the largest kurtosis is about the number of windows.
constexpr double quantum = 0x1p-32;
constexpr double kurtosis_quantum = 0x1p-20;

double quantum_of(std::size_t measure) {
  return measure == kurtosis ? kurtosis_quantum : quantum;
}

Sparseness named(const std::array<double, sparseness_measures>& values) {
  return {values[0], values[1], values[2], values[3], values[4], values[5]};
}

double mean(double sum, std::uint64_t number) {
  return number > 0 ? sum / static_cast<double>(number) : std::nan("");
}

/// Sums over the neurons of a population, in quanta; what is negative counts modulo 2^64.
struct LifetimeSums {
  std::uint64_t neurons = 0;
  std::uint64_t silent = 0;
  std::array<std::uint64_t, sparseness_measures> defined{};
  std::array<std::uint64_t, sparseness_measures> quanta{};

  static constexpr std::size_t numbers = 2 + 2 * sparseness_measures;

  void add(const PowerSums& sums) {
    ++neurons;
    if (sums.active == 0) ++silent;
    const auto values = values_of(sparseness_of(sums));
    for (std::size_t m = 0; m < values.size(); ++m) {
      if (std::isnan(values[m])) continue;
      ++defined[m];
      quanta[m] += static_cast<std::uint64_t>(std::llround(values[m] / quantum_of(m)));
    }
  }
  void write(std::uint64_t* to) const {
    *to++ = neurons;
    *to++ = silent;
    to = std::copy(defined.begin(), defined.end(), to);
    std::copy(quanta.begin(), quanta.end(), to);
  }
  void read(const std::uint64_t* from) {
    neurons = *from++;
    silent = *from++;
    std::copy_n(from, defined.size(), defined.begin());
    std::copy_n(from + defined.size(), quanta.size(), quanta.begin());
  }
  [[nodiscard]] Sparseness means() const {
    std::array<double, sparseness_measures> values{};
    for (std::size_t m = 0; m < values.size(); ++m) {
      values[m] = mean(static_cast<double>(static_cast<std::int64_t>(quanta[m])) * quantum_of(m),
                       defined[m]);
    }
    return named(values);
  }
};

}  // namespace

std::array<double, sparseness_measures> values_of(const Sparseness& sparseness) {
  return {sparseness.active_fraction, sparseness.treves_rolls, sparseness.vinje_gallant,
          sparseness.hoyer,           sparseness.gini,         sparseness.kurtosis};
}

void SparsenessMeter::take(Simulator& simulator, double dt, When when) {
  Histograms own = simulator.take_windows();
  waiting_.resize(own.size());
  for (std::size_t p = 0; p < own.size(); ++p) {
    std::ranges::move(own[p], std::back_inserter(waiting_[p]));
  }
  // The same on all ranks, also on those without neurons.
  const std::uint64_t ended = simulator.windows_ended();
  const auto windows = static_cast<std::size_t>(ended - taken_);
  if (windows == 0 || (when == When::if_many && windows < many)) return;
  const Histograms all = add_over_ranks(windows);
  for (std::size_t w = 0; w < windows; ++w) {
    const auto steps =
        simulator.windows_from() + static_cast<std::int64_t>(taken_ + w + 1) * simulator.window();
    add_window(all, w, static_cast<double>(steps.value()) * dt);
  }
  taken_ = ended;
  waiting_.clear();
}

SparsenessMeter::Histograms SparsenessMeter::add_over_ranks(std::size_t windows) {
  std::uint64_t longest = 1;
  for (const auto& population : waiting_) {
    for (const CountHistogram& each : population) {
      longest = std::max<std::uint64_t>(longest, each.size());
    }
  }
  longest = communicator_.max(longest);
  std::vector<std::uint64_t> numbers(means_.size() * windows * longest, 0);
  for (std::size_t p = 0; p < waiting_.size(); ++p) {
    for (std::size_t w = 0; w < waiting_[p].size(); ++w) {
      std::ranges::copy(waiting_[p][w],
                        numbers.begin() + static_cast<std::ptrdiff_t>((p * windows + w) * longest));
    }
  }
  numbers = communicator_.sum(std::move(numbers));
  Histograms all(means_.size(), std::vector<CountHistogram>(windows));
  for (std::size_t p = 0; p < all.size(); ++p) {
    for (std::size_t w = 0; w < windows; ++w) {
      const auto from = numbers.begin() + static_cast<std::ptrdiff_t>((p * windows + w) * longest);
      all[p][w].assign(from, from + static_cast<std::ptrdiff_t>(longest));
    }
  }
  return all;
}

void SparsenessMeter::add_window(const Histograms& all, std::size_t window, double end) {
  SparsenessRow& row = rows_.emplace_back();
  row.end = end;
  for (std::size_t p = 0; p < means_.size(); ++p) {
    const CountHistogram& histogram = all[p][window];
    std::uint64_t spikes = 0;
    std::uint64_t active = 0;
    for (std::size_t c = 1; c < histogram.size(); ++c) {
      spikes += c * histogram[c];
      active += histogram[c];
    }
    row.measures.push_back(sparseness_of(histogram));
    row.active.push_back(active);
    row.spikes.push_back(spikes);
    Means& means = means_[p];
    ++means.windows;
    if (spikes == 0) ++means.silent;
    const auto values = values_of(row.measures.back());
    for (std::size_t m = 0; m < values.size(); ++m) {
      if (std::isnan(values[m])) continue;
      ++means.defined[m];
      means.sums[m] += values[m];
    }
  }
}

std::vector<SparsenessRow> SparsenessMeter::take_rows() {
  return std::exchange(rows_, {});
}

std::vector<PopulationSparseness> SparsenessMeter::lifetimes(const Simulator& simulator) const {
  std::vector<LifetimeSums> sums(means_.size());
  const std::uint64_t windows = simulator.windows_ended();
  for (const Shard& shard : simulator.shards()) {
    for (const ShardGroup& group : shard.groups()) {
      if (windows == 0) continue;
      for (std::size_t i = 0; i < group.windows.neurons(); ++i) {
        sums[group.layout.population.value()].add(group.windows.lifetime(i, windows));
      }
    }
  }
  std::vector<std::uint64_t> numbers(sums.size() * LifetimeSums::numbers);
  for (std::size_t p = 0; p < sums.size(); ++p) sums[p].write(&numbers[p * LifetimeSums::numbers]);
  numbers = communicator_.sum(std::move(numbers));
  std::vector<PopulationSparseness> found(sums.size());
  for (std::size_t p = 0; p < sums.size(); ++p) {
    sums[p].read(&numbers[p * LifetimeSums::numbers]);
    found[p].silent_neurons = sums[p].silent;
    found[p].lifetime = sums[p].means();
  }
  return found;
}

std::vector<PopulationSparseness> SparsenessMeter::result(const Simulator& simulator) const {
  std::vector<PopulationSparseness> found = lifetimes(simulator);
  for (std::size_t p = 0; p < found.size(); ++p) {
    const Means& means = means_[p];
    found[p].windows = means.windows;
    found[p].silent_windows = means.silent;
    std::array<double, sparseness_measures> values{};
    for (std::size_t m = 0; m < values.size(); ++m) {
      values[m] = mean(means.sums[m], means.defined[m]);
    }
    found[p].population = named(values);
  }
  return found;
}

void SparsenessMeter::transfer_state(StateArchive& archive) {
  std::vector<std::uint64_t> numbers{taken_};
  std::vector<double> sums;
  for (const Means& means : means_) {
    numbers.insert(numbers.end(), {means.windows, means.silent});
    numbers.insert(numbers.end(), means.defined.begin(), means.defined.end());
    sums.insert(sums.end(), means.sums.begin(), means.sums.end());
  }
  archive.shared("/run/sparseness_counts", numbers);
  archive.shared("/run/sparseness_sums", sums);
  taken_ = numbers.at(0);
  constexpr std::size_t width = 2 + sparseness_measures;
  for (std::size_t p = 0; p < means_.size(); ++p) {
    Means& means = means_[p];
    const std::uint64_t* from = &numbers.at(1 + p * width);
    means.windows = from[0];
    means.silent = from[1];
    std::copy_n(from + 2, sparseness_measures, means.defined.begin());
    std::copy_n(&sums.at(p * sparseness_measures), sparseness_measures, means.sums.begin());
  }
}

}  // namespace engram
