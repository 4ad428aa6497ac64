#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/aligned.hpp"
#include "engine/calendar.hpp"
#include "engine/delivery.hpp"
#include "engine/event_counts.hpp"
#include "engine/exchange.hpp"
#include "engine/excitability.hpp"
#include "engine/field_system.hpp"
#include "engine/input_in_flight.hpp"
#include "engine/neuron_observer.hpp"
#include "engine/phase_timer.hpp"
#include "engine/plastic_rows.hpp"
#include "engine/window_counts.hpp"
#include "model/recorded_spike.hpp"
#include "network/routing.hpp"
#include "network/row_store.hpp"
#include "network/shard_layout.hpp"
#include "neurons/neuron_group.hpp"
#include "stimuli/stimulus.hpp"

namespace engram {

/// Whose spikes of a group are recorded.
struct SpikeSelection {
  bool all = false;
  std::vector<std::uint8_t> chosen;  ///< one per neuron where not all are; empty: none
};

/// State of one variable of chosen neurons of a group, sampled at regular steps.
struct StateProbe {
  std::size_t recording = 0;  ///< position in the run's list of recordings
  std::size_t group = 0;
  std::size_t variable = 0;            ///< position in the model's state table
  std::int64_t interval = 1;           ///< steps
  std::vector<std::uint32_t> neurons;  ///< within the group
  std::vector<std::uint64_t> columns;  ///< of the recording
  std::vector<float> values;           ///< rows of `neurons.size()` values, since last taken
};

/// One population's part of a shard.
struct ShardGroup {
  GroupLayout layout;
  NeuronId first_neuron;  ///< of the whole population
  std::uint32_t receptors = 1;
  std::size_t variables = 0;  ///< state variables of the model
  std::unique_ptr<NeuronGroup> neurons;
  std::vector<std::unique_ptr<SpikeStimulus>> spike_stimuli;
  std::vector<std::unique_ptr<CurrentStimulus>> current_stimuli;
  SpikeSelection recorded;
  WindowCounts windows{0};                                 ///< of the recorded time
  std::vector<std::unique_ptr<SpikeHistory>> histories;    ///< for plastic synapses onto the group
  std::vector<std::unique_ptr<NeuronObserver>> observers;  ///< likewise
  std::vector<GroupRelease> releases;                      ///< modulators its spikes release
  std::vector<WatchedNeuron> watched;                      ///< neurons whose spikes are rewarded
  Excitability excitability;
};

/// A state variable that has left the numbers.
struct NonFinite {
  PopulationId population;
  std::uint64_t index = 0;   ///< of the neuron within its population
  std::size_t variable = 0;  ///< position in the model's state table
  double value = 0.0;
};

/// What a thread has counted and recorded.
struct SpikeTally {
  std::vector<std::uint64_t> per_population;
  std::uint64_t hash = 0;
  std::uint64_t events = 0;  ///< synaptic events
  std::vector<RecordedSpike> spikes;
};

/// A set of neurons owned by one thread: their state, their input sums for the current step, the
/// rows of synapses onto them and the calendar of what is on its way.
class Shard {
 public:
  Shard(std::vector<ShardGroup> groups, std::uint32_t slots, RowStore rows,
        std::uint32_t longest_delay, std::uint32_t first_local, EventCounts counts);

  /// Enters spikes that were emitted in steps `first` + lag into the rows of static synapses.
  void enter(std::span<const SpikeWord> spikes, Step first) {
    enter_spikes(spikes, first, rows_, slots_, calendar_, static_events_);
  }
  /// The same for the plastic ones. All steps before `known` have been computed.
  void enter_plastic(std::span<const SpikeWord> spikes, Step first, Step known) {
    for (const auto& rows : plastic_) rows->enter(spikes, first, known, calendar_, slots_);
  }
  /// Spikes that were on their way along axons reach plastic synapses before step `known`.
  void arrive(Step known) {
    for (const auto& rows : plastic_) rows->arrive(known, calendar_, slots_);
  }
  /// Takes over what the modulators do to the neurons' excitability from now on.
  void feel(const FieldSystem& fields);
  /// Brings all plastic synapses up to date at the beginning of step `now`.
  void catch_up(Step now);
  [[nodiscard]] bool has_plastic() const { return !plastic_.empty(); }
  void add_plastic(std::unique_ptr<PlasticRows> rows) { plastic_.push_back(std::move(rows)); }
  [[nodiscard]] const std::vector<std::unique_ptr<PlasticRows>>& plastic() const {
    return plastic_;
  }
  /// The group's histories, to make plastic rows.
  [[nodiscard]] std::vector<std::unique_ptr<SpikeHistory>>& histories(std::size_t group) {
    return groups_[group].histories;
  }
  /// Adds what is already known to arrive in `step`.
  void add_known(Step step);
  /// Computes one step; spikes go to `outbox` and `tally`. Counts and records only from
  /// `record_from` on.
  void advance(Step step, Step cycle_begin, Step record_from, const Routing& routing,
               Outbox& outbox, SpikeTally& tally, PhaseTimer& timer, FieldCounters counters);

  /// Windows of spike counts follow each other from step `from` on, which has not been computed
  /// yet; those that have begun go on.
  void set_windows(Step from, std::int64_t length, Step now);
  /// Synaptic events of static synapses, counted as their spikes enter.
  [[nodiscard]] EventCounts& static_events() { return static_events_; }
  [[nodiscard]] const EventCounts& static_events() const { return static_events_; }

  /// Shows what is kept for the neurons of a group, but for the input on its way to them.
  void visit_state(std::size_t group, StateVisitor& visitor);
  /// What arrives from step `now` on, the next one to be computed.
  [[nodiscard]] InputInFlight input_in_flight(Step now) const;
  /// Goes on at step `now` with such input, and with state that has been set.
  void resume(const InputInFlight& input, Step now);

  void add_probe(StateProbe probe) { probes_.push_back(std::move(probe)); }
  [[nodiscard]] std::vector<StateProbe>& probes() { return probes_; }
  [[nodiscard]] const std::vector<StateProbe>& probes() const { return probes_; }
  [[nodiscard]] const std::vector<ShardGroup>& groups() const { return groups_; }
  [[nodiscard]] std::vector<ShardGroup>& groups() { return groups_; }
  [[nodiscard]] const RowStore& rows() const { return rows_; }
  /// Number of the shard's first neuron among the rank's, as the routing counts them.
  [[nodiscard]] std::uint32_t first_local() const { return first_local_; }
  /// Bytes of everything but the rows.
  [[nodiscard]] std::size_t state_bytes() const;
  /// The first state variable of a neuron that is not finite, if there is one.
  [[nodiscard]] std::optional<NonFinite> find_non_finite() const;

 private:
  void add_stimuli(ShardGroup& group, Step step, std::span<double* const> ports);
  [[nodiscard]] CurrentInput current_of(std::size_t group, Step step);
  void emit(ShardGroup& group, Step step, Step cycle_begin, bool record, const Routing& routing,
            Outbox& outbox, SpikeTally& tally);
  void release(const ShardGroup& group, Step step, FieldCounters counters) const;
  void sample(Step step);
  void close_windows();
  [[nodiscard]] std::uint32_t rows_of_sums() const;
  [[nodiscard]] InputPlaces input_places() const;

  /// The current stimuli of a group, renewed only when one of them changes.
  struct Current {
    double uniform = 0.0;
    AlignedVector<double> per_neuron;
    bool outdated = false;  // a modulator's part has changed
  };

  std::vector<ShardGroup> groups_;
  std::vector<Current> currents_;
  std::uint32_t slots_;
  std::uint32_t first_local_;  // of this shard among the rank's neurons, as the routing counts them
  RowStore rows_;
  std::vector<std::unique_ptr<PlasticRows>> plastic_;
  std::uint32_t longest_delay_;
  Calendar calendar_;
  AlignedVector<double> sums_;
  std::vector<std::vector<double*>> ports_;  // per group and receptor: its sums
  std::vector<std::uint32_t> fired_;
  std::vector<StateProbe> probes_;
  EventCounts static_events_;
  std::int64_t window_ = 1;  // steps
  Step window_end_{0};
};

}  // namespace engram
