#pragma once

#include <cstddef>
#include <span>

#include "io/checkpoint/table_index.hpp"
#include "io/integrity/raw_file.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// Reads rows of a table to `values`, where they stand one behind the other. `places` ascend and
/// are there. Rows with little between them are read in one piece. Throws FileError.
void read_rows(const RawFile& file, const SavedTable& table, std::span<const ValueRun> places,
               std::span<std::byte> values);

}  // namespace engram
