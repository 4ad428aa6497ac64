#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5/agreement.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/file_frame.hpp"
#include "io/results/growing_table.hpp"
#include "parallel/communicator.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Rows to be appended to a table: their number, and the part of them that this rank holds.
struct NewRows {
  GrowingTable* table;
  std::uint64_t rows;
  Tile mine;
  const std::byte* values;  ///< of the tile, row after row
};

/// A file of results that all ranks enlarge together, window by window. Rank 0 keeps the HDF5 file
/// and makes room in it; then every rank writes its values where they belong; when all of them are
/// on the disk, rank 0 writes what makes HDF5 see them. So a failure on any rank is known to all
/// before the file has changed for its readers. (MPI-IO was tried and given up: when a disk is
/// full, Open MPI's collective writes report success and HDF5's parallel flush waits for ever.)
///
/// Constructor, append, begin, write, commit and close are collective and, if they fail on any
/// rank, throw FileError on all; the file then stays as it was after the last window.
class SharedFile {
 public:
  /// `lay_out` fills the new file; it is called on rank 0 only. With `saved`, the file of an
  /// earlier run is made what it was when that state was saved, and continued instead.
  SharedFile(const Communicator& communicator, std::string path,
             const std::function<void(h5::File&)>& lay_out, StateArchive* saved = nullptr);
  /// Not collective.
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  [[nodiscard]] const Communicator& communicator() const { return communicator_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Appends rows to some tables, the same tables and numbers on all ranks. `then` is called on
  /// rank 0 before the rows become visible, for whatever else has to change with them.
  void append(std::span<const NewRows> growth, const std::function<void(h5::File&)>& then);

  /// The same in several calls, for values of which nobody can hold all at a time: `begin` makes
  /// room (the tiles in `growth` do not count), `write` is called as often as there are values, and
  /// `commit` makes them visible.
  void begin(std::span<const NewRows> growth);
  /// Writes this rank's values of the new rows of table `number` of `growth`: a few runs, which lie
  /// one behind the other in `values`.
  void write(std::size_t number, std::span<const ValueRun> runs, const std::byte* values);
  void commit(const std::function<void(h5::File&)>& then);

  /// Collective, between two windows: saves what is needed to come back to the file as it is now,
  /// which may be opened and enlarged by anybody in between.
  void save(StateArchive& archive);
  /// Collective: saves how many rows the tables have, or sets that from what was saved.
  void transfer_rows(StateArchive& archive, std::span<GrowingTable* const> tables) const;

  /// Ends the file and puts checksums behind it, for which it is read once more, unless something
  /// has failed before; does nothing the second time.
  void close();

 private:
  enum class State { usable, growing, failed, closed };

  void create(const std::function<void(h5::File&)>& lay_out);
  void reopen(StateArchive& saved);
  void require_usable() const;
  [[nodiscard]] std::string place_in_archive() const;
  void remember_chunks();
  [[nodiscard]] std::vector<std::uint64_t> make_room();
  void write_together(const std::function<void()>& action);
  void write_tiles();
  [[nodiscard]] const std::uint64_t* addresses_of(std::size_t number) const;
  void undo() noexcept;

  Communicator communicator_;
  std::string path_;
  std::optional<h5::File> file_;  // on rank 0
  int descriptor_ = -1;
  State state_ = State::usable;
  std::vector<NewRows> growth_;           // of the window that has been begun
  std::vector<std::uint64_t> addresses_;  // of its chunks, table after table
  ChunkPlaces chunks_;                    // of all windows before; on rank 0
};

}  // namespace engram
