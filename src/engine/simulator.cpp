#include "engine/simulator.hpp"

#include <omp.h>

#include <algorithm>

#include "neurons/flush_subnormals.hpp"

namespace engram {
namespace {

std::int64_t cycle_length(std::uint32_t smallest_delay, bool alone) {
  const std::int64_t steps = alone || smallest_delay == 1 ? smallest_delay : smallest_delay / 2;
  return std::min<std::int64_t>(steps, SpikeWord::max_cycle);
}

}  // namespace

Simulator::Simulator(const Communicator& communicator, RankNetwork network, int threads,
                     Step record_from, Patience patience)
    : communicator_(communicator),
      network_(std::move(network)),
      exchange_(communicator, network_.routing, patience),
      workers_(static_cast<std::size_t>(threads)),
      barrier_(threads),
      record_from_(record_from),
      windows_from_(record_from),
      earlier_events_(network_.populations, 0),
      unrecorded_events_(network_.populations, 0) {
  const bool alone = communicator.size() == 1;
  cycle_ = cycle_length(network_.smallest_delay, alone);
  if (!alone) {
    travel_ = network_.smallest_delay == 1 ? Travel::within_cycle : Travel::during_next_cycle;
  }
  const std::vector<Rank>& receivers = network_.routing.receivers();
  self_ = static_cast<std::size_t>(
      std::find(receivers.begin(), receivers.end(), communicator.rank()) - receivers.begin());
  for (Worker& worker : workers_) {
    for (Outbox& outbox : worker.outboxes) outbox.resize(receivers.size());
    worker.tally.per_population.assign(network_.populations, 0);
  }
  for (std::size_t s = 0; s < network_.shards.size(); ++s) {
    workers_[s % workers_.size()].shards.push_back(&network_.shards[s]);
  }
  begin_windows(record_from);
  if (network_.fields) {
    network_.fields->set_threads(workers_.size());
    network_.fields->set_patience(patience);
    for (Shard& shard : network_.shards) shard.feel(*network_.fields);
  }
}

void Simulator::run(std::int64_t steps) {
  const Step last = now_ + steps;
  while (now_ < last) {
    const Step end = next_stop(last);
#pragma omp parallel num_threads(static_cast <int>(workers_.size()))
    work(static_cast<std::size_t>(omp_get_thread_num()), end);
    for (const Worker& worker : workers_) {
      if (worker.failure) std::rethrow_exception(worker.failure);
    }
    now_ = end;
    if (network_.fields && network_.catch_up_interval > 0 &&
        now_.value() % network_.catch_up_interval == 0) {
      network_.fields->rebase(now_);
    }
    for (const Periodic& periodic : network_.periodic) {
      if (now_.value() % periodic.interval == 0) periodic.act(*this, now_);
    }
  }
}

Step Simulator::next_stop(Step last) const {
  Step end = last;
  const auto stop_at_multiples_of = [&](std::int64_t interval) {
    end = std::min(end, Step((now_.value() / interval + 1) * interval));
  };
  if (network_.catch_up_interval > 0) stop_at_multiples_of(network_.catch_up_interval);
  for (const Periodic& periodic : network_.periodic) stop_at_multiples_of(periodic.interval);
  return end;
}

void Simulator::on_shards(const std::function<void(std::size_t)>& action) {
  std::vector<std::exception_ptr> failures(workers_.size());
#pragma omp parallel num_threads(static_cast <int>(workers_.size()))
  {
    const auto thread = static_cast<std::size_t>(omp_get_thread_num());
    try {
      for (std::size_t s = thread; s < network_.shards.size(); s += workers_.size()) action(s);
    } catch (...) {
      failures[thread] = std::current_exception();
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

void Simulator::work(std::size_t thread, Step end) {
  const FlushSubnormals flush;
  Worker& worker = workers_[thread];
  worker.timer.start();
  for (Step begin = now_; begin < end;) {
    Step cycle_end = std::min(end, begin + cycle_);
    if (network_.fields) cycle_end = std::min(cycle_end, network_.fields->next_boundary(begin));
    attempt(worker, begin, [&] {
      compute_cycle(worker, begin, cycle_end);
      if (thread == 0 && worker.travelling) {
        exchange_.receive();
        worker.timer.book(Phase::exchange);
      }
    });
    barrier_.arrive_and_wait();
    worker.timer.book(Phase::wait);
    if (failed_in_ <= begin.value()) return;
    attempt(worker, cycle_end, [&] { exchange_after(worker, thread == 0, begin, cycle_end); });
    if (travel_ == Travel::within_cycle) {
      barrier_.arrive_and_wait();
      worker.timer.book(Phase::wait);
      attempt(worker, cycle_end,
              [&] { enter_remote(worker, begin, cycle_end, worker.cycles % 2); });
    }
    if (network_.fields && network_.fields->is_boundary(cycle_end)) {
      move_fields(worker, thread, cycle_end);
    }
    worker.travelling = travel_ == Travel::during_next_cycle;
    worker.previous_begin = begin;
    ++worker.cycles;
    begin = cycle_end;
  }
  settle(worker, thread == 0, end);
  barrier_.arrive_and_wait();
}

void Simulator::settle(Worker& worker, bool first_thread, Step end) {
  // Where nothing is on its way any more, plastic synapses can be read, and brought up to date.
  if (worker.travelling) {
    attempt(worker, end, [&] {
      if (first_thread) exchange_.receive();
    });
    worker.timer.book(Phase::exchange);
    barrier_.arrive_and_wait();
    worker.timer.book(Phase::wait);
    attempt(worker, end,
            [&] { enter_remote(worker, worker.previous_begin, end, (worker.cycles - 1) % 2); });
    worker.travelling = false;
  }
  if (network_.catch_up_interval > 0 && end.value() % network_.catch_up_interval == 0) {
    attempt(worker, end, [&] {
      for (Shard* shard : worker.shards) shard->catch_up(end);
    });
    worker.timer.book(Phase::plasticity);
  }
}

void Simulator::move_fields(Worker& worker, std::size_t thread, Step boundary) {
  // Nobody may read the fields, or add releases of the next interval, while they move.
  barrier_.arrive_and_wait();
  worker.timer.book(Phase::wait);
  network_.fields->move(boundary, thread, workers_.size(), [&] { barrier_.arrive_and_wait(); });
  for (Shard* shard : worker.shards) shard->feel(*network_.fields);
  worker.timer.book(Phase::fields);
}

template <class Action>
void Simulator::attempt(Worker& worker, Step leave_at, const Action& action) {
  if (worker.failure) return;
  try {
    action();
  } catch (...) {
    // All threads leave after the same barrier: the one that ends the cycle `leave_at`.
    worker.failure = std::current_exception();
    std::int64_t known = failed_in_;
    while (leave_at.value() < known && !failed_in_.compare_exchange_weak(known, leave_at.value())) {
    }
  }
}

void Simulator::compute_cycle(Worker& worker, Step begin, Step end) {
  Outbox& outbox = worker.outboxes[worker.cycles % 2];
  for (auto& words : outbox) words.clear();
  FieldCounters counters;
  if (FieldSystem* fields = network_.fields.get()) {
    const auto thread = static_cast<std::size_t>(&worker - workers_.data());
    counters = {fields, thread, fields->counters(thread).data()};
  }
  for (Shard* shard : worker.shards) {
    for (Step step = begin; step < end; ++step) {
      shard->advance(step, begin, record_from_, network_.routing, outbox, worker.tally,
                     worker.timer, counters);
    }
  }
}

void Simulator::exchange_after(Worker& worker, bool first_thread, Step begin, Step end) {
  const std::size_t side = worker.cycles % 2;
  if (first_thread && travel_ != Travel::none) {
    send(side);
    worker.timer.book(Phase::exchange);
  }
  for (Shard* shard : worker.shards) shard->arrive(end);
  // A source's spikes must come in their order, and these were emitted before.
  if (worker.travelling) enter_remote(worker, worker.previous_begin, end, 1 - side);
  enter_local(worker, begin, end, side);
  if (travel_ == Travel::within_cycle) {
    // While the others' spikes travel, add what is already known to arrive next.
    for (Shard* shard : worker.shards) shard->add_known(end);
  }
  worker.timer.book(Phase::deliver);
  if (first_thread && travel_ == Travel::within_cycle) {
    exchange_.receive();
    worker.timer.book(Phase::exchange);
  }
}

void Simulator::enter_local(Worker& worker, Step begin, Step known, std::size_t side) {
  if (self_ == network_.routing.receivers().size()) return;
  for (const Worker& other : workers_) enter(worker, other.outboxes[side][self_], begin, known);
}

void Simulator::enter_remote(Worker& worker, Step begin, Step known, std::size_t side) {
  for (const std::vector<SpikeWord>& words : exchange_.inbox(side)) {
    enter(worker, words, begin, known);
  }
}

void Simulator::enter(Worker& worker, std::span<const SpikeWord> words, Step begin, Step known) {
  for (Shard* shard : worker.shards) shard->enter(words, begin);
  worker.timer.book(Phase::deliver);
  for (Shard* shard : worker.shards) {
    if (shard->has_plastic()) shard->enter_plastic(words, begin, known);
  }
  worker.timer.book(Phase::plasticity);
}

void Simulator::send(std::size_t side) {
  std::vector<const Outbox*> outboxes;
  for (const Worker& worker : workers_) outboxes.push_back(&worker.outboxes[side]);
  exchange_.send(outboxes);
}

std::vector<RecordedSpike> Simulator::take_spikes() {
  std::vector<RecordedSpike> all;
  for (Worker& worker : workers_) {
    all.insert(all.end(), worker.tally.spikes.begin(), worker.tally.spikes.end());
    worker.tally.spikes.clear();
  }
  return all;
}

std::vector<std::uint64_t> Simulator::spikes_per_population() const {
  std::vector<std::uint64_t> total(network_.populations, 0);
  for (const Worker& worker : workers_) {
    for (std::size_t p = 0; p < total.size(); ++p) total[p] += worker.tally.per_population[p];
  }
  return total;
}

std::uint64_t Simulator::spike_hash() const {
  std::uint64_t hash = 0;
  for (const Worker& worker : workers_) hash += worker.tally.hash;
  return hash;
}

std::uint64_t Simulator::synaptic_events() const {
  std::uint64_t events = 0;
  for (const Worker& worker : workers_) events += worker.tally.events;
  return events;
}

std::vector<std::uint64_t> Simulator::plastic_events() const {
  const NetworkOutline& outline = network_.outline;
  std::vector<std::uint64_t> events(network_.populations, 0);
  for (const Shard& shard : network_.shards) {
    for (const auto& rows : shard.plastic()) {
      const std::size_t p = rows->projection();
      const std::size_t projections = outline.projections.size();
      const std::uint32_t source = p < projections ? outline.projections[p].source
                                                   : outline.structural_sources[p - projections];
      events[source] += rows->events() + rows->events_on_axon();
    }
  }
  return events;
}

std::vector<std::uint64_t> Simulator::events_per_source() const {
  std::vector<std::uint64_t> events = plastic_events();
  for (std::size_t p = 0; p < events.size(); ++p) {
    events[p] += earlier_events_[p] - unrecorded_events_[p];
    for (const Shard& shard : network_.shards) {
      events[p] += shard.static_events().per_population()[p];
    }
  }
  return events;
}

void Simulator::begin_windows(Step from) {
  windows_from_ = from;
  for (Shard& shard : network_.shards) shard.set_windows(from, network_.window, now_);
}

std::uint64_t Simulator::windows_ended() const {
  if (now_ < windows_from_) return 0;
  return static_cast<std::uint64_t>((now_ - windows_from_) / network_.window);
}

std::vector<std::vector<CountHistogram>> Simulator::take_windows() {
  std::vector<std::vector<CountHistogram>> all(network_.populations);
  for (Shard& shard : network_.shards) {
    for (ShardGroup& group : shard.groups()) {
      const std::vector<CountHistogram> own = group.windows.take_closed();
      std::vector<CountHistogram>& sum = all[group.layout.population.value()];
      sum.resize(std::max(sum.size(), own.size()));
      for (std::size_t w = 0; w < own.size(); ++w) {
        sum[w].resize(std::max(sum[w].size(), own[w].size()), 0);
        for (std::size_t c = 0; c < own[w].size(); ++c) sum[w][c] += own[w][c];
      }
    }
  }
  return all;
}

PhaseTimes Simulator::phase_seconds() const {
  PhaseTimes mean{};
  for (const Worker& worker : workers_) {
    for (std::size_t p = 0; p < mean.size(); ++p) {
      mean[p] += worker.timer.seconds()[p] / static_cast<double>(workers_.size());
    }
  }
  return mean;
}

void Simulator::forget_spikes() {
  for (Worker& worker : workers_) {
    std::ranges::fill(worker.tally.per_population, 0U);
    worker.tally.hash = 0;
  }
  for (Shard& shard : network_.shards) {
    for (ShardGroup& group : shard.groups()) group.windows.forget();
  }
}

void Simulator::clear_counters() {
  for (Worker& worker : workers_) {
    worker.timer.clear();
    worker.tally.events = 0;
  }
  for (Shard& shard : network_.shards) shard.static_events().clear();
  std::ranges::fill(earlier_events_, 0U);
  unrecorded_events_ = plastic_events();
}

}  // namespace engram
