#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "modulation/field_plan.hpp"
#include "modulation/slab_field.hpp"
#include "parallel/communicator.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// The field of a modulator as one rank meets it (voxels and concentrations being neurons and
/// values where it is a learning signal): its own share of the voxels, which it moves, and those it
/// knows the concentration of, because neurons of it lie in them. Small fields are whole on every
/// rank, which needs no messages (Field); large ones are divided (SlabField). What happens when is
/// as in Field, and so are the bits.
///
/// "Collective": to be called by all ranks, by one thread of each.
class ModulatorField {
 public:
  /// Collective. `dt`: step width, ms. `read`: the voxels to be known here, ascending; more may
  /// become known. `communicator` must outlive the field.
  [[nodiscard]] static std::unique_ptr<ModulatorField> make(const Modulator& modulator, double dt,
                                                            const Communicator& communicator,
                                                            std::vector<std::uint64_t> read,
                                                            const FieldInputs& inputs = {});

  ModulatorField() = default;
  ModulatorField(const ModulatorField&) = delete;
  ModulatorField& operator=(const ModulatorField&) = delete;
  virtual ~ModulatorField() = default;

  [[nodiscard]] virtual const FieldPlan& plan() const = 0;
  [[nodiscard]] const Voxels& grid() const { return plan().voxels; }
  [[nodiscard]] double baseline() const { return plan().species.baseline; }
  /// Length of an interval, ms and steps.
  [[nodiscard]] double interval() const { return plan().interval; }
  [[nodiscard]] std::int64_t interval_steps() const { return plan().interval_steps; }
  /// Number of intervals that have passed.
  [[nodiscard]] virtual std::int64_t intervals() const = 0;

  /// Whether ranks own different voxels.
  [[nodiscard]] virtual bool divided() const = 0;
  /// Number of voxels known here.
  [[nodiscard]] std::size_t known() const { return concentration().size(); }
  /// Known voxel number `place`, counted among all voxels; ascending.
  [[nodiscard]] virtual std::uint64_t voxel(std::size_t place) const = 0;
  /// Its number among the known ones; `voxel` must be one of them.
  [[nodiscard]] virtual std::uint32_t place_of(std::uint64_t voxel) const = 0;
  /// Micromolar in the known voxels, at the beginning of the present interval.
  [[nodiscard]] virtual std::span<const double> concentration() const = 0;

  /// The voxels this rank answers for, so that every voxel is one rank's: first, count.
  [[nodiscard]] virtual ValueRun own() const = 0;
  [[nodiscard]] virtual std::span<const double> own_concentration() const = 0;
  /// Collective. The present concentrations of some voxels, the same list on every rank: on rank 0,
  /// in their order; empty on the others.
  [[nodiscard]] virtual std::vector<double> on_root(
      std::span<const std::uint64_t> voxels) const = 0;
  /// The same of all voxels.
  [[nodiscard]] virtual std::vector<double> on_root() const = 0;

  /// Moves on by one interval, by `parts` threads of each rank; `wait` returns when all of a rank's
  /// threads have called it. Part 0 speaks with the other ranks. What is known follows with
  /// publish().
  virtual void advance(std::size_t part, std::size_t parts, const std::function<void()>& wait) = 0;
  /// Collective. Adds what spikes release: where the field is whole the sums over all ranks, where
  /// it is divided any releases, those of all ranks together.
  virtual void add_releases(std::span<const VoxelRelease> releases) = 0;
  /// Adds `amount` to every voxel.
  virtual void add_everywhere(double amount) = 0;
  /// Collective. Makes the present concentrations known.
  virtual void publish() = 0;
  /// Collective. The first voxel whose concentration is not a finite number, and that number.
  [[nodiscard]] virtual std::optional<std::pair<std::uint64_t, double>> find_non_finite() const = 0;
  /// Collective. Releases of all ranks, each at the rank that owns its voxel.
  [[nodiscard]] virtual std::vector<VoxelRelease> to_owners(
      std::span<const VoxelRelease> releases) const = 0;

  /// Collective. Goes on from a checkpoint: the concentrations of own() and the intervals passed.
  virtual void restore(std::span<const double> concentration, std::int64_t intervals) = 0;

  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

}  // namespace engram
