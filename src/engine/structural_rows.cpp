#include "engine/structural_rows.hpp"

#include <algorithm>
#include <cassert>

namespace engram {

StructuralRows::StructuralRows(const StructuralRowsSetup& setup)
    : setup_(setup), weight_(setup.grid.round(setup.weight)), begin_(setup.sources + 1, 0) {}

void StructuralRows::enter(std::span<const SpikeWord> spikes, Step first, Step /*known*/,
                           Calendar& calendar, std::uint32_t slots) {
  const std::uint32_t first_place = setup_.port.row * slots + setup_.port.offset;
  for (const SpikeWord spike : spikes) {
    const std::uint32_t source = spike.slot() - setup_.first_slot;
    if (source >= setup_.sources) continue;
    const std::span<const std::uint16_t> targets = row(source);
    if (targets.empty()) continue;
    auto& events = calendar.at(first + spike.lag() + setup_.delay).events;
    for (const std::uint16_t target : targets) events.push({first_place + target, weight_});
    events_ += targets.size();
  }
}

void StructuralRows::read(Step /*now*/, const std::function<void(const SynapseView&)>& take) const {
  for (std::uint32_t source = 0; source < setup_.sources; ++source) {
    for (const std::uint16_t target : row(source)) {
      take({setup_.first_source + source, setup_.offset + target, setup_.delay,
            static_cast<double>(weight_)});
    }
  }
}

void StructuralRows::change(std::vector<PlacedSynapse> broken, std::vector<PlacedSynapse> made) {
  if (broken.empty() && made.empty()) return;
  std::sort(broken.begin(), broken.end());
  std::sort(made.begin(), made.end());
  std::vector<std::uint16_t> targets;
  targets.reserve(targets_.size() + made.size() - broken.size());
  std::vector<std::uint32_t> begin{0};
  begin.reserve(begin_.size());
  auto leaving = broken.begin();
  auto coming = made.begin();
  for (std::uint32_t source = 0; source < setup_.sources; ++source) {
    for (const std::uint16_t target : row(source)) {
      const PlacedSynapse here{source, target};
      for (; coming != made.end() && *coming < here; ++coming) {
        targets.push_back(static_cast<std::uint16_t>(coming->target));
      }
      if (leaving != broken.end() && *leaving == here) {
        ++leaving;
      } else {
        targets.push_back(target);
      }
    }
    for (; coming != made.end() && coming->source == source; ++coming) {
      targets.push_back(static_cast<std::uint16_t>(coming->target));
    }
    begin.push_back(static_cast<std::uint32_t>(targets.size()));
  }
  assert(leaving == broken.end() && coming == made.end());
  targets_ = std::move(targets);
  begin_ = std::move(begin);
}

}  // namespace engram
