#include "engine/shard.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/hash.hpp"

namespace engram {

Shard::Shard(std::vector<ShardGroup> groups, std::uint32_t slots, RowStore rows,
             std::uint32_t longest_delay, std::uint32_t first_local, EventCounts counts)
    : groups_(std::move(groups)),
      currents_(groups_.size()),
      slots_(slots),
      first_local_(first_local),
      rows_(std::move(rows)),
      longest_delay_(longest_delay),
      calendar_(longest_delay),
      static_events_(std::move(counts)) {
  sums_.assign(static_cast<std::size_t>(rows_of_sums()) * slots_, 0.0);
  for (const ShardGroup& group : groups_) {
    std::vector<double*>& ports = ports_.emplace_back();
    for (std::uint32_t r = 0; r < group.receptors; ++r) {
      const PortPlace place = group.layout.place_of(r);
      ports.push_back(sums_.data() + static_cast<std::size_t>(place.row) * slots_ + place.offset);
    }
  }
}

std::uint32_t Shard::rows_of_sums() const {
  std::uint32_t receptors = 1;
  for (const ShardGroup& group : groups_) receptors = std::max(receptors, group.receptors);
  return std::min(receptors, max_ports);
}

InputPlaces Shard::input_places() const {
  InputPlaces places(slots_, rows_of_sums());
  for (const ShardGroup& group : groups_) places.add(group.layout);
  return places;
}

void Shard::add_known(Step step) {
  add_due(calendar_.at(step), sums_.data(), slots_);
}

void Shard::advance(Step step, Step cycle_begin, Step record_from, const Routing& routing,
                    Outbox& outbox, SpikeTally& tally, PhaseTimer& timer, FieldCounters counters) {
  Bucket& bucket = calendar_.at(step);
  add_due(bucket, sums_.data(), slots_);
  tally.events += bucket.synaptic_events;
  recycle(bucket);
  timer.book(Phase::deliver);
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    ShardGroup& group = groups_[g];
    const std::span<double* const> ports = ports_[g];
    for (const auto& stimulus : group.spike_stimuli) stimulus->add(step, ports);
    fired_.clear();
    group.neurons->advance(ports, current_of(g, step), group.excitability.adaptation(), fired_);
    for (const auto& observer : group.observers) observer->observe(step, *group.neurons);
    if (!fired_.empty()) {
      for (const auto& history : group.histories) {
        history->record(static_cast<ShortStep>(step.value()), fired_);
      }
      release(group, step, counters);
      emit(group, step, cycle_begin, step >= record_from, routing, outbox, tally);
    }
  }
  if (!probes_.empty() && step >= record_from) sample(step);
  if (step + 1 == window_end_) close_windows();
  timer.book(Phase::update);
}

void Shard::feel(const FieldSystem& fields) {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    groups_[g].excitability.follow(fields);
    currents_[g].outdated = groups_[g].excitability.current() != nullptr;
  }
}

void Shard::release(const ShardGroup& group, Step step, FieldCounters counters) const {
  for (const GroupRelease& release : group.releases) {
    for (const std::uint32_t neuron : fired_) {
      const std::uint32_t counter = release.counter[neuron];
      if (counter != GroupRelease::nobody) ++counters.of_thread[counter];
    }
  }
  for (const WatchedNeuron& watched : group.watched) {
    if (std::binary_search(fired_.begin(), fired_.end(), watched.neuron)) {
      counters.fields->watch(watched, step, counters.thread);
    }
  }
}

void Shard::catch_up(Step now) {
  for (const auto& rows : plastic_) rows->catch_up(now);
  const std::int64_t horizon = now.value() - 1 - static_cast<std::int64_t>(longest_delay_);
  for (const ShardGroup& group : groups_) {
    for (const auto& history : group.histories) {
      history->forget(static_cast<ShortStep>(std::max<std::int64_t>(horizon, never)));
    }
    for (const auto& observer : group.observers) observer->caught_up(now);
  }
}

CurrentInput Shard::current_of(std::size_t g, Step step) {
  ShardGroup& group = groups_[g];
  const double* const modulated = group.excitability.current();
  if (group.current_stimuli.empty() && modulated == nullptr) return {};
  Current& current = currents_[g];
  const bool changes = current.outdated ||
                       std::any_of(group.current_stimuli.begin(), group.current_stimuli.end(),
                                   [&](const auto& stimulus) { return stimulus->changes(step); });
  if (changes) {
    // Always summed afresh and in the order of the file, so that no rounding is carried along.
    current.uniform = 0.0;
    std::fill(current.per_neuron.begin(), current.per_neuron.end(), 0.0);
    for (const auto& stimulus : group.current_stimuli) {
      if (stimulus->uniform()) {
        current.uniform += stimulus->value(step);
      } else {
        current.per_neuron.resize(padded(group.layout.size), 0.0);
        stimulus->add(step, current.per_neuron);
      }
    }
    if (modulated != nullptr) {
      current.per_neuron.resize(padded(group.layout.size), 0.0);
      for (std::size_t i = 0; i < current.per_neuron.size(); ++i) {
        current.per_neuron[i] += modulated[i];
      }
    }
    current.outdated = false;
  }
  return {current.uniform, current.per_neuron.empty() ? nullptr : current.per_neuron.data()};
}

void Shard::emit(ShardGroup& group, Step step, Step cycle_begin, bool record,
                 const Routing& routing, Outbox& outbox, SpikeTally& tally) {
  const auto lag = static_cast<std::uint32_t>(step - cycle_begin);
  for (const std::uint32_t neuron : fired_) {
    for (const Destination& to : routing.of(first_local_ + group.layout.offset + neuron)) {
      outbox[to.neighbour].emplace_back(to.slot, lag);
    }
  }
  if (!record) return;
  group.windows.count(fired_);
  tally.per_population[group.layout.population.value()] += fired_.size();
  for (const std::uint32_t neuron : fired_) {
    const NeuronId id = group.first_neuron + group.layout.index_of(neuron);
    tally.hash += spike_hash(step.value(), id.value());
    const SpikeSelection& recorded = group.recorded;
    if (recorded.all || (!recorded.chosen.empty() && recorded.chosen[neuron] != 0)) {
      tally.spikes.push_back({step, id});
    }
  }
}

void Shard::sample(Step step) {
  for (StateProbe& probe : probes_) {
    // Sample n belongs to time n * interval, the end of the step before.
    if ((step.value() + 1) % probe.interval != 0) continue;
    const NeuronGroup& neurons = *groups_[probe.group].neurons;
    for (const std::uint32_t neuron : probe.neurons) {
      probe.values.push_back(static_cast<float>(neurons.state(probe.variable, neuron)));
    }
  }
}

void Shard::set_windows(Step from, std::int64_t length, Step now) {
  window_ = length;
  const std::int64_t ended = now < from ? 0 : (now - from) / length;
  window_end_ = from + (ended + 1) * length;
}

void Shard::close_windows() {
  for (ShardGroup& group : groups_) group.windows.close();
  window_end_ = window_end_ + window_;
}

InputInFlight Shard::input_in_flight(Step now) const {
  // What has been added to the sums already is still in the calendar.
  return {calendar_, now, longest_delay_, input_places()};
}

void Shard::resume(const InputInFlight& input, Step now) {
  input.enter(calendar_, now, longest_delay_, input_places());
  // Which currents act follows from the step.
  for (Current& current : currents_) current.outdated = true;
}

void Shard::visit_state(std::size_t group, StateVisitor& visitor) {
  ShardGroup& shown = groups_[group];
  shown.neurons->visit_state(visitor);
  shown.excitability.visit_state(visitor);
  shown.windows.visit_state(visitor);
  for (const auto& history : shown.histories) history->visit_state(visitor);
  for (const auto& observer : shown.observers) observer->visit_state(visitor);
}

std::size_t Shard::state_bytes() const {
  std::size_t total = calendar_.bytes() + sums_.size() * sizeof(double);
  for (const ShardGroup& group : groups_) {
    total += group.neurons->bytes() * group.neurons->size() + group.windows.bytes();
  }
  for (const ShardGroup& group : groups_) {
    for (const auto& history : group.histories) total += history->bytes();
    for (const auto& observer : group.observers) total += observer->bytes();
  }
  for (const Current& current : currents_) total += current.per_neuron.size() * sizeof(double);
  return total;
}

std::optional<NonFinite> Shard::find_non_finite() const {
  for (const ShardGroup& group : groups_) {
    for (std::uint32_t neuron = 0; neuron < group.layout.size; ++neuron) {
      for (std::size_t variable = 0; variable < group.variables; ++variable) {
        const double value = group.neurons->state(variable, neuron);
        if (std::isfinite(value)) continue;
        return NonFinite{group.layout.population, group.layout.index_of(neuron), variable, value};
      }
    }
  }
  return std::nullopt;
}

}  // namespace engram
