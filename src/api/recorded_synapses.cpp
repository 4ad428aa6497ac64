#include "api/recorded_synapses.hpp"

#include <algorithm>
#include <limits>

#include "model/synapse_change.hpp"

namespace engram {
namespace {

constexpr std::uint64_t nobody = std::numeric_limits<std::uint64_t>::max();

}  // namespace

RecordedSynapses::RecordedSynapses(Simulator& simulator, const Experiment& experiment,
                                   const Catalogue& catalogue, const NetworkLayout& layout,
                                   const std::string& source, const std::string& target)
    : simulator_(simulator),
      first_source_(layout.neuron(layout.find(source), 0)),
      target_size_(layout.size(layout.find(target))) {
  for (std::uint32_t p = 0; p < experiment.projections.size(); ++p) {
    const Projection& projection = experiment.projections[p];
    if (projection.source == source && projection.target == target &&
        synapses_change(projection.synapse, catalogue)) {
      projections_.push_back(p);
    }
  }
  find_targets(layout.find(target));
  find_rows();
  count();
}

void RecordedSynapses::find_targets(PopulationId target) {
  const std::vector<Shard>& shards = simulator_.shards();
  for (std::size_t s = 0; s < shards.size(); ++s) {
    const std::vector<ShardGroup>& groups = shards[s].groups();
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const GroupLayout& layout = groups[g].layout;
      if (layout.population != target || layout.size == 0) continue;
      groups_.push_back({s, g, layout.offset, {}, 0, 0});
      for (std::uint32_t i = 0; i < layout.size; ++i) targets_.push_back(layout.index_of(i));
    }
  }
  std::sort(targets_.begin(), targets_.end());
  for (Group& group : groups_) {
    const GroupLayout& layout = shards[group.shard].groups()[group.group].layout;
    for (std::uint32_t i = 0; i < layout.size; ++i) {
      group.number.push_back(static_cast<std::uint32_t>(
          std::lower_bound(targets_.begin(), targets_.end(), layout.index_of(i)) -
          targets_.begin()));
    }
    const auto [low, high] = std::minmax_element(group.number.begin(), group.number.end());
    group.lowest = *low;
    group.highest = *high;
  }
}

void RecordedSynapses::find_rows() {
  const std::vector<Shard>& shards = simulator_.shards();
  rows_of_shard_.resize(shards.size());
  for (const Group& group : groups_) {
    for (const auto& rows : shards[group.shard].plastic()) {
      const bool recorded =
          rows->group() == group.group &&
          std::binary_search(projections_.begin(), projections_.end(), rows->projection());
      if (recorded) rows_of_shard_[group.shard].push_back({rows.get(), &group});
    }
  }
  for (std::vector<Rows>& all : rows_of_shard_) {
    std::stable_sort(all.begin(), all.end(), [](const Rows& a, const Rows& b) {
      return a.rows->projection() < b.rows->projection();
    });
  }
}

void RecordedSynapses::count() {
  counts_.assign(targets_.size(), 0);
  read([&](std::size_t, const RecordedSynapse& synapse) { ++counts_[synapse.target_number]; });
}

void RecordedSynapses::read(std::size_t first, std::size_t last, const Take& take) const {
  read_all(first, last,
           [&](std::size_t shard, std::size_t, std::uint64_t, const RecordedSynapse& synapse) {
             take(shard, synapse);
           });
}

void RecordedSynapses::read_numbered(const TakeNumbered& take) const {
  read_all(0, targets_.size(), take);
}

void RecordedSynapses::read_all(std::size_t first, std::size_t last,
                                const TakeNumbered& take) const {
  // The source of the last synapse onto each target, and how many came from it before.
  std::vector<std::uint64_t> last_source(last - first);
  std::vector<std::uint32_t> ordinal(last - first);
  simulator_.on_shards(
      [&](std::size_t shard) { read_shard(shard, first, last, last_source, ordinal, take); });
}

void RecordedSynapses::read_shard(std::size_t shard, std::size_t first, std::size_t last,
                                  std::vector<std::uint64_t>& last_source,
                                  std::vector<std::uint32_t>& ordinal,
                                  const TakeNumbered& take) const {
  for (std::size_t number = 0; number < rows_of_shard_[shard].size(); ++number) {
    const auto& [rows, group] = rows_of_shard_[shard][number];
    if (group->highest < first || group->lowest >= last) continue;
    for (const std::uint32_t target : group->number) {
      if (target >= first && target < last) last_source[target - first] = nobody;
    }
    std::uint64_t next = 0;
    rows->read(simulator_.now(), [&](const SynapseView& view) {
      const std::uint64_t in_rows = next++;
      const std::size_t target = group->number[view.target - group->offset];
      if (target < first || target >= last) return;
      const std::uint64_t source = view.source - first_source_;
      std::uint64_t& before = last_source[target - first];
      ordinal[target - first] = before == source ? ordinal[target - first] + 1 : 0;
      before = source;
      take(shard, number, in_rows,
           {source, targets_[target], target, rows->projection(), ordinal[target - first],
            view.delay, view.weight, view.eligibility});
    });
  }
}

void RecordedSynapses::read(const std::vector<Chosen>& chosen, std::vector<Values>& values) const {
  simulator_.on_shards([&](std::size_t shard) {
    for (const Chosen& some : chosen) {
      if (some.shard != shard || some.numbers.empty()) continue;
      std::size_t next = 0;
      const PlasticRows& rows = *rows_of_shard_[shard][some.rows].rows;
      rows.read_some(simulator_.now(), some.numbers, [&](const SynapseView& view) {
        values[some.places[next++]] = {static_cast<float>(view.weight),
                                       static_cast<float>(view.eligibility)};
      });
    }
  });
}

}  // namespace engram
