#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/simulator.hpp"
#include "engram/ledger.hpp"
#include "io/results/ledger_file.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Measures of sparseness by number, for sums and tables.
inline constexpr std::size_t sparseness_measures = 6;
[[nodiscard]] std::array<double, sparseness_measures> values_of(const Sparseness& sparseness);

/// Brings the windows of spike counts of all ranks together and keeps means over them. Histograms
/// of integers are added over the ranks before anything is computed from them, so that nothing
/// depends on the partition. Every call is collective, but for take_rows().
class SparsenessMeter {
 public:
  SparsenessMeter(const Communicator& communicator, std::size_t populations)
      : communicator_(communicator), means_(populations) {}

  /// Takes the windows that have ended. Brings them together when there are many of them, or `now`.
  enum class When { if_many, now };
  void take(Simulator& simulator, double dt, When when);
  /// The rows since they were last taken, the same on all ranks.
  [[nodiscard]] std::vector<SparsenessRow> take_rows();

  /// What has been found so far, with the neurons' lifetimes. All windows must have been taken.
  [[nodiscard]] std::vector<PopulationSparseness> result(const Simulator& simulator) const;

  /// Saves the means, or loads them. All windows must have been taken.
  void transfer_state(StateArchive& archive);

 private:
  /// Sums over the windows of a population, in their order.
  struct Means {
    std::uint64_t windows = 0;
    std::uint64_t silent = 0;
    std::array<std::uint64_t, sparseness_measures> defined{};  // in how many each measure was
    std::array<double, sparseness_measures> sums{};
  };
  using Histograms = std::vector<std::vector<CountHistogram>>;  // [population][window]

  [[nodiscard]] Histograms add_over_ranks(std::size_t windows);
  void add_window(const Histograms& all, std::size_t window, double end);
  [[nodiscard]] std::vector<PopulationSparseness> lifetimes(const Simulator& simulator) const;

  const Communicator& communicator_;
  std::vector<Means> means_;
  Histograms waiting_;       // of this rank
  std::uint64_t taken_ = 0;  // windows, waiting ones included
  std::vector<SparsenessRow> rows_;
};

}  // namespace engram
