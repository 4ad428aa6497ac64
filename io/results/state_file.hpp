#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/results/provenance.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// What a report is about.
struct StateReport {
  std::string population;
  std::string variable;                 ///< name of the state variable
  std::string unit;                     ///< of the variable
  std::vector<std::uint64_t> node_ids;  ///< recorded neurons, ascending; counts on rank 0
  double start = 0.0;                   ///< time of the first row, ms
  double interval = 1.0;                ///< between rows, ms
};

/// Name of the file of a report: "<population>_<variable>.h5".
[[nodiscard]] std::string state_file_name(const std::string& population,
                                          const std::string& variable);

/// Writes a state variable of some neurons of a population to a SONATA report
/// (docs/file_formats.md) from all ranks together. The datasets do not depend on which rank holds
/// which neurons.
///
/// Every call is collective and throws FileError on all ranks if it fails on one. After each append
/// the file is complete and readable, also if the program is killed before the next one begins.
class StateFile {
 public:
  /// With `saved`, the file of an earlier run is continued from where it was when it was saved.
  StateFile(const std::string& path, const Communicator& communicator, const StateReport& report,
            const Provenance& provenance, StateArchive* saved = nullptr);
  ~StateFile();
  StateFile(StateFile&&) noexcept;
  StateFile& operator=(StateFile&&) noexcept;

  /// Appends `rows` rows; `first_row` is the number of rows written before. `my_columns` are this
  /// rank's neurons as positions in the list of recorded ids, in any order; over the ranks every
  /// position occurs once. `values` holds rows of as many values.
  void append(std::uint64_t first_row, std::uint64_t rows,
              std::span<const std::uint64_t> my_columns, std::span<const float> values);

  [[nodiscard]] std::uint64_t rows() const;

  /// Saves what is needed to come back to the file as it is now.
  void save(StateArchive& archive);

  /// Ends the file. Without it the file keeps what the last append left.
  void close();

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace engram
