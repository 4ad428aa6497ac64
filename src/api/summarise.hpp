#pragma once

#include <cstdint>

#include "engine/build_network.hpp"
#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "engram/simulation.hpp"
#include "io/results/summary.hpp"
#include "model/catalogue.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// What a rank has measured.
struct RunFigures {
  double build_seconds = 0.0;
  double simulate_seconds = 0.0;
  double record_seconds = 0.0;      ///< of these, spent on result files
  double checkpoint_seconds = 0.0;  ///< on saving the state
  bool interrupted = false;
  bool paused = false;
  int threads = 1;
  std::int64_t recorded_steps = 0;
  BuildReport built;
};

/// A run's figures over all ranks.
struct Summary {
  RunResult result;
  PhaseTimes phase_seconds{};  ///< mean over ranks
};

/// Collective: brings the figures of all ranks together.
[[nodiscard]] Summary summarise(const RunFigures& figures, const Experiment& experiment,
                                const Catalogue& catalogue, const Communicator& communicator,
                                Simulator& simulator, std::vector<PopulationSparseness> sparseness);

/// The same in the form of summary.json.
[[nodiscard]] RunSummary to_file(const Summary& summary, const Experiment& experiment,
                                 const Catalogue& catalogue, const Provenance& provenance);

}  // namespace engram
