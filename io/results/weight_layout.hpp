#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"
#include "io/results/growing_table.hpp"
#include "io/results/provenance.hpp"
#include "io/results/weight_file.hpp"

namespace engram {

/// The columns of a list of synapses, by SynapseColumn.
using SynapseTables = std::array<GrowingTable, 5>;

/// The tables of one group of a file of weights; those that are not written have no path.
struct WeightTables {
  WeightTables(const WeightGroup& group, const std::string& path);

  SynapseTables all;
  SynapseTables traced;
  GrowingTable snapshot_time, snapshot_weight;
  GrowingTable trace_time, trace_weight, trace_eligibility;
  GrowingTable histogram_time, histogram_count, histogram_outside;
  std::string path;
};

/// The tables of all groups, each under a name of its own: "/projections/<source>_to_<target>",
/// with a number behind it where two pairs of names would give the same.
[[nodiscard]] std::vector<WeightTables> weight_tables(std::span<const WeightGroup> groups);

/// Makes groups, empty datasets and attributes of a file of weights.
void lay_out_weights(h5::File& file, std::span<const WeightGroup> groups,
                     std::span<const WeightTables> tables, const Provenance& provenance);

}  // namespace engram
