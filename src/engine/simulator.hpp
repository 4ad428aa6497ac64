#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "engine/exchange.hpp"
#include "engine/field_system.hpp"
#include "engine/network_outline.hpp"
#include "engine/phase_timer.hpp"
#include "engine/shard.hpp"
#include "engine/spin_barrier.hpp"
#include "network/routing.hpp"
#include "parallel/communicator.hpp"
#include "parallel/shared_chunks.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

class Simulator;

/// Something that happens at fixed model times, between two steps, while nothing is on its way: a
/// collective action that may read and change everything (slow homeostasis, structural plasticity).
struct Periodic {
  std::int64_t interval;  ///< steps; it happens at every multiple of it, but not at 0
  std::function<void(Simulator& simulator, Step now)> act;
  /// Collective: moves the state that lies with the action and not with neurons (StateVisitor);
  /// null: there is none.
  std::function<void(Simulator& simulator, StateArchive& archive)> transfer = nullptr;
};

/// A rank's part of the network, ready to run.
struct RankNetwork {
  std::vector<Shard> shards;
  Routing routing;
  std::uint32_t populations = 0;
  NetworkOutline outline;
  /// Steps, over the whole network; of plastic synapses the dendritic part.
  std::uint32_t smallest_delay = 1;
  /// Steps between two times at which all plastic synapses are brought up to date; follows from the
  /// experiment alone. 0: there are none.
  std::int64_t catch_up_interval = 0;
  std::int64_t window = 1;         ///< steps in which spikes are counted for measures of sparseness
  std::vector<Periodic> periodic;  ///< in this order where several happen at the same time
  std::unique_ptr<FieldSystem> fields;  ///< null where the experiment has no modulators
};

/// Computes the network step by step. Ranks meet once per cycle, threads once or twice.
///
/// A cycle is as long as the smallest delay allows: with one rank the whole smallest delay, with
/// several half of it, so that spikes travel while the next cycle is computed; where the smallest
/// delay is one step, they travel while the input that is already known is added up. Input is
/// summed exactly, so none of this changes a result.
class Simulator {
 public:
  /// Collective. `threads`: threads of this rank; shard s belongs to thread s % threads.
  /// `patience`: how long to wait for another rank's spikes.
  Simulator(const Communicator& communicator, RankNetwork network, int threads, Step record_from,
            Patience patience = Patience());

  /// Collective: computes `steps` more steps. Throws what a thread threw, LostRank if another rank
  /// does not answer.
  void run(std::int64_t steps);

  /// Collective, between two calls of run(): saves the whole state, which changes nothing, or loads
  /// it, before the first call of run(). The archive is this simulator's ranks'; what is in it may
  /// come from a run of the same experiment with any other ranks, threads and partition. Recorded
  /// spikes and samples that have not been taken are not part of it.
  ///
  /// Throws FileError where the archive does, and Error for the state of another experiment.
  void transfer_state(StateArchive& archive);

  /// The next step to be computed.
  [[nodiscard]] Step now() const { return now_; }

  /// Counts so far and spikes recorded since they were last taken, of this rank.
  [[nodiscard]] std::vector<RecordedSpike> take_spikes();
  [[nodiscard]] std::vector<std::uint64_t> spikes_per_population() const;
  [[nodiscard]] std::uint64_t spike_hash() const;
  [[nodiscard]] std::uint64_t synaptic_events() const;
  /// Synaptic events that spikes of the recorded time have caused or will cause, by the population
  /// of their source: for each spike one per synapse that its neuron had then. Their sum over the
  /// ranks counts, a rank's number may be negative, modulo 2^64.
  [[nodiscard]] std::vector<std::uint64_t> events_per_source() const;
  /// Windows of spike counts follow each other from step `from` on: the beginning of the recorded
  /// time, unless that is said to be another one.
  void begin_windows(Step from);
  /// Windows of spike counts that have ended in the recorded time since they were last taken: for
  /// each population and window the histogram over this rank's neurons.
  [[nodiscard]] std::vector<std::vector<CountHistogram>> take_windows();
  /// How many windows have ended since recording began, over all sessions.
  [[nodiscard]] std::uint64_t windows_ended() const;
  [[nodiscard]] std::int64_t window() const { return network_.window; }
  /// Where the first window began.
  [[nodiscard]] Step windows_from() const { return windows_from_; }
  /// Seconds per phase, mean over the threads of this rank.
  [[nodiscard]] PhaseTimes phase_seconds() const;
  /// Forgets times and synaptic events so far.
  void clear_counters();
  /// Forgets the spikes counted so far: those of another run whose state has been loaded.
  void forget_spikes();

  [[nodiscard]] std::vector<Shard>& shards() { return network_.shards; }
  [[nodiscard]] const std::vector<Shard>& shards() const { return network_.shards; }
  [[nodiscard]] const Routing& routing() const { return network_.routing; }
  [[nodiscard]] const NetworkOutline& outline() const { return network_.outline; }
  /// The modulators' fields, null where there are none.
  [[nodiscard]] const FieldSystem* fields() const { return network_.fields.get(); }
  [[nodiscard]] const Communicator& communicator() const { return communicator_; }
  /// Runs `action(shard number)` for every shard on the thread that owns it. Throws what it threw.
  void on_shards(const std::function<void(std::size_t)>& action);
  [[nodiscard]] std::int64_t cycle() const { return cycle_; }

 private:
  struct alignas(64) Worker {
    std::vector<Shard*> shards;
    std::array<Outbox, 2> outboxes;
    SpikeTally tally;
    PhaseTimer timer;
    std::exception_ptr failure;
    std::size_t cycles = 0;   // done so far; their parity says which buffers are in use
    Step previous_begin{0};   // first step of the cycle before
    bool travelling = false;  // the spikes of the cycle before are still on their way
  };

  /// How spikes of other ranks come in.
  enum class Travel { none, within_cycle, during_next_cycle };

  void work(std::size_t thread, Step end);
  template <class Action>
  void attempt(Worker& worker, Step leave_at, const Action& action);
  void compute_cycle(Worker& worker, Step begin, Step end);
  void exchange_after(Worker& worker, bool first_thread, Step begin, Step end);
  void enter_local(Worker& worker, Step begin, Step known, std::size_t side);
  void enter_remote(Worker& worker, Step begin, Step known, std::size_t side);
  void enter(Worker& worker, std::span<const SpikeWord> words, Step begin, Step known);
  void settle(Worker& worker, bool first_thread, Step end);
  void move_fields(Worker& worker, std::size_t thread, Step boundary);
  void send(std::size_t side);

  [[nodiscard]] Step next_stop(Step last) const;

  [[nodiscard]] std::vector<std::uint64_t> plastic_events() const;
  void transfer_counters(StateArchive& archive);
  void transfer_neurons(StateArchive& archive);

  const Communicator& communicator_;
  RankNetwork network_;
  Exchange exchange_;
  std::vector<Worker> workers_;
  SpinBarrier barrier_;
  Travel travel_ = Travel::none;
  std::int64_t cycle_ = 1;
  std::size_t self_ = 0;  // this rank among the receivers, or their number if it is none
  Step record_from_;
  Step windows_from_;
  std::vector<std::uint64_t> earlier_events_;  // by source, of the time before the state was loaded
  /// Kept from one checkpoint to the next: new memory would have to be cleared first.
  SharedChunks saved_from_;
  std::vector<std::uint64_t> unrecorded_events_;  // of plastic synapses, which count from the start
  Step now_{0};
  std::atomic<std::int64_t> failed_in_{std::numeric_limits<std::int64_t>::max()};
};

}  // namespace engram
