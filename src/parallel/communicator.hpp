#pragma once

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "parallel/patience.hpp"

namespace engram {

/// Bytes for or from another rank.
struct Parcel {
  Rank rank;
  std::vector<std::byte> bytes;
};

/// A set of ranks that work on the same run. Copies refer to the same MPI communicator, which must
/// outlive them. Every call whose comment says "collective" must be made by all ranks; the others
/// are local. A collective call throws LostRank where a rank does not come to it for longer than
/// the communicator's patience; the communicator cannot be used any more then.
class Communicator {
 public:
  /// Without a patience ranks wait for one another for ever. It must be the same on all of them.
  explicit Communicator(MPI_Comm handle, Patience patience = Patience());

  [[nodiscard]] MPI_Comm handle() const { return handle_; }
  [[nodiscard]] Rank rank() const { return rank_; }
  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] bool is_root() const { return rank_.value() == 0; }

  /// Collective.
  void barrier() const;
  /// Collective: sum, smallest, largest over the ranks.
  [[nodiscard]] std::uint64_t sum(std::uint64_t value) const;
  [[nodiscard]] std::uint64_t min(std::uint64_t value) const;
  [[nodiscard]] std::uint64_t max(std::uint64_t value) const;
  [[nodiscard]] double min(double value) const;
  [[nodiscard]] double max(double value) const;
  [[nodiscard]] double sum(double value) const;
  /// Collective: element-wise sum.
  [[nodiscard]] std::vector<std::uint64_t> sum(std::vector<std::uint64_t> values) const;
  /// Collective: element-wise largest.
  [[nodiscard]] std::vector<double> max(std::vector<double> values) const;
  /// Collective: sum over the ranks before this one; 0 on the first.
  [[nodiscard]] std::uint64_t sum_before(std::uint64_t value) const;
  [[nodiscard]] std::vector<std::uint64_t> sum_before(std::vector<std::uint64_t> values) const;
  /// Collective: the text of rank `from` on every rank.
  [[nodiscard]] std::string broadcast(std::string text, Rank from = Rank(0)) const;

  /// Collective: sends each parcel to its rank and returns what came in, ascending by sender. At
  /// most one parcel per receiver; a parcel to oneself is allowed. Cost and memory grow with the
  /// number of partners, not with the number of ranks (non-blocking consensus; Hoefler, Siebert &
  /// Lumsdaine 2010, doi:10.1145/1693453.1693476).
  [[nodiscard]] std::vector<Parcel> exchange(std::vector<Parcel> outgoing) const;

 private:
  template <class T>
  [[nodiscard]] std::vector<T> reduce(std::vector<T> mine, MPI_Datatype type, MPI_Op op) const;
  template <class T>
  [[nodiscard]] T reduce(T mine, MPI_Datatype type, MPI_Op op) const;
  template <class Buffer>
  void wait(MPI_Request& request, std::unique_ptr<Buffer>& buffer) const;
  [[noreturn]] void give_up() const;

  MPI_Comm handle_;
  Patience patience_;
  Rank rank_;
  int size_ = 1;
};

}  // namespace engram
