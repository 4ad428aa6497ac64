#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/state_type.hpp"
#include "parallel/communicator.hpp"
#include "parallel/shared_chunks.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// Where the parts of a simulation leave their state, and take it from. The same calls save and
/// load, so that the two cannot differ.
///
/// A table's rows belong to keys that do not depend on the partition: neurons by their index in the
/// population, synapses by target and ordinal. So what one set of ranks has saved, any other can
/// load. All calls are collective: every rank makes the same calls in the same order, also where
/// it has no row of a table.
///
/// Throws FileError if the state cannot be written or read, or if a table is not of the shape that
/// is asked for.
class StateArchive {
 public:
  enum class Direction { save, load };

  explicit StateArchive(const Communicator& communicator) : communicator_(communicator) {}
  virtual ~StateArchive() = default;

  [[nodiscard]] virtual Direction direction() const = 0;
  [[nodiscard]] bool loading() const { return direction() == Direction::load; }

  /// Who saves a row of a table.
  enum class Owners {
    several,  ///< any number of ranks, which must give the same values; nobody's rows are zero
    one       ///< exactly one rank
  };

  /// The rows of a table of `total` rows of `width` values that `places` names (ascending, not
  /// overlapping): saved from `values`, or loaded to there; they stand one behind the other.
  template <class T>
  void table(const std::string& path, std::uint64_t total, std::uint64_t width,
             std::span<const ValueRun> places, std::span<T> values,
             Owners owners = Owners::several) {
    transfer({path, StateTypeOf<T>::value, total, width, owners}, places,
             std::as_writable_bytes(values));
  }

  /// The same for values whose type is known at run time only.
  void table(const std::string& path, StateType type, std::uint64_t total, std::uint64_t width,
             std::span<const ValueRun> places, std::span<std::byte> values) {
    transfer({path, type, total, width, Owners::several}, places, values);
  }

  /// Saves a table of `total` rows of one value, each from exactly one rank. The values may still
  /// be read when this has returned: they must not change any more. Their chunks come back when
  /// they have been read.
  template <class T>
  void save_table(const std::string& path, std::uint64_t total, std::span<const ValueRun> places,
                  ChunkedValues values) {
    transfer_chunks({path, StateTypeOf<T>::value, total, 1, Owners::one}, places,
                    std::move(values));
  }

  /// A list for each of `total` keys, of which this rank has those that `keys` names; no two ranks
  /// save the same key. Loading sets counts and values.
  template <class T>
  void lists(const std::string& path, std::uint64_t total, std::span<const ValueRun> keys,
             KeyedLists<T>& lists);

  /// Of such lists the counts alone, and where the values of this rank's keys stand in a table: so
  /// that lists of the same lengths can be moved as several tables.
  struct ListPlaces {
    std::uint64_t total = 0;  ///< values of all keys on all ranks
    std::uint64_t mine = 0;   ///< of this rank's keys
    std::vector<ValueRun> runs;
  };
  [[nodiscard]] ListPlaces places_of_lists(const std::string& path, std::uint64_t total,
                                           std::span<const ValueRun> keys,
                                           std::vector<std::uint64_t>& counts);

  /// Counts that add up over the ranks: their sums are saved. Loading gives them to rank 0, and
  /// zero to the others.
  void sums(const std::string& path, std::span<std::uint64_t> counts);

  /// Values that are the same on all ranks. Loading gives as many as were saved.
  template <class T>
  void shared(const std::string& path, std::vector<T>& values);

  /// Whether a table of this path has been saved. Only asked while loading.
  [[nodiscard]] virtual bool has(const std::string& path) const = 0;
  /// Rows of a saved table. Only asked while loading.
  [[nodiscard]] virtual std::uint64_t rows_of(const std::string& path) const = 0;

 protected:
  struct Shape {
    std::string path;
    StateType type;
    std::uint64_t total;  ///< rows
    std::uint64_t width;  ///< values per row
    Owners owners;
  };

  virtual void transfer(const Shape& shape, std::span<const ValueRun> places,
                        std::span<std::byte> values) = 0;
  /// Brings the values together in one piece, if not overridden.
  virtual void transfer_chunks(const Shape& shape, std::span<const ValueRun> places,
                               ChunkedValues values);
  [[nodiscard]] const Communicator& communicator() const { return communicator_; }

 private:
  Communicator communicator_;
};

template <class T>
void StateArchive::lists(const std::string& path, std::uint64_t total,
                         std::span<const ValueRun> keys, KeyedLists<T>& lists) {
  const ListPlaces places = places_of_lists(path, total, keys, lists.counts);
  if (loading()) lists.values.resize(places.mine);
  table<T>(path + "/value", places.total, 1, places.runs, lists.values, Owners::one);
}

template <class T>
void StateArchive::shared(const std::string& path, std::vector<T>& values) {
  if (loading()) values.resize(rows_of(path));
  std::vector<ValueRun> places;
  const bool takes_part = loading() || communicator_.is_root();
  if (takes_part && !values.empty()) places.push_back({0, values.size()});
  std::span<T> mine(values);
  if (places.empty()) mine = {};
  table<T>(path, values.size(), 1, places, mine);
}

}  // namespace engram
