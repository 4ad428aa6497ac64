#pragma once

#include <cstdint>
#include <string>

#include "io/hdf5/dataset.hpp"
#include "io/hdf5/file.hpp"
#include "model/data_source.hpp"

namespace engram {

/// One population of a SONATA spikes file, or all spikes of a file in the older layout, which has
/// no populations.
class SonataSpikes {
 public:
  /// `population`: "" stands for the only one. Throws FileError where the layout is not SONATA's.
  SonataSpikes(const h5::File& file, const std::string& population);

  [[nodiscard]] std::uint64_t size() const { return times_.shape()[0]; }
  /// Throws FileError naming the row of a time that is not finite or an id that is no whole number.
  [[nodiscard]] SpikeBlock read(IndexRange spikes) const;

 private:
  struct Paths {
    std::string times;
    std::string ids;
  };
  [[nodiscard]] static Paths locate(const h5::File& file, const std::string& population);
  SonataSpikes(const h5::File& file, const Paths& paths);

  std::string file_;
  h5::Dataset times_;
  h5::Dataset ids_;
};

}  // namespace engram
