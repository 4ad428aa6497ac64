#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5/agreement.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/provenance.hpp"
#include "io/results/spike_file.hpp"

namespace engram {

/// Spikes of one population, sorted.
struct SpikeColumns {
  std::vector<double> times;            ///< ms
  std::vector<std::uint64_t> node_ids;  ///< within the population
};

/// The two datasets of one population in a spikes file open on all ranks.
class SpikeDatasets {
 public:
  SpikeDatasets(const h5::File& file, const std::string& population);

  /// Upper bound of what `spikes` more take in the file.
  [[nodiscard]] std::uint64_t bytes_for(std::uint64_t spikes) const;

  /// Collective: appends `total` spikes, of which this rank holds those from position `before` on.
  void append(h5::Agreement& agreement, const SpikeColumns& columns, std::uint64_t before,
              std::uint64_t total);

 private:
  h5::Dataset times_;
  h5::Dataset node_ids_;
  std::uint64_t written_ = 0;
};

/// Makes groups, empty datasets and attributes of a spikes file.
void lay_out_spikes(h5::File& file, std::span<const SpikePopulation> populations,
                    const Provenance& provenance);

}  // namespace engram
