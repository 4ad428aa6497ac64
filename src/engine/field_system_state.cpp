#include <algorithm>

#include "core/errors.hpp"
#include "engine/field_system.hpp"

namespace engram {
namespace {

void transfer_field(StateArchive& archive, ModulatorField& field, const std::string& path) {
  // Where the field is whole, one rank saves it and all load it.
  const bool all = archive.loading() && !field.divided();
  const ValueRun own = all ? ValueRun{0, field.grid().size()} : field.own();
  const std::span<const double> present = field.own_concentration();
  std::vector<double> concentration(present.begin(), present.end());
  concentration.resize(own.count);
  std::vector<ValueRun> places;
  if (own.count > 0) places.push_back(own);
  std::vector<std::int64_t> intervals{field.intervals()};
  archive.table<double>(path + "/concentration", field.grid().size(), 1, places, concentration);
  archive.shared(path + "/intervals", intervals);
  if (archive.loading()) field.restore(concentration, intervals.at(0));
}

/// Where the numbers of the voxels known here stand in `rows` rows of one number per voxel.
std::vector<ValueRun> places_of_known(const ModulatorField& field, std::size_t rows) {
  std::vector<ValueRun> runs;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t place = 0; place < field.known(); ++place) {
      const std::uint64_t at = r * field.grid().size() + field.voxel(place);
      if (!runs.empty() && runs.back().first + runs.back().count == at) {
        ++runs.back().count;
      } else {
        runs.push_back({at, 1});
      }
    }
  }
  return runs;
}

/// `rows` rows of one number per known voxel; loading finds out how many rows there are.
void transfer_known(StateArchive& archive, const ModulatorField& field, const std::string& path,
                    std::size_t rows, std::vector<double>& numbers) {
  if (!field.divided()) {
    archive.shared(path, numbers);
    return;
  }
  if (archive.loading()) rows = archive.rows_of(path) / field.grid().size();
  // Numbers of nobody, where no voxel is known.
  std::vector<double> nobody;
  if (archive.loading()) numbers.assign(rows * std::max<std::size_t>(field.known(), 1), 0.0);
  archive.table<double>(path, rows * field.grid().size(), 1, places_of_known(field, rows),
                        field.known() > 0 ? std::span(numbers) : std::span(nobody));
}

void transfer_sums(StateArchive& archive, const ModulatorField& field, PrefixSums& sums,
                   const std::string& path) {
  PrefixSums::State state = sums.state();
  std::vector<std::int64_t> range{state.base, state.end};
  archive.shared(path + "/range", range);
  transfer_known(archive, field, path + "/numbers", state.numbers.size() / sums.columns(),
                 state.numbers);
  if (!archive.loading()) return;
  state.base = range.at(0);
  state.end = range.at(1);
  sums.restore(state);
}

/// Releases into a divided field, by voxel and source; each rank saves and loads those in its own
/// voxels.
void transfer_by_voxel(StateArchive& archive, const ModulatorField& field, const std::string& path,
                       std::vector<VoxelRelease>& releases) {
  const ValueRun own = field.own();
  const std::uint64_t sources = field.plan().amounts.size();
  std::vector<std::uint64_t> counts(own.count * sources, 0);
  for (const VoxelRelease& each : field.to_owners(releases)) {
    counts[(each.voxel - own.first) * sources + each.source] = each.count;
  }
  std::vector<ValueRun> places;
  if (own.count > 0) places.push_back(own);
  archive.table<std::uint64_t>(path, field.grid().size(), sources, places, counts);
  if (!archive.loading()) return;
  releases.clear();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) releases.push_back({i % sources, own.first + i / sources, counts[i]});
  }
}

}  // namespace

void FieldSystem::transfer_state(StateArchive& archive) {
  for (std::size_t m = 0; m < sources_.size(); ++m) {
    const std::string path = "/modulators/" + std::to_string(m);
    transfer_field(archive, *sources_[m].field, path);
    if (sources_[m].rewards) sources_[m].rewards->transfer_state(archive, path + "/rewards");
    transfer_releases(archive, sources_[m], path);
  }
  for (std::size_t g = 0; g < all_gates_.size(); ++g) {
    transfer_sums(archive, *sources_[all_gates_[g].modulator].field, *all_gates_[g].sums,
                  "/third_factors/" + std::to_string(g));
  }
  for (std::size_t f = 0; f < all_factors_.size(); ++f) {
    std::vector<double> values = all_factors_[f].values->values();
    transfer_known(archive, *sources_[all_factors_[f].modulator].field,
                   "/releases/" + std::to_string(f), all_factors_[f].values->kept(), values);
    if (archive.loading()) all_factors_[f].values->restore(std::move(values));
  }
}

/// What spikes have released in the interval before the present one, whose sums may be on their
/// way, and in the present one.
void FieldSystem::transfer_releases(StateArchive& archive, Source& source,
                                    const std::string& path) {
  // Also on ranks that know no voxel of the field.
  if (source.field->divided() && !source.sites.empty()) transfer_divided(archive, source, path);
  if (source.sent.empty()) return;
  wait_for(source);
  std::vector<std::uint8_t> underway{static_cast<std::uint8_t>(source.underway)};
  std::vector<std::uint64_t> received = source.received;
  if (!source.underway) std::ranges::fill(received, 0U);
  archive.shared(path + "/released_before_known", underway);
  archive.shared(path + "/released_before", received);
  const std::vector<std::uint64_t> all = counted(source);
  std::vector<std::uint64_t> present(all.begin() + static_cast<std::ptrdiff_t>(source.first_summed),
                                     all.end());
  archive.sums(path + "/released", present);
  if (!archive.loading()) return;
  if (received.size() != source.received.size()) {
    throw Error("stored releases of a modulator do not belong to this experiment");
  }
  source.underway = underway.at(0) != 0;
  source.received = std::move(received);
  std::ranges::copy(present,
                    counts_.front().begin() +
                        static_cast<std::ptrdiff_t>(source.first_counter + source.first_summed));
}

void FieldSystem::transfer_divided(StateArchive& archive, Source& source, const std::string& path) {
  const std::string before = path + "/released_before_by_voxel";
  if (archive.loading() && !archive.has(before)) {
    throw Error(
        "the checkpoint comes from a version that kept fields of this size whole on every rank; "
        "finish the run with that version");
  }
  transfer_by_voxel(archive, *source.field, before, source.waiting);
  std::vector<VoxelRelease> present = source.loaded;
  const std::vector<VoxelRelease> here = released_here(source, counted(source));
  present.insert(present.end(), here.begin(), here.end());
  transfer_by_voxel(archive, *source.field, path + "/released_by_voxel", present);
  if (archive.loading()) source.loaded = std::move(present);
}

}  // namespace engram
