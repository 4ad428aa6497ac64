#pragma once

#include <cstdint>
#include <string>

#include "io/hdf5/file.hpp"
#include "io/results/growing_table.hpp"
#include "io/results/state_file.hpp"

namespace engram {

/// The table of values of a report on `columns` neurons.
[[nodiscard]] GrowingTable state_table(const std::string& population, std::uint64_t columns);

/// Makes groups, datasets and attributes of a report that has no rows yet.
void lay_out_report(h5::File& file, const StateReport& report, const Provenance& provenance);

/// Writes start, end (open) and interval of a report that has `rows` rows.
void write_time_axis(const h5::File& file, const StateReport& report, std::uint64_t rows);

}  // namespace engram
