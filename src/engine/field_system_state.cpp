#include <algorithm>

#include "core/errors.hpp"
#include "engine/field_system.hpp"

namespace engram {
namespace {

void transfer_field(StateArchive& archive, Field& field, const std::string& path) {
  const std::span<const double> present = field.concentration();
  std::vector<double> concentration(present.begin(), present.end());
  std::vector<std::int64_t> intervals{field.intervals()};
  archive.shared(path + "/concentration", concentration);
  archive.shared(path + "/intervals", intervals);
  if (archive.loading()) field.restore(concentration, intervals.at(0));
}

void transfer_sums(StateArchive& archive, PrefixSums& sums, const std::string& path) {
  PrefixSums::State state = sums.state();
  std::vector<std::int64_t> range{state.base, state.end};
  archive.shared(path + "/range", range);
  archive.shared(path + "/numbers", state.numbers);
  if (!archive.loading()) return;
  state.base = range.at(0);
  state.end = range.at(1);
  sums.restore(state);
}

}  // namespace

void FieldSystem::transfer_state(StateArchive& archive) {
  for (std::size_t m = 0; m < sources_.size(); ++m) {
    const std::string path = "/modulators/" + std::to_string(m);
    transfer_field(archive, *sources_[m].field, path);
    if (sources_[m].rewards) sources_[m].rewards->transfer_state(archive, path + "/rewards");
    if (sources_[m].counters > 0) transfer_releases(archive, sources_[m], path);
  }
  for (std::size_t g = 0; g < all_gates_.size(); ++g) {
    transfer_sums(archive, *all_gates_[g].sums, "/third_factors/" + std::to_string(g));
  }
  for (std::size_t f = 0; f < all_factors_.size(); ++f) {
    std::vector<double> values = all_factors_[f].values->values();
    archive.shared("/releases/" + std::to_string(f), values);
    if (archive.loading()) all_factors_[f].values->restore(std::move(values));
  }
}

/// What spikes have released in the interval before the present one, whose sums may be on their
/// way, and in the present one.
void FieldSystem::transfer_releases(StateArchive& archive, Source& source,
                                    const std::string& path) {
  wait_for(source);
  std::vector<std::uint8_t> underway{static_cast<std::uint8_t>(source.underway)};
  std::vector<std::uint64_t> received = source.received;
  if (!source.underway) std::ranges::fill(received, 0U);
  archive.shared(path + "/released_before_known", underway);
  archive.shared(path + "/released_before", received);
  std::vector<std::uint64_t> present(source.counters, 0);
  for (const std::vector<std::uint64_t>& counts : counts_) {
    for (std::size_t c = 0; c < present.size(); ++c) present[c] += counts[source.first_counter + c];
  }
  archive.sums(path + "/released", present);
  if (!archive.loading()) return;
  if (received.size() != source.received.size()) {
    throw Error("stored releases of a modulator do not belong to this experiment");
  }
  source.underway = underway.at(0) != 0;
  source.received = std::move(received);
  std::ranges::copy(present,
                    counts_.front().begin() + static_cast<std::ptrdiff_t>(source.first_counter));
}

}  // namespace engram
