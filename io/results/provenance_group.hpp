#pragma once

#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/file.hpp"
#include "io/results/provenance.hpp"

namespace engram {

/// Path of the group that says where a file comes from.
inline constexpr const char* provenance_group = "/provenance";

/// Writes the items as text attributes of /provenance, the experiment as dataset
/// /provenance/experiment. For files open in one process only.
void write_provenance(h5::File& file, const Provenance& provenance);

/// The attributes of /provenance, name and text, in the order of Provenance; empty where there are
/// none.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_provenance(
    const h5::File& file);

/// The text of /provenance/experiment; empty if there is none.
[[nodiscard]] std::string read_experiment(const h5::File& file);

/// True if the file carries our provenance, that is, if this program has written it.
[[nodiscard]] bool written_by_engram(const h5::File& file);

/// Writes what every SONATA file has at its root: the magic number and the version.
void write_sonata_root(h5::File& file);

}  // namespace engram
