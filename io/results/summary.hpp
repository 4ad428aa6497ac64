#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engram/ledger.hpp"
#include "io/results/provenance.hpp"

namespace engram {

/// How a run ended.
enum class RunEnd { complete, interrupted };

/// Seconds spent in each phase of the time loop, the mean over ranks.
struct PhaseSeconds {
  double update = 0.0;
  double deliver = 0.0;
  double exchange = 0.0;
  double wait = 0.0;
  double plasticity = 0.0;
  double fields = 0.0;
  double record = 0.0;
  double checkpoint = 0.0;
};

/// What has become of the weights of a plastic projection.
struct PlasticitySummary {
  std::uint32_t projection = 0;  ///< position in the experiment
  std::string source;
  std::string target;
  std::string model;  ///< of its synapses
  std::string unit;   ///< of the weights
  std::uint64_t synapses = 0;
  double mean_weight = 0.0;
  double std_weight = 0.0;
  double weight_change = 0.0;  ///< sum of the magnitudes of all changes
};

/// The energy ledger.
struct EnergySummary {
  struct Part {
    std::string population;
    PopulationEnergy counts;
    double neuron_seconds = 0.0;
    double glia_seconds = 0.0;
    std::vector<std::pair<std::string, double>> atp;  ///< by component, molecules
  };

  std::string constants;  ///< name of the set
  std::string source;
  std::vector<std::pair<std::string, double>> values;  ///< of the constants, by name
  double seconds = 0.0;                                ///< recorded time
  std::vector<Part> parts;

  /// Value of a constant; 0 if there is none of that name.
  [[nodiscard]] double value(std::string_view name) const;
};

/// How sparse a population's spikes are.
struct SparsenessSummary {
  std::string population;
  std::uint64_t neurons = 0;
  PopulationSparseness found;
};

/// Everything summary.json says about a run (docs/file_formats.md).
struct RunSummary {
  Provenance provenance;
  RunEnd end = RunEnd::complete;
  std::uint64_t seed = 0;
  std::uint64_t neurons = 0;
  std::uint64_t synapses = 0;
  double bytes_per_synapse = 0.0;
  double build_seconds = 0.0;
  double simulate_seconds = 0.0;
  double model_seconds = 0.0;  ///< recorded time, without the warm-up
  double real_time_factor = 0.0;
  std::uint64_t synaptic_events = 0;
  double nanoseconds_per_event_per_core = 0.0;
  std::uint64_t peak_rss_bytes_max = 0;  ///< of the rank that needs most
  std::uint64_t peak_rss_bytes_sum = 0;  ///< over all ranks
  PhaseSeconds phase_seconds;
  std::vector<std::pair<std::string, double>>
      rates_hz;  ///< by population, in the experiment's order
  std::uint64_t spike_count = 0;
  std::uint64_t spike_hash = 0;
  std::uint64_t state_hash = 0;
  EnergySummary energy;
  double window_ms = 0.0;  ///< in which spikes are counted for measures of sparseness
  std::vector<SparsenessSummary> sparseness;
  std::vector<PlasticitySummary> plasticity;  ///< empty where no synapses change
};

/// The text of summary.json. Numbers that are not finite become null. Throws Error if the
/// provenance's experiment is not JSON.
[[nodiscard]] std::string summary_text(const RunSummary& summary);

/// Writes summary.json: whole or, if that fails (FileError), not at all.
void write_summary(const std::string& path, const RunSummary& summary);

}  // namespace engram
