#pragma once

#include <mpi.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/time_grid.hpp"
#include "engine/step_factor.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/data_source.hpp"
#include "model/layout.hpp"
#include "modulation/modulator_field.hpp"
#include "modulation/pair_rewards.hpp"
#include "modulation/prefix_sums.hpp"
#include "modulation/response.hpp"
#include "network/shard_layout.hpp"
#include "parallel/communicator.hpp"
#include "parallel/patience.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Where the voxel of every neuron of a group stands among those known on the rank, and nothing
/// where the field is well mixed.
using VoxelMap = std::shared_ptr<const std::vector<std::uint32_t>>;

/// Counters of a group's neurons that release a modulator.
struct GroupRelease {
  static constexpr std::uint32_t nobody = ~0U;
  std::vector<std::uint32_t> counter;  ///< per neuron; `nobody`: does not release
};

/// A neuron of a group whose spikes decide on a reward.
struct WatchedNeuron {
  std::uint32_t neuron = 0;  ///< within the group
  std::size_t modulator = 0;
  std::size_t first_word = 0;  ///< among the counters
};

/// A concentration that has left the numbers.
struct NonFiniteField {
  std::size_t modulator = 0;  ///< position in the experiment
  std::size_t voxel = 0;
  double value = 0.0;
  Step since{0};  ///< the boundary of an interval at which it was seen first
};

class FieldSystem;

/// Where a thread counts what spikes release; empty where there are no modulators.
struct FieldCounters {
  FieldSystem* fields = nullptr;
  std::size_t thread = 0;
  std::uint64_t* of_thread = nullptr;
};

/// The modulators of a run: their fields, what their sources release, and what synapses and neurons
/// read of them. Large fields are divided among the ranks, and a rank knows of them what its own
/// neurons read. Of a learning signal a voxel is a neuron: neuron i of its population, or of one
/// that is a source of it, has place i.
///
/// Time goes in intervals, each modulator its own. What spikes release during an interval is summed
/// over the ranks, as integers, while the next one is computed, and acts from the beginning of the
/// one after it: one to two intervals after the spike, whatever the number of ranks. Releases into
/// divided fields go to the ranks that own the voxels when that time has come.
class FieldSystem {
 public:
  /// Collective. `mine`: the shards of this rank, which alone may be asked about. `lateness`: steps
  /// between a spike and the visit of its synapses, at most. What the other arguments refer to must
  /// live as long as this object is asked about groups.
  FieldSystem(const Experiment& experiment, const Catalogue& catalogue, const NetworkLayout& layout,
              const DataSource& data, const Communicator& communicator,
              std::span<const ShardLayout> mine, std::int64_t lateness);
  FieldSystem(const FieldSystem&) = delete;
  FieldSystem& operator=(const FieldSystem&) = delete;
  ~FieldSystem();

  [[nodiscard]] std::size_t size() const { return sources_.size(); }
  [[nodiscard]] const ModulatorField& field(std::size_t modulator) const {
    return *sources_[modulator].field;
  }
  /// Position of a modulator in the experiment.
  [[nodiscard]] std::size_t find(const std::string& name) const;

  /// The third factor of a projection; null where it has none.
  [[nodiscard]] const PrefixSums* gate(std::size_t projection) const {
    return gates_[projection].get();
  }
  /// The factor on a projection's release; null where it has none.
  [[nodiscard]] const StepFactor* release(std::size_t projection) const {
    return releases_[projection].get();
  }
  /// Voxels of a group's neurons, counted among those of the modulator that are known here.
  [[nodiscard]] VoxelMap voxels_of(std::size_t modulator, const GroupLayout& group) const;

  /// What a group's neurons release, and which of them are watched.
  [[nodiscard]] std::vector<GroupRelease> releases_of(const GroupLayout& group) const;
  [[nodiscard]] std::vector<WatchedNeuron> watched_in(const GroupLayout& group) const;
  /// Number of threads that count. At first one.
  void set_threads(std::size_t threads);
  /// How long to wait for other ranks.
  void set_patience(Patience patience) {
    patience_ = patience;
    among_fields_ = Communicator(comm_, patience);
  }
  /// The counters of a thread, for this interval.
  [[nodiscard]] std::span<std::uint64_t> counters(std::size_t thread) { return counts_[thread]; }
  /// Counts a spike of a watched neuron.
  void watch(const WatchedNeuron& neuron, Step step, std::size_t thread);

  [[nodiscard]] Step next_boundary(Step now) const;
  [[nodiscard]] bool is_boundary(Step step) const;
  /// Moves the fields whose interval ends at `boundary`. Called by all threads of the rank; `wait`
  /// returns when all of them have called it. All is done when it returns.
  void move(Step boundary, std::size_t thread, std::size_t threads,
            const std::function<void()>& wait);
  /// The first concentration seen that is not a finite number; every boundary looks for one. The
  /// same on every rank.
  [[nodiscard]] const std::optional<NonFiniteField>& non_finite() const { return non_finite_; }
  /// Nobody asks for third factors before `now` any more.
  void rebase(Step now);

  /// Collective, between two steps and by one thread: saves or loads everything that changes.
  void transfer_state(StateArchive& archive);

  /// Steps between two calls of rebase() that keep memory small; 0: any number.
  [[nodiscard]] std::int64_t longest_block() const { return longest_block_; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  /// A modulator with what it is fed by.
  struct Source {
    std::unique_ptr<ModulatorField> field;
    std::optional<PairRewards> rewards;
    std::size_t first_counter = 0;
    std::size_t counters = 0;
    /// Per release source: voxels its neurons may lie in, counted among the known ones, ascending;
    /// one counter for each. Where the field is divided these are the rank's own.
    std::vector<std::vector<std::uint32_t>> sites;
    std::size_t reward_words = 0;  // where the reward's bits begin, among all counters
    std::size_t first_summed = 0;  // counters from here on are summed over the ranks
    std::vector<std::uint64_t> sent, received;
    bool underway = false;  // the sums of the interval before the present one are being received
    MPI_Request request = MPI_REQUEST_NULL;
    /// Of divided fields: what this rank has collected of the interval before the present one, and
    /// what it has been given of the present one by a checkpoint.
    std::vector<VoxelRelease> waiting, loaded;
  };
  /// A third factor that is being summed.
  struct Gate {
    std::size_t modulator;
    Response asked;
    ResponseFunction response;
    double constant;  // added to the response
    std::shared_ptr<PrefixSums> sums;
  };
  struct Factor {
    std::size_t modulator;
    ResponseFunction response;
    double amount;
    std::shared_ptr<StepFactor> values;
  };

  void add_sources();
  [[nodiscard]] bool has_places(const Modulator& modulator, const Population& population) const;
  /// Calls `take(index, voxel)` for neurons of a population that has places.
  template <class Take>
  void each_voxel(const Voxels& voxels, PopulationId population, IndexRange neurons,
                  const Take& take) const;
  [[nodiscard]] std::vector<std::uint64_t> voxels_read(const Modulator& modulator) const;
  [[nodiscard]] FieldInputs inputs_of(const Modulator& modulator) const;
  /// Collective.
  [[nodiscard]] std::vector<double> scheduled(const Modulator& modulator, IndexRange neurons) const;
  void add_sites(Source& source, const Modulator& modulator);
  [[nodiscard]] std::vector<std::uint32_t> sites_of(const Source& source,
                                                    const ReleaseSource& release) const;
  void add_gate(const SynapseSpec& synapse, const SynapseModelInfo& model);
  void add_factor(const SynapseSpec& synapse, std::int64_t lateness);
  void begin_interval(std::size_t modulator);
  void look_for_non_finite(std::size_t modulator);
  void sum_gate(Gate& gate) const;
  void collect(Source& source);
  [[nodiscard]] std::vector<VoxelRelease> released_here(
      const Source& source, std::span<const std::uint64_t> counts) const;
  [[nodiscard]] std::vector<std::uint64_t> counted(const Source& source) const;
  void wait_for(Source& source);
  void receive(Source& source, std::int64_t interval);
  void transfer_releases(StateArchive& archive, Source& source, const std::string& path);
  void transfer_divided(StateArchive& archive, Source& source, const std::string& path);

  const Experiment& experiment_;
  const NetworkLayout& layout_;
  const DataSource& data_;
  TimeGrid grid_;
  MPI_Comm all_ = MPI_COMM_NULL;
  MPI_Comm comm_ = MPI_COMM_NULL;  // of its own: other calls go on while sums travel
  Patience patience_;
  Communicator among_fields_;
  std::vector<ShardLayout> mine_;
  std::vector<Source> sources_;
  std::vector<Gate> all_gates_;
  std::vector<Factor> all_factors_;
  std::vector<std::shared_ptr<const PrefixSums>> gates_;     // per projection
  std::vector<std::shared_ptr<const StepFactor>> releases_;  // per projection
  std::vector<std::vector<std::uint64_t>> counts_;           // per thread
  std::int64_t longest_block_ = 0;
  std::optional<NonFiniteField> non_finite_;
};

}  // namespace engram
