#pragma once

#include <string>

#include "io/hdf5/file.hpp"
#include "model/data_source.hpp"

namespace engram {

/// All spikes of a population of a SONATA spikes file, or of a file in the older layout, which has
/// no populations. `population`: "" stands for the only one. Throws FileError.
[[nodiscard]] SpikeBlock read_sonata_spikes(const h5::File& file, const std::string& population);

}  // namespace engram
