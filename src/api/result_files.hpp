#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "io/results/provenance.hpp"
#include "io/results/spike_file.hpp"
#include "io/results/state_file.hpp"
#include "model/layout.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// The files a run writes while it runs. Every call is collective; errors reach all ranks.
class ResultFiles {
 public:
  /// Opens spikes.h5 and one report per recorded population and variable in `directory`.
  ResultFiles(const std::string& directory, const Communicator& communicator,
              const Experiment& experiment, const Provenance& provenance);

  /// Takes what has been recorded up to the simulator's present step. Writes it to disk when enough
  /// has come together, or at once if `now` says so.
  enum class When { if_much, now };
  void take(Simulator& simulator, When when);

  void close();

 private:
  struct Report {
    std::int64_t interval = 1;  // steps
    std::int64_t first_sample = 0;
    StateFile file;
  };

  void write_spikes(Step to);
  void write_states(Simulator& simulator, Step to);

  const Communicator& communicator_;
  NetworkLayout layout_;
  TimeGrid grid_;
  std::optional<SpikeFile> spikes_;
  std::vector<Report> reports_;
  std::vector<RecordedSpike> waiting_;
  Step written_to_{0};
};

}  // namespace engram
