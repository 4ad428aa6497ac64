#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/results/provenance.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// What is recorded of a modulator. The same on all ranks.
struct FieldGroup {
  std::string modulator;
  std::string species;
  double interval = 1.0;               ///< between two updates of the field, ms
  std::vector<std::uint64_t> shape{};  ///< voxels per axis; empty: a single well-mixed one
  std::vector<double> extent{};        ///< edge lengths of the box, micrometres
  std::vector<double> center{};        ///< its centre, micrometres
  bool periodic = false;
  std::string population{};     ///< of a learning signal: whose neurons have a value each
  std::uint64_t size = 0;       ///< its number of neurons
  std::uint64_t snapshots = 0;  ///< number that will come; 0: none
  bool probes = false;          ///< whether there is a time course
  std::vector<std::vector<double>> points{};  ///< of the probes, micrometres
  std::vector<std::uint64_t> neurons{};       ///< of a learning signal, instead; none: the mean

  [[nodiscard]] bool per_neuron() const { return !population.empty(); }
  /// Number of values of the time course at a time.
  [[nodiscard]] std::uint64_t probe_values() const {
    return std::max<std::uint64_t>(1, points.size() + neurons.size());
  }
  /// Number of values of a snapshot: voxels or neurons.
  [[nodiscard]] std::uint64_t snapshot_values() const;
};

/// Writes concentrations of modulators, in micromolar, and values of learning signals
/// (docs/file_formats.md). All values come from rank 0.
///
/// Every call is collective and throws FileError on all ranks if it fails on one. After each the
/// file is complete and readable, also if the program is killed before the next one begins.
class FieldFile {
 public:
  /// With `saved`, the file of an earlier run is continued from where it was when it was saved.
  FieldFile(const std::string& path, const Communicator& communicator,
            std::vector<FieldGroup> groups, const Provenance& provenance,
            StateArchive* saved = nullptr);
  ~FieldFile();
  FieldFile(FieldFile&&) noexcept;
  FieldFile& operator=(FieldFile&&) noexcept;

  /// Appends rows to a time course: times, ms, and as many rows of values. The number of times is
  /// the same on all ranks, everything else counts on rank 0.
  void append_probes(std::size_t group, std::span<const double> times,
                     std::span<const double> values);
  /// Appends the concentration of all voxels, the last axis running fastest, or the values of all
  /// neurons, at a time, ms.
  void append_snapshot(std::size_t group, double time, std::span<const double> concentration);

  /// Saves what is needed to come back to the file as it is now.
  void save(StateArchive& archive);

  /// Ends the file. Without it the file keeps what was appended last.
  void close();

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace engram
