#include "modulation/slab_field.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "modulation/field_rows.hpp"

namespace engram {
namespace {

template <class T>
Parcel pack(Rank rank, const std::vector<T>& items) {
  Parcel parcel{rank, std::vector<std::byte>(items.size() * sizeof(T))};
  std::memcpy(parcel.bytes.data(), items.data(), parcel.bytes.size());
  return parcel;
}

template <class T>
std::vector<T> unpack(const Parcel& parcel) {
  std::vector<T> items(parcel.bytes.size() / sizeof(T));
  std::memcpy(items.data(), parcel.bytes.data(), items.size() * sizeof(T));
  return items;
}

// Slices lie across the first axis there is.
std::size_t slice_axis(const Voxels& voxels) {
  return voxels.dimensions() == 3 ? 0 : 1;
}

}  // namespace

SlabField::SlabField(const Modulator& modulator, double dt, const Communicator& communicator,
                     const FieldInputs& inputs)
    : plan_(modulator, dt, inputs.neurons),
      communicator_(communicator),
      slices_(plan_.voxels.shape()[slice_axis(plan_.voxels)]),
      slice_size_(plan_.voxels.size() / slices_),
      first_slice_(Slices{slices_, static_cast<std::size_t>(communicator.size())}.begin(
          communicator.rank())),
      end_slice_(
          Slices{slices_, static_cast<std::size_t>(communicator.size())}.end(communicator.rank())),
      schedule_(modulator, dt, plan_.interval_steps,
                inputs.scheduled({first_voxel(), end_slice_ * slice_size_})),
      halo_(communicator, Slices{slices_, static_cast<std::size_t>(communicator.size())},
            slice_size_, plan_.voxels.periodic()) {
  for (AlignedVector<double>& buffer : buffers_) {
    buffer.assign((end_slice_ - first_slice_) * slice_size_, plan_.species.baseline);
  }
  add_scheduled();
}

Rank SlabField::owner(std::uint64_t voxel) const {
  const auto ranks = static_cast<std::size_t>(communicator_.size());
  return Slices{slices_, ranks}.owner(static_cast<std::size_t>(voxel) / slice_size_);
}

void SlabField::add_releases(std::span<const VoxelRelease> releases) {
  for (const auto& [source, voxel, count] : to_owners(releases)) {
    buffers_[present_][static_cast<std::size_t>(voxel) - first_voxel()] +=
        plan_.amounts[static_cast<std::size_t>(source)] * static_cast<double>(count);
  }
}

std::vector<VoxelRelease> SlabField::to_owners(std::span<const VoxelRelease> releases) const {
  std::map<Rank, std::vector<VoxelRelease>> by_owner;
  for (const VoxelRelease& release : releases) {
    if (release.source >= plan_.amounts.size() || release.voxel >= plan_.voxels.size()) {
      throw Error(fmt::format("a release by source {} in voxel {}; there are {} and {}",
                              release.source, release.voxel, plan_.amounts.size(),
                              plan_.voxels.size()));
    }
    by_owner[owner(release.voxel)].push_back(release);
  }
  std::vector<Parcel> parcels;
  parcels.reserve(by_owner.size());
  for (const auto& [rank, list] : by_owner) parcels.push_back(pack(rank, list));
  std::vector<VoxelRelease> here;
  for (const Parcel& parcel : communicator_.exchange(std::move(parcels))) {
    const std::vector<VoxelRelease> list = unpack<VoxelRelease>(parcel);
    here.insert(here.end(), list.begin(), list.end());
  }
  // Counts are summed first and sources go in their order, as where the field is whole.
  std::sort(here.begin(), here.end(), [](const VoxelRelease& a, const VoxelRelease& b) {
    return std::tie(a.source, a.voxel) < std::tie(b.source, b.voxel);
  });
  std::vector<VoxelRelease> summed;
  for (const VoxelRelease& release : here) {
    if (!summed.empty() && summed.back().source == release.source &&
        summed.back().voxel == release.voxel) {
      summed.back().count += release.count;
    } else {
      summed.push_back(release);
    }
  }
  return summed;
}

void SlabField::add_everywhere(double amount) {
  for (double& c : buffers_[present_]) c += amount;
}

void SlabField::add_scheduled() {
  schedule_.add_due(intervals_, buffers_[present_]);
}

void SlabField::step_part(std::size_t part, std::size_t parts, const AlignedVector<double>& from,
                          AlignedVector<double>& to) const {
  const auto& shape = plan_.voxels.shape();
  const bool planes = slice_axis(plan_.voxels) == 0;
  const std::size_t rows_per_slice = planes ? shape[1] : 1;
  const std::size_t first = first_slice_ * rows_per_slice;
  const std::size_t rows = (end_slice_ - first_slice_) * rows_per_slice;
  const auto at = [&](std::size_t plane, std::size_t row) {
    const std::size_t slice = planes ? plane : row;
    const double* numbers = slice >= first_slice_ && slice < end_slice_
                                ? from.data() + (slice - first_slice_) * slice_size_
                                : halo_.copy_of(slice);
    return numbers + (planes ? row * shape[2] : 0);
  };
  const std::size_t begin = rows * part / parts, end = rows * (part + 1) / parts;
  step_rows(plan_.step, plan_.voxels, first + begin, first + end, at, to.data() + begin * shape[2]);
}

void SlabField::finish_interval() {
  present_ = (present_ + static_cast<std::size_t>(plan_.sub_steps)) % 2;
  ++intervals_;
  add_scheduled();
}

void SlabField::subscribe(std::span<const std::uint64_t> voxels) {
  std::map<Rank, Lender> lenders;
  std::map<Rank, std::vector<std::uint64_t>> wanted;
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    if (voxels[i] >= plan_.voxels.size()) {
      throw Error(
          fmt::format("there is no voxel {}; there are {}", voxels[i], plan_.voxels.size()));
    }
    const Rank rank = owner(voxels[i]);
    lenders[rank].rank = rank;
    lenders[rank].places.push_back(i);
    wanted[rank].push_back(voxels[i]);
  }
  lenders_.clear();
  readers_.clear();
  for (auto& [rank, lender] : lenders) lenders_.push_back(std::move(lender));
  std::vector<Parcel> parcels;
  parcels.reserve(wanted.size());
  for (const auto& [rank, list] : wanted) parcels.push_back(pack(rank, list));
  for (const Parcel& parcel : communicator_.exchange(std::move(parcels))) {
    readers_.push_back({parcel.rank, unpack<std::uint64_t>(parcel)});
    for (std::uint64_t& voxel : readers_.back().voxels) voxel -= first_voxel();
  }
  values_.assign(voxels.size(), 0.0);
}

std::span<const double> SlabField::read() {
  std::vector<Parcel> parcels;
  for (const Reader& reader : readers_) {
    std::vector<double> numbers;
    numbers.reserve(reader.voxels.size());
    for (const std::uint64_t voxel : reader.voxels) numbers.push_back(concentration()[voxel]);
    parcels.push_back(pack(reader.rank, numbers));
  }
  // Ascending by sender, as the lenders are.
  const std::vector<Parcel> incoming = communicator_.exchange(std::move(parcels));
  for (std::size_t k = 0; k < incoming.size(); ++k) {
    const std::vector<double> numbers = unpack<double>(incoming[k]);
    for (std::size_t i = 0; i < numbers.size(); ++i) values_[lenders_[k].places[i]] = numbers[i];
  }
  return values_;
}

std::vector<double> SlabField::on_root(std::span<const std::uint64_t> voxels) const {
  std::vector<double> mine;
  for (const std::uint64_t voxel : voxels) {
    if (owner(voxel) == communicator_.rank())
      mine.push_back(concentration()[voxel - first_voxel()]);
  }
  std::vector<Parcel> parcels;
  if (!mine.empty()) parcels.push_back(pack(Rank(0), mine));
  std::map<Rank, std::vector<double>> from;
  for (const Parcel& parcel : communicator_.exchange(std::move(parcels))) {
    from[parcel.rank] = unpack<double>(parcel);
  }
  std::vector<double> values;
  if (!communicator_.is_root()) return values;
  std::map<Rank, std::size_t> next;
  for (const std::uint64_t voxel : voxels) {
    const Rank rank = owner(voxel);
    values.push_back(from.at(rank).at(next[rank]++));
  }
  return values;
}

std::vector<double> SlabField::on_root() const {
  std::vector<Parcel> parcels;
  const std::span<const double> mine = concentration();
  if (!mine.empty()) parcels.push_back(pack(Rank(0), std::vector(mine.begin(), mine.end())));
  std::vector<double> values;
  // Ascending by sender, as slabs are.
  for (const Parcel& parcel : communicator_.exchange(std::move(parcels))) {
    const std::vector<double> part = unpack<double>(parcel);
    values.insert(values.end(), part.begin(), part.end());
  }
  return values;
}

std::optional<std::size_t> SlabField::find_non_finite() const {
  const auto c = concentration();
  const auto bad = std::find_if(c.begin(), c.end(), [](double x) { return !std::isfinite(x); });
  if (bad == c.end()) return {};
  return first_voxel() + static_cast<std::size_t>(bad - c.begin());
}

void SlabField::restore(std::span<const double> concentration, std::int64_t intervals) {
  if (concentration.size() != buffers_[present_].size() || intervals < 0) {
    throw Error(fmt::format("a stored part of a field has {} voxels, and this one {}",
                            concentration.size(), buffers_[present_].size()));
  }
  std::copy(concentration.begin(), concentration.end(), buffers_[present_].begin());
  intervals_ = intervals;
  schedule_.set_passed(intervals);
}

std::size_t SlabField::bytes() const {
  std::size_t numbers = buffers_[0].capacity() + buffers_[1].capacity() + values_.capacity();
  for (const Reader& reader : readers_) numbers += reader.voxels.capacity();
  for (const Lender& lender : lenders_) numbers += lender.places.capacity();
  return numbers * sizeof(double) + halo_.bytes() + schedule_.bytes();
}

}  // namespace engram
