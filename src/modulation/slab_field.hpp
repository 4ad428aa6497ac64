#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/aligned.hpp"
#include "core/ids.hpp"
#include "engram/experiment.hpp"
#include "modulation/field_inputs.hpp"
#include "modulation/field_plan.hpp"
#include "modulation/halo.hpp"
#include "modulation/release_schedule.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Spikes that release a modulator in one voxel.
struct VoxelRelease {
  std::uint64_t source = 0;  ///< position in the modulator's list of sources
  std::uint64_t voxel = 0;
  std::uint64_t count = 0;
};

/// The concentration field of a modulator in slabs: every rank owns neighbouring slices across the
/// first axis and, in every sub-step, borrows the slice before and the one behind them. What
/// happens when is as in Field, and so are the bits, for any number of ranks and threads.
///
/// No array grows with the number of ranks or of all voxels. "Collective": to be called by all
/// ranks.
class SlabField {
 public:
  /// Collective. As Field's. `communicator` must outlive this object.
  SlabField(const Modulator& modulator, double dt, const Communicator& communicator,
            const FieldInputs& inputs = {});

  [[nodiscard]] const FieldPlan& plan() const { return plan_; }
  [[nodiscard]] const Voxels& grid() const { return plan_.voxels; }
  [[nodiscard]] double interval() const { return plan_.interval; }
  [[nodiscard]] std::int64_t interval_steps() const { return plan_.interval_steps; }
  [[nodiscard]] std::int64_t intervals() const { return intervals_; }

  /// This rank's voxels, neighbouring ones; there may be none.
  [[nodiscard]] std::size_t first_voxel() const { return first_slice_ * slice_size_; }
  [[nodiscard]] std::span<const double> concentration() const { return buffers_[present_]; }

  /// Collective. Adds to the present concentration what spikes release: any releases in any voxels,
  /// those of all ranks together. Throws Error for sources and voxels that do not exist.
  void add_releases(std::span<const VoxelRelease> releases);
  /// Collective. Releases of all ranks, each at the rank that owns its voxel, summed, ascending by
  /// source and voxel. Throws as add_releases() does.
  [[nodiscard]] std::vector<VoxelRelease> to_owners(std::span<const VoxelRelease> releases) const;
  /// Adds `amount` to every voxel.
  void add_everywhere(double amount);

  /// Collective. Moves on by one interval.
  void advance() {
    advance(0, 1, [] {});
  }
  /// The same by `parts` threads of each rank, as Field's; part 0 speaks with the other ranks.
  template <class Wait>
  void advance(std::size_t part, std::size_t parts, const Wait& wait) {
    const std::size_t present = present_;
    for (std::int64_t k = 0; k < plan_.sub_steps; ++k) {
      const std::size_t from = (present + static_cast<std::size_t>(k)) % 2;
      if (part == 0 && plan_.step.diffuses()) halo_.exchange(buffers_[from]);
      wait();
      step_part(part, parts, buffers_[from], buffers_[1 - from]);
      wait();
    }
    if (part == 0) finish_interval();
    wait();
  }

  /// Collective. From now on read() gives the concentrations of these voxels, wherever they are
  /// owned.
  void subscribe(std::span<const std::uint64_t> voxels);
  /// Collective. The present concentrations of the voxels subscribed to, in their order.
  [[nodiscard]] std::span<const double> read();
  /// Collective. The present concentrations of some voxels, the same list on every rank: on rank 0,
  /// in their order; empty on the others.
  [[nodiscard]] std::vector<double> on_root(std::span<const std::uint64_t> voxels) const;
  /// The same of all voxels.
  [[nodiscard]] std::vector<double> on_root() const;

  /// The first of this rank's voxels whose concentration is not a finite number, counted among all.
  [[nodiscard]] std::optional<std::size_t> find_non_finite() const;

  /// Goes on from a checkpoint: the concentrations of this rank's voxels and the number of
  /// intervals passed. Throws Error where the number of voxels differs.
  void restore(std::span<const double> concentration, std::int64_t intervals);

  [[nodiscard]] std::size_t bytes() const;

 private:
  [[nodiscard]] Rank owner(std::uint64_t voxel) const;
  void step_part(std::size_t part, std::size_t parts, const AlignedVector<double>& from,
                 AlignedVector<double>& to) const;
  void finish_interval();
  void add_scheduled();

  // Voxels that another rank, or this one, reads here, counted from first_voxel().
  struct Reader {
    Rank rank;
    std::vector<std::uint64_t> voxels;
  };
  // Where the numbers that come from an owner go in what read() returns.
  struct Lender {
    Rank rank;
    std::vector<std::uint64_t> places;
  };

  FieldPlan plan_;
  const Communicator& communicator_;
  std::size_t slices_;       // in all
  std::size_t slice_size_;   // voxels
  std::size_t first_slice_;  // of this rank
  std::size_t end_slice_;
  ReleaseSchedule schedule_;
  Halo halo_;
  std::int64_t intervals_ = 0;
  std::size_t present_ = 0;
  std::array<AlignedVector<double>, 2> buffers_;
  std::vector<Reader> readers_;
  std::vector<Lender> lenders_;
  std::vector<double> values_;
};

}  // namespace engram
