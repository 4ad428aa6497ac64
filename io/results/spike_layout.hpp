#pragma once

#include <span>
#include <string>

#include "io/hdf5/file.hpp"
#include "io/results/growing_table.hpp"
#include "io/results/provenance.hpp"
#include "io/results/spike_file.hpp"

namespace engram {

/// The two tables of one population in a spikes file.
struct SpikeTables {
  explicit SpikeTables(const std::string& population);

  GrowingTable times;
  GrowingTable node_ids;
};

/// Makes groups, empty datasets and attributes of a spikes file.
void lay_out_spikes(h5::File& file, std::span<const SpikePopulation> populations,
                    const Provenance& provenance);

}  // namespace engram
