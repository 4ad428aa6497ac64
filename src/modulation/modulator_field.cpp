#include "modulation/modulator_field.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "model/modulator_values.hpp"
#include "modulation/field.hpp"

namespace engram {
namespace {

/// Whole on every rank.
class WholeField final : public ModulatorField {
 public:
  WholeField(const Modulator& modulator, double dt, const Communicator& communicator,
             const FieldInputs& inputs)
      : field_(modulator, dt, inputs),
        plan_(modulator, dt, inputs.neurons),
        communicator_(communicator) {
    counts_.resize(plan_.amounts.size() * field_.voxels());
  }

  [[nodiscard]] const FieldPlan& plan() const override { return plan_; }
  [[nodiscard]] std::int64_t intervals() const override { return field_.intervals(); }
  [[nodiscard]] bool divided() const override { return false; }
  [[nodiscard]] std::uint64_t voxel(std::size_t place) const override { return place; }
  [[nodiscard]] std::uint32_t place_of(std::uint64_t voxel) const override {
    return static_cast<std::uint32_t>(voxel);
  }
  [[nodiscard]] std::span<const double> concentration() const override {
    return field_.concentration();
  }
  [[nodiscard]] ValueRun own() const override {
    return {0, communicator_.is_root() ? field_.voxels() : 0};
  }
  [[nodiscard]] std::span<const double> own_concentration() const override {
    return field_.concentration().first(own().count);
  }
  [[nodiscard]] std::vector<double> on_root(std::span<const std::uint64_t> voxels) const override {
    std::vector<double> values;
    if (!communicator_.is_root()) return values;
    for (const std::uint64_t voxel : voxels) values.push_back(concentration()[voxel]);
    return values;
  }
  [[nodiscard]] std::vector<double> on_root() const override {
    const std::span<const double> mine = own_concentration();
    return {mine.begin(), mine.end()};
  }

  void advance(std::size_t part, std::size_t parts, const std::function<void()>& wait) override {
    field_.advance(part, parts, wait);
  }
  void add_releases(std::span<const VoxelRelease> releases) override {
    std::ranges::fill(counts_, 0U);
    for (const VoxelRelease& release : releases) {
      counts_[release.source * field_.voxels() + release.voxel] += release.count;
    }
    field_.add_releases(counts_);
  }
  void add_everywhere(double amount) override { field_.add_everywhere(amount); }
  void publish() override {}
  [[nodiscard]] std::optional<std::pair<std::uint64_t, double>> find_non_finite() const override {
    const std::optional<std::size_t> voxel = field_.find_non_finite();
    if (!voxel) return {};
    return std::pair(std::uint64_t{*voxel}, concentration()[*voxel]);
  }
  [[nodiscard]] std::vector<VoxelRelease> to_owners(
      std::span<const VoxelRelease> releases) const override {
    return {releases.begin(), releases.end()};
  }
  void restore(std::span<const double> concentration, std::int64_t intervals) override {
    field_.restore(concentration, intervals);
  }
  [[nodiscard]] std::size_t bytes() const override { return field_.bytes() + counts_.size() * 8; }

 private:
  Field field_;
  FieldPlan plan_;
  const Communicator& communicator_;
  std::vector<std::uint64_t> counts_;  // per source and voxel
};

/// In slabs, one per rank.
class DividedField final : public ModulatorField {
 public:
  DividedField(const Modulator& modulator, double dt, const Communicator& communicator,
               std::vector<std::uint64_t> read, const FieldInputs& inputs)
      : field_(modulator, dt, communicator, inputs),
        communicator_(communicator),
        read_(std::move(read)) {
    field_.subscribe(read_);
    publish();
  }

  [[nodiscard]] const FieldPlan& plan() const override { return field_.plan(); }
  [[nodiscard]] std::int64_t intervals() const override { return field_.intervals(); }
  [[nodiscard]] bool divided() const override { return true; }
  [[nodiscard]] std::uint64_t voxel(std::size_t place) const override { return read_[place]; }
  [[nodiscard]] std::uint32_t place_of(std::uint64_t voxel) const override {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(read_, voxel) - read_.begin());
  }
  [[nodiscard]] std::span<const double> concentration() const override { return known_; }
  [[nodiscard]] ValueRun own() const override {
    return {field_.first_voxel(), field_.concentration().size()};
  }
  [[nodiscard]] std::span<const double> own_concentration() const override {
    return field_.concentration();
  }
  [[nodiscard]] std::vector<double> on_root(std::span<const std::uint64_t> voxels) const override {
    return field_.on_root(voxels);
  }
  [[nodiscard]] std::vector<double> on_root() const override { return field_.on_root(); }

  void advance(std::size_t part, std::size_t parts, const std::function<void()>& wait) override {
    field_.advance(part, parts, wait);
  }
  void add_releases(std::span<const VoxelRelease> releases) override {
    field_.add_releases(releases);
  }
  void add_everywhere(double amount) override { field_.add_everywhere(amount); }
  void publish() override { known_ = field_.read(); }
  [[nodiscard]] std::optional<std::pair<std::uint64_t, double>> find_non_finite() const override {
    constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
    const std::optional<std::size_t> mine = field_.find_non_finite();
    const std::uint64_t voxel = communicator_.min(mine ? std::uint64_t{*mine} : none);
    if (voxel == none) return {};
    std::uint64_t bits = 0;
    if (mine && *mine == voxel) {
      bits = std::bit_cast<std::uint64_t>(field_.concentration()[*mine - field_.first_voxel()]);
    }
    return std::pair(voxel, std::bit_cast<double>(communicator_.sum(bits)));
  }
  [[nodiscard]] std::vector<VoxelRelease> to_owners(
      std::span<const VoxelRelease> releases) const override {
    return field_.to_owners(releases);
  }
  void restore(std::span<const double> concentration, std::int64_t intervals) override {
    field_.restore(concentration, intervals);
    publish();
  }
  [[nodiscard]] std::size_t bytes() const override {
    return field_.bytes() + read_.size() * sizeof(std::uint64_t);
  }

 private:
  SlabField field_;
  const Communicator& communicator_;
  std::vector<std::uint64_t> read_;
  std::span<const double> known_;
};

}  // namespace

std::unique_ptr<ModulatorField> ModulatorField::make(const Modulator& modulator, double dt,
                                                     const Communicator& communicator,
                                                     std::vector<std::uint64_t> read,
                                                     const FieldInputs& inputs) {
  if (!is_divided(Voxels::of(modulator, inputs.neurons).size())) {
    return std::make_unique<WholeField>(modulator, dt, communicator, inputs);
  }
  return std::make_unique<DividedField>(modulator, dt, communicator, std::move(read), inputs);
}

}  // namespace engram
