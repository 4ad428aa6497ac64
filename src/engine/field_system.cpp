#include "engine/field_system.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/errors.hpp"
#include "model/modulator_values.hpp"
#include "model/selection.hpp"
#include "modulation/third_factor_numbers.hpp"
#include "network/positions.hpp"
#include "parallel/roll_call.hpp"
#include "parallel/throw_together.hpp"

namespace engram {
namespace {

/// Neurons whose places are looked at together.
constexpr std::uint64_t places_at_once = 4096;

MPI_Comm copy_of(MPI_Comm communicator) {
  MPI_Comm copy = MPI_COMM_NULL;
  MPI_Comm_dup(communicator, &copy);
  return copy;
}

/// Sources are asked for with a number of their own, so that samples differ.
SampleKey release_key(std::size_t modulator, std::size_t source) {
  return {SampleKey::Asker::release, static_cast<std::uint32_t>(modulator << 8 | source)};
}

}  // namespace

FieldSystem::FieldSystem(const Experiment& experiment, const Catalogue& catalogue,
                         const NetworkLayout& layout, const DataSource& data,
                         const Communicator& communicator, std::span<const ShardLayout> mine,
                         std::int64_t lateness)
    : experiment_(experiment),
      layout_(layout),
      data_(data),
      grid_(experiment.simulation.dt),
      all_(communicator.handle()),
      comm_(copy_of(all_)),
      among_fields_(comm_),
      mine_(mine.begin(), mine.end()) {
  add_sources();
  for (const Projection& projection : experiment.projections) {
    add_gate(projection.synapse, *catalogue.synapse(projection.synapse.model));
    add_factor(projection.synapse, lateness);
  }
  for (std::size_t m = 0; m < sources_.size(); ++m) begin_interval(m);
}

FieldSystem::~FieldSystem() {
  for (Source& source : sources_) {
    // Where a rank is lost nobody answers any more; what is under way ends with the process.
    constexpr double seconds = 2.0;
    if (source.request != MPI_REQUEST_NULL && !Patience(seconds).wait(source.request)) return;
  }
  if (comm_ != MPI_COMM_NULL) MPI_Comm_free(&comm_);
}

std::size_t FieldSystem::find(const std::string& name) const {
  const auto found = std::ranges::find(experiment_.modulators, name, &Modulator::name);
  if (found == experiment_.modulators.end()) throw Error("no modulator called '" + name + "'");
  return static_cast<std::size_t>(found - experiment_.modulators.begin());
}

bool FieldSystem::has_places(const Modulator& modulator, const Population& population) const {
  if (modulator.neurons.empty()) return population.positions.has_value();
  return population.name == modulator.neurons ||
         std::ranges::any_of(modulator.sources, [&](const ReleaseSource& source) {
           return source.neurons.population == population.name;
         });
}

template <class Take>
void FieldSystem::each_voxel(const Voxels& voxels, PopulationId population, IndexRange neurons,
                             const Take& take) const {
  if (voxels.per_neuron()) {
    for (std::uint64_t i = neurons.begin; i < neurons.end; ++i) {
      take(i, static_cast<std::uint32_t>(i));
    }
    return;
  }
  const PositionField positions(experiment_.populations[population.value()], population,
                                experiment_.simulation.seed, &data_);
  const auto dimensions = static_cast<std::size_t>(positions.dimensions());
  for (std::uint64_t first = neurons.begin; first < neurons.end; first += places_at_once) {
    const IndexRange part{first, std::min(neurons.end, first + places_at_once)};
    const std::vector<double> places = positions.read(part);
    for (std::uint64_t i = part.begin; i < part.end; ++i) {
      const std::span<const double> point(places.data() + (i - part.begin) * dimensions,
                                          dimensions);
      take(i, static_cast<std::uint32_t>(voxels.voxel_of(point)));
    }
  }
}

std::vector<double> FieldSystem::scheduled(const Modulator& modulator, IndexRange neurons) const {
  std::vector<double> amounts;
  try {
    run_together(among_fields_,
                 [&] { amounts = data_.read_columns(modulator.release_array, neurons).values; });
  } catch (const BadInput& error) {
    // Told to all ranks as a text alone.
    throw BadInput({"", 0, 0, "modulators." + modulator.name + ".schedule.amounts", error.what()});
  }
  return amounts;
}

FieldInputs FieldSystem::inputs_of(const Modulator& modulator) const {
  FieldInputs inputs{.neurons = neurons_of(experiment_, modulator)};
  if (!modulator.release_array.file.empty()) {
    inputs.read_scheduled = [&](IndexRange neurons) { return scheduled(modulator, neurons); };
  }
  return inputs;
}

void FieldSystem::add_sources() {
  std::size_t counters = 0;
  for (std::size_t m = 0; m < experiment_.modulators.size(); ++m) {
    const Modulator& modulator = experiment_.modulators[m];
    Source& source = sources_.emplace_back();
    source.field = ModulatorField::make(modulator, grid_.dt(), among_fields_,
                                        voxels_read(modulator), inputs_of(modulator));
    source.first_counter = counters;
    for (const ReleaseSource& release : modulator.sources) {
      source.sites.push_back(sites_of(source, release));
      source.counters += source.sites.back().size();
    }
    source.reward_words = source.first_counter + source.counters;
    source.first_summed = source.field->divided() ? source.counters : 0;
    if (modulator.reward) {
      source.rewards.emplace(*modulator.reward, grid_, source.field->interval_steps(),
                             experiment_.simulation.seed, static_cast<std::uint32_t>(m));
      source.counters += 2 * source.rewards->words();
    }
    source.sent.resize(source.counters - source.first_summed);
    source.received.resize(source.sent.size());
    counters += source.counters;
  }
  counts_.assign(1, std::vector<std::uint64_t>(counters));
}

/// The voxels in which neurons of this rank lie, ascending; nothing where all are known anyway.
std::vector<std::uint64_t> FieldSystem::voxels_read(const Modulator& modulator) const {
  std::vector<std::uint64_t> read;
  const Voxels voxels = Voxels::of(modulator, neurons_of(experiment_, modulator));
  if (!is_divided(voxels.size())) return read;
  for (const ShardLayout& shard : mine_) {
    for (const GroupLayout& group : shard.groups) {
      if (!has_places(modulator, experiment_.populations[group.population.value()])) continue;
      for (const TargetRun& run : group.runs) {
        each_voxel(voxels, group.population, {run.first_index, run.first_index + run.count},
                   [&](std::uint64_t, std::uint32_t voxel) { read.push_back(voxel); });
      }
    }
  }
  std::ranges::sort(read);
  read.erase(std::unique(read.begin(), read.end()), read.end());
  return read;
}

std::vector<std::uint32_t> FieldSystem::sites_of(const Source& source,
                                                 const ReleaseSource& release) const {
  const Voxels& voxels = source.field->grid();
  std::vector<std::uint32_t> sites;
  if (voxels.well_mixed()) return {0};
  if (source.field->divided()) {
    for (std::uint32_t place = 0; place < source.field->known(); ++place) sites.push_back(place);
    return sites;
  }
  const PopulationId population = layout_.find(release.neurons.population);
  std::vector<bool> holds(voxels.size(), false);
  each_voxel(voxels, population, {0, layout_.size(population)},
             [&](std::uint64_t, std::uint32_t voxel) { holds[voxel] = true; });
  for (std::uint32_t voxel = 0; voxel < holds.size(); ++voxel) {
    if (holds[voxel]) sites.push_back(voxel);
  }
  return sites;
}

void FieldSystem::add_gate(const SynapseSpec& synapse, const SynapseModelInfo& model) {
  gates_.emplace_back();
  if (!synapse.third_factor) return;
  const ThirdFactor& factor = *synapse.third_factor;
  const std::size_t m = find(factor.species);
  const ModulatorField& field = *sources_[m].field;
  const double tau = eligibility_decay(synapse, model);
  const double b = own_number(synapse, model, "b", field.baseline());
  Gate gate{m, factor.response, ResponseFunction(factor.response, field.baseline()), 0.0, nullptr};
  // A rule that names the concentration at which weights rest means that and not the baseline.
  const double gain = gate.response.linear_gain().value_or(1.0);
  gate.constant = gain * (field.baseline() - b);
  // Projections that learn alike share the sums.
  const auto same = std::ranges::find_if(all_gates_, [&](const Gate& known) {
    return known.modulator == m && known.asked.function == factor.response.function &&
           known.asked.params == factor.response.params && known.constant == gate.constant &&
           known.sums->tau() == tau;
  });
  if (same != all_gates_.end()) {
    gates_.back() = same->sums;
    return;
  }
  const std::int64_t stride = field.plan().signal_stride();
  // A rank that knows no voxel has nobody who reads any.
  const std::size_t columns = std::max<std::size_t>(field.known(), 1);
  gate.sums = std::make_shared<PrefixSums>(columns, tau, grid_.dt(), stride);
  // Of neurons a rank knows its own alone where there are many: what counts is how many rows each
  // of them has.
  const std::size_t most = field.grid().per_neuron() ? largest_whole_field : field.grid().size();
  const std::int64_t block =
      PrefixSums::recommended_block(std::min(field.grid().size(), most), tau, grid_.dt(), stride);
  // Between two calls of rebase(), and the interval that has been begun.
  gate.sums->reserve(block + 2 * field.interval_steps());
  longest_block_ = longest_block_ == 0 ? block : std::min(longest_block_, block);
  gates_.back() = gate.sums;
  all_gates_.push_back(std::move(gate));
}

void FieldSystem::add_factor(const SynapseSpec& synapse, std::int64_t lateness) {
  releases_.emplace_back();
  if (!synapse.release) return;
  const std::size_t m = find(synapse.release->species);
  const ModulatorField& field = *sources_[m].field;
  Factor factor{m, ResponseFunction(synapse.release->response, field.baseline()),
                synapse.release->amount,
                std::make_shared<StepFactor>(std::max<std::size_t>(field.known(), 1),
                                             field.interval_steps(), lateness)};
  releases_.back() = factor.values;
  all_factors_.push_back(std::move(factor));
}

VoxelMap FieldSystem::voxels_of(std::size_t modulator, const GroupLayout& group) const {
  const ModulatorField& field = *sources_[modulator].field;
  const Voxels& voxels = field.grid();
  if (voxels.well_mixed()) return nullptr;
  std::vector<std::uint32_t> map(group.size);
  for (const TargetRun& run : group.runs) {
    each_voxel(voxels, group.population, {run.first_index, run.first_index + run.count},
               [&](std::uint64_t index, std::uint32_t voxel) {
                 map[run.first_local + (index - run.first_index)] = field.place_of(voxel);
               });
  }
  return std::make_shared<const std::vector<std::uint32_t>>(std::move(map));
}

std::vector<GroupRelease> FieldSystem::releases_of(const GroupLayout& group) const {
  std::vector<GroupRelease> releases;
  const std::string& population = experiment_.populations[group.population.value()].name;
  for (std::size_t m = 0; m < sources_.size(); ++m) {
    const Modulator& modulator = experiment_.modulators[m];
    std::size_t first = sources_[m].first_counter;
    for (std::size_t s = 0; s < modulator.sources.size(); ++s) {
      const std::vector<std::uint32_t>& sites = sources_[m].sites[s];
      const Selection& neurons = modulator.sources[s].neurons;
      if (neurons.population == population) {
        const ChosenNeurons chosen = choose(neurons, layout_.size(group.population),
                                            experiment_.simulation.seed, release_key(m, s));
        const VoxelMap voxels = voxels_of(m, group);
        GroupRelease& release = releases.emplace_back();
        release.counter.assign(group.size, GroupRelease::nobody);
        for (std::uint32_t i = 0; i < group.size; ++i) {
          if (!chosen.all && !chosen.contains(group.index_of(i))) continue;
          const std::uint32_t voxel = voxels == nullptr ? 0 : (*voxels)[i];
          const auto site = std::lower_bound(sites.begin(), sites.end(), voxel) - sites.begin();
          release.counter[i] = static_cast<std::uint32_t>(first + static_cast<std::size_t>(site));
        }
      }
      first += sites.size();
    }
  }
  return releases;
}

std::vector<WatchedNeuron> FieldSystem::watched_in(const GroupLayout& group) const {
  std::vector<WatchedNeuron> watched;
  const std::string& population = experiment_.populations[group.population.value()].name;
  for (std::size_t m = 0; m < sources_.size(); ++m) {
    if (!sources_[m].rewards) continue;
    const PairReward& reward = *experiment_.modulators[m].reward;
    const std::array<const Selection*, 2> neurons{&reward.pre, &reward.post};
    for (std::size_t n = 0; n < neurons.size(); ++n) {
      if (neurons[n]->population != population) continue;
      const ChosenNeurons chosen = choose(*neurons[n], layout_.size(group.population),
                                          experiment_.simulation.seed, release_key(m, 128 + n));
      for (std::uint32_t i = 0; i < group.size; ++i) {
        if (!chosen.all && !chosen.contains(group.index_of(i))) continue;
        watched.push_back({i, m, sources_[m].reward_words + n * sources_[m].rewards->words()});
      }
    }
  }
  return watched;
}

void FieldSystem::set_threads(std::size_t threads) {
  counts_.assign(threads, std::vector<std::uint64_t>(counts_.front().size()));
}

void FieldSystem::watch(const WatchedNeuron& neuron, Step step, std::size_t thread) {
  const PairRewards& rewards = *sources_[neuron.modulator].rewards;
  rewards.mark(step, {counts_[thread].data() + neuron.first_word, rewards.words()});
}

Step FieldSystem::next_boundary(Step now) const {
  std::int64_t next = std::numeric_limits<std::int64_t>::max();
  for (const Source& source : sources_) {
    const std::int64_t interval = source.field->interval_steps();
    next = std::min(next, (now.value() / interval + 1) * interval);
  }
  return Step(next);
}

bool FieldSystem::is_boundary(Step step) const {
  return std::ranges::any_of(sources_, [&](const Source& source) {
    return step.value() % source.field->interval_steps() == 0;
  });
}

void FieldSystem::move(Step boundary, std::size_t thread, std::size_t threads,
                       const std::function<void()>& wait) {
  for (std::size_t m = 0; m < sources_.size(); ++m) {
    Source& source = sources_[m];
    const std::int64_t interval = source.field->interval_steps();
    if (boundary.value() % interval != 0) continue;
    source.field->advance(thread, threads, wait);
    if (thread == 0) {
      receive(source, boundary.value() / interval);
      collect(source);
      begin_interval(m);
    }
  }
  wait();
}

void FieldSystem::receive(Source& source, std::int64_t interval) {
  const bool underway = std::exchange(source.underway, false);
  // Saving may have waited already.
  if (underway) wait_for(source);
  if (!source.sites.empty()) {
    source.field->add_releases(source.field->divided() ? std::exchange(source.waiting, {})
                               : underway              ? released_here(source, source.received)
                                                       : std::vector<VoxelRelease>());
  }
  if (!source.rewards) return;
  if (underway) {
    // These spikes belong to the interval before the one that has just ended.
    const std::size_t first = source.reward_words - source.first_counter - source.first_summed;
    source.rewards->see(interval - 2, std::span(source.received).subspan(first));
  }
  source.field->add_everywhere(source.rewards->take(interval));
}

/// What counters of a modulator's sites say.
std::vector<VoxelRelease> FieldSystem::released_here(const Source& source,
                                                     std::span<const std::uint64_t> counts) const {
  std::vector<VoxelRelease> releases;
  std::size_t counter = 0;
  for (std::size_t s = 0; s < source.sites.size(); ++s) {
    for (const std::uint32_t site : source.sites[s]) {
      const std::uint64_t count = counts[counter++];
      if (count > 0) releases.push_back({s, source.field->voxel(site), count});
    }
  }
  return releases;
}

void FieldSystem::wait_for(Source& source) {
  if (patience_.wait(source.request)) return;
  throw LostRank(absent_rank(all_), "sum of what modulators' spikes release", patience_.seconds());
}

/// What the threads have counted for a modulator in the present interval.
std::vector<std::uint64_t> FieldSystem::counted(const Source& source) const {
  std::vector<std::uint64_t> sum(source.counters, 0);
  for (const std::vector<std::uint64_t>& counts : counts_) {
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += counts[source.first_counter + c];
  }
  return sum;
}

void FieldSystem::collect(Source& source) {
  const std::vector<std::uint64_t> sum = counted(source);
  for (std::vector<std::uint64_t>& counts : counts_) {
    std::fill_n(counts.begin() + static_cast<std::ptrdiff_t>(source.first_counter), source.counters,
                0U);
  }
  if (source.field->divided()) {
    // Also where no voxel is known and nothing counted: a checkpoint gave this rank its own
    // voxels'.
    source.waiting = std::exchange(source.loaded, {});
    const std::vector<VoxelRelease> here = released_here(source, sum);
    source.waiting.insert(source.waiting.end(), here.begin(), here.end());
  }
  if (source.sent.empty()) return;
  std::copy(sum.begin() + static_cast<std::ptrdiff_t>(source.first_summed), sum.end(),
            source.sent.begin());
  MPI_Iallreduce(source.sent.data(), source.received.data(), static_cast<int>(source.sent.size()),
                 MPI_UINT64_T, MPI_SUM, comm_, &source.request);
  source.underway = true;
}

void FieldSystem::begin_interval(std::size_t modulator) {
  const ModulatorField& field = *sources_[modulator].field;
  sources_[modulator].field->publish();
  look_for_non_finite(modulator);
  for (Gate& gate : all_gates_) {
    if (gate.modulator == modulator) sum_gate(gate);
  }
  for (Factor& factor : all_factors_) {
    if (factor.modulator != modulator) continue;
    const std::span<double> values = factor.values->of_interval(field.intervals());
    for (std::size_t v = 0; v < field.known(); ++v) {
      values[v] = 1.0 + factor.amount * factor.response(field.concentration()[v]);
    }
  }
}

void FieldSystem::look_for_non_finite(std::size_t modulator) {
  const ModulatorField& field = *sources_[modulator].field;
  if (non_finite_) return;
  const auto found = field.find_non_finite();
  if (!found) return;
  non_finite_ = NonFiniteField{modulator, found->first, found->second,
                               Step(field.intervals() * field.interval_steps())};
}

void FieldSystem::sum_gate(Gate& gate) const {
  const ModulatorField& field = *sources_[gate.modulator].field;
  const std::span<const double> c = field.concentration();
  const std::int64_t samples = field.interval_steps() / gate.sums->stride();
  std::vector<double> signal(gate.sums->columns(), 0.0);
  for (std::size_t v = 0; v < c.size(); ++v) signal[v] = gate.response(c[v]);
  if (gate.response.linear_gain() && field.plan().decay_time()) {
    gate.sums->append_decaying(signal, *field.plan().decay_time(), gate.constant, samples);
    return;
  }
  for (double& g : signal) g += gate.constant;
  gate.sums->append(signal, samples);
}

void FieldSystem::rebase(Step now) {
  for (Gate& gate : all_gates_) gate.sums->rebase(std::min(now.value(), gate.sums->end()));
}

std::size_t FieldSystem::bytes() const {
  std::size_t total = 0;
  for (const Source& source : sources_) {
    total += source.field->bytes() + 2 * source.counters * sizeof(std::uint64_t);
  }
  for (const Gate& gate : all_gates_) total += gate.sums->bytes();
  return total;
}

}  // namespace engram
