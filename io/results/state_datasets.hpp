#pragma once

#include <cstdint>

#include "io/hdf5/agreement.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/results/state_file.hpp"
#include "io/results/tiling.hpp"

namespace engram {

/// Makes groups, empty datasets and attributes of a report.
void lay_out_report(h5::File& file, const StateReport& report, const Provenance& provenance);

/// The datasets of a report that grow, open on all ranks.
class StateDatasets {
 public:
  StateDatasets(const h5::File& file, const StateReport& report);

  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::uint64_t columns() const { return data_.shape()[1]; }
  /// Upper bound of what `rows` more take in the file.
  [[nodiscard]] std::uint64_t bytes_for(std::uint64_t rows) const;

  /// Collective: appends `rows` rows, of which this rank holds `mine` (counted from the first new row).
  void append(h5::Agreement& agreement, std::uint64_t rows, const Tile& mine, const float* values,
              bool writes_time);

 private:
  h5::Dataset data_;
  h5::Dataset time_;
  double start_;
  double interval_;
  std::uint64_t rows_ = 0;
};

}  // namespace engram
