#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "engram/simulation.hpp"
#include "model/catalogue.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Tells the user how far the building has come. Any thread may add.
class BuildMeter {
 public:
  BuildMeter(const RunOptions& options, const Communicator& communicator,
             const Experiment& experiment, const Catalogue& catalogue);

  void add(std::uint64_t synapses);
  void done(double seconds);

 private:
  using Clock = std::chrono::steady_clock;

  void report(double built);

  const RunOptions& options_;
  bool speaks_;
  double expected_ = 0.0;  // synapses of the whole network
  double ranks_ = 1.0;
  std::atomic<std::uint64_t> built_{0};  // on this rank
  std::atomic<std::int64_t> last_;       // milliseconds since begin_ of the last report
  Clock::time_point begin_ = Clock::now();
};

/// Tells the user how far the run has come.
class ProgressMeter {
 public:
  /// The simulator is about to run, from wherever it is.
  ProgressMeter(const RunOptions& options, const Communicator& communicator,
                const Experiment& experiment, const Simulator& simulator);

  /// To be called often: tells something several times per second.
  void show(const Simulator& simulator);
  void done(double seconds);

 private:
  using Clock = std::chrono::steady_clock;

  const RunOptions& options_;
  const Communicator& communicator_;
  Progress progress_;
  double neurons_ = 0.0;
  double dt_ = 0.1;
  double warmup_ms_ = 0.0;
  double spikes_before_ = 0.0;  // of all ranks, counted by earlier sessions of the run
  Clock::time_point last_ = Clock::now();
  // Of the last seconds, what lies further back counting less: one piece alone, which recorders or
  // other programs may have held up, says little.
  double recent_seconds_ = 0.0;
  double recent_model_ms_ = 0.0;
};

}  // namespace engram
