#include "engine/plastic_tables.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "core/errors.hpp"
#include "engine/plastic_numbers.hpp"
#include "engine/population_part.hpp"
#include "parallel/agree_on_names.hpp"
#include "parallel/throw_together.hpp"

namespace engram {
namespace {

constexpr std::uint32_t bits_per_word = 64;

/// A projection's rows onto one member of its target population's part.
struct MemberRows {
  std::size_t member = 0;
  PlasticState state;
};

/// Memory that several projections use one after the other.
struct Room {
  SharedChunks& chunks;               // to save from
  std::vector<NumberColumn> columns;  // to load to
};

/// Moves one projection.
class ProjectionTransfer {
 public:
  ProjectionTransfer(Simulator& simulator, StateArchive& archive, std::uint32_t number, Room& room)
      : simulator_(simulator),
        archive_(archive),
        room_(room),
        projection_(simulator.outline().projections[number]),
        path_("/projections/" + std::to_string(number)),
        targets_(simulator.shards(), PopulationId(projection_.target)) {
    for (std::size_t m = 0; m < targets_.members().size(); ++m) {
      const PopulationPart::Member& member = targets_.members()[m];
      for (const auto& rows : simulator.shards()[member.shard].plastic()) {
        if (rows->projection() != number || rows->group() != member.group) continue;
        if (auto state = rows->state()) rows_.push_back({m, std::move(*state)});
      }
    }
  }

  void operator()() {
    agree();
    if (numbers_.empty()) return;  // no synapses on any rank
    move_sources();
    move_synapses();
    move_counts();
  }

 private:
  /// What only ranks with synapses know.
  void agree() {
    std::vector<std::string> numbers;
    std::vector<double> most(3, 0.0);
    for (const auto& [member, state] : rows_) {
      numbers.insert(numbers.end(), state.numbers.begin(), state.numbers.end());
      const SourceState& first = state.sources.front();
      most = {static_cast<double>(first.traces.size()), first.short_term == nullptr ? 0.0 : 1.0,
              static_cast<double>(state.axonal_delay)};
    }
    numbers_ = agree_on_names(simulator_.communicator(), numbers);
    most = simulator_.communicator().max(std::move(most));
    traces_ = static_cast<std::uint32_t>(most[0]);
    short_term_ = most[1] > 0.0;
    axon_words_ = (static_cast<std::uint32_t>(most[2]) + bits_per_word - 1) / bits_per_word;
  }

  /// A source, once for each of the members it has synapses onto.
  struct Source {
    std::uint64_t index;
    std::size_t rows;
    SourceState* state;
  };

  void move_sources() {
    const NetworkOutline::Population& population =
        simulator_.outline().populations[projection_.source];
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      for (SourceState& state : rows_[r].state.sources) {
        const std::uint64_t index = state.source.value() - population.first_neuron.value();
        sources_.push_back({index, r, &state});
      }
    }
    std::ranges::stable_sort(sources_, {}, &Source::index);
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (i > 0 && sources_[i].index == sources_[i - 1].index) continue;
      const std::uint64_t index = sources_[i].index;
      if (!places_.empty() && places_.back().first + places_.back().count == index) {
        ++places_.back().count;
      } else {
        places_.push_back({index, 1});
      }
      ++distinct_;
    }
    per_source<ShortStep>("last", 1, [](const Source& source) { return source.state->last; });
    per_source<ShortStep>("seen", 1, [](const Source& source) { return source.state->seen; });
    if (traces_ > 0) {
      per_source<float>("traces", traces_,
                        [](const Source& source) { return source.state->traces.data(); });
    }
    if (short_term_) {
      per_source<float>("available", 1,
                        [](const Source& source) { return &source.state->short_term->x; });
      per_source<float>("used", 1,
                        [](const Source& source) { return &source.state->short_term->u; });
    }
    if (axon_words_ > 0) move_axons();
  }

  /// A table with a row of `width` numbers for each source, which stand at `where(source)`.
  template <class T, class Where>
  void per_source(const std::string& name, std::uint32_t width, const Where& where) {
    std::vector<T> values(distinct_ * width);
    const auto each = [&](const auto& action) {
      T* row = values.data();
      for (std::size_t i = 0; i < sources_.size(); ++i) {
        if (i > 0 && sources_[i].index != sources_[i - 1].index) row += width;
        action(row, where(sources_[i]));
      }
    };
    if (!archive_.loading()) each([&](T* row, const T* at) { std::copy_n(at, width, row); });
    const std::uint64_t total = simulator_.outline().populations[projection_.source].size;
    archive_.table<T>(path_ + "/sources/" + name, total, width, places_, values);
    if (archive_.loading()) each([&](const T* row, T* at) { std::copy_n(row, width, at); });
  }

  /// Spikes on axons: bit k of a source is set where one reaches the synapses k steps from now. A
  /// neuron spikes at most once per step.
  void move_axons() {
    const std::int64_t now = simulator_.now().value();
    std::vector<std::vector<std::uint64_t>> bits(rows_.size());
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const RowArrivals& arrivals = *rows_[r].state.arrivals;
      bits[r].assign(std::size_t{arrivals.rows()} * axon_words_, 0);
      for (const RowArrivals::Travelling& spike : arrivals.on_axon()) {
        const auto bit = static_cast<std::uint64_t>(spike.at.value() - now);
        bits[r][std::size_t{spike.row} * axon_words_ + bit / bits_per_word] |=
            std::uint64_t{1} << (bit % bits_per_word);
      }
    }
    per_source<std::uint64_t>("on_axon", axon_words_, [&](const Source& source) {
      return &bits[source.rows][std::size_t{source.state->row} * axon_words_];
    });
    if (!archive_.loading()) return;
    for (std::size_t r = 0; r < rows_.size(); ++r) set_axons(rows_[r].state, bits[r]);
  }

  void set_axons(const PlasticState& state, const std::vector<std::uint64_t>& bits) const {
    for (std::uint32_t bit = 0; bit < axon_words_ * bits_per_word; ++bit) {
      for (const SourceState& source : state.sources) {
        const std::uint64_t word =
            bits[std::size_t{source.row} * axon_words_ + bit / bits_per_word];
        if ((word >> (bit % bits_per_word) & 1U) == 0) continue;
        state.arrivals->on_axon().push_back({source.row, simulator_.now() + bit});
      }
    }
  }

  void move_synapses() {
    std::vector<std::vector<std::uint64_t>> counts = count_synapses();
    std::vector<ValueRun> keys;
    std::vector<std::uint64_t> in_order;
    for (const PopulationPart::Run& run : targets_.runs()) {
      keys.push_back({run.first_index, run.count});
      const auto from = counts[run.member].begin() + run.first_local;
      in_order.insert(in_order.end(), from, from + run.count);
    }
    const std::uint64_t total = simulator_.outline().populations[projection_.target].size;
    std::vector<std::uint64_t> stored = in_order;
    const StateArchive::ListPlaces places =
        archive_.places_of_lists(path_ + "/synapses", total, keys, stored);
    run_together(simulator_.communicator(), [&] {
      if (stored != in_order) throw Error("stored plastic synapses are those of another network");
    });
    // From here on: where the next synapse of each target goes.
    std::uint64_t next = 0;
    for (const PopulationPart::Run& run : targets_.runs()) {
      for (std::uint32_t i = 0; i < run.count; ++i) {
        next += std::exchange(counts[run.member][run.first_local + i], next);
      }
    }
    move_numbers(places, counts);
  }

  /// Synapses of each neuron of each member.
  [[nodiscard]] std::vector<std::vector<std::uint64_t>> count_synapses() const {
    std::vector<std::vector<std::uint64_t>> counts;
    for (const PopulationPart::Member& member : targets_.members()) {
      counts.emplace_back(member.size, 0);
    }
    for (const auto& [member, state] : rows_) {
      std::ranges::copy(state.per_target, counts[member].begin());
    }
    return counts;
  }

  /// Calls `action(member, state)` for all rows, each on the thread that owns them.
  template <class Action>
  void on_owners(const Action& action) {
    simulator_.on_shards([&](std::size_t shard) {
      for (const auto& [member, state] : rows_) {
        if (targets_.members()[member].shard == shard) action(member, state);
      }
    });
  }

  /// `first`: place of each target's first synapse.
  void move_numbers(const StateArchive::ListPlaces& places,
                    const std::vector<std::vector<std::uint64_t>>& first) {
    const auto table = [&](const std::string& name) { return path_ + "/synapses/" + name; };
    if (!archive_.loading()) {
      for (SavedColumn& column : collect(places.mine, first)) {
        archive_.save_table<float>(table(column.name), places.total, places.runs,
                                   std::move(column.values));
      }
      return;
    }
    std::vector<NumberColumn>& columns = room_.columns;
    columns.resize(numbers_.size());
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      AlignedVector<float>& values = columns[i].values;
      columns[i].name = numbers_[i];
      if (values.capacity() < places.mine) values = {};  // nothing of it need be kept
      values.resize(places.mine);
      archive_.table<float>(table(columns[i].name), places.total, 1, places.runs, values);
    }
    on_owners([&](std::size_t member, const PlasticState& state) {
      spread_numbers(state, first[member], columns);
    });
  }

  [[nodiscard]] std::vector<SavedColumn> collect(
      std::uint64_t synapses, const std::vector<std::vector<std::uint64_t>>& first) {
    const std::uint64_t bytes = synapses * sizeof(float);
    const std::size_t chunks = SharedChunks::chunks_for(bytes);
    room_.chunks.allow(chunks * numbers_.size());
    std::vector<SavedColumn> columns;
    for (const std::string& name : numbers_) {
      columns.push_back({name, {room_.chunks.take(chunks), bytes}});
    }
    std::atomic<bool> finite = true;
    on_owners([&](std::size_t member, const PlasticState& state) {
      if (!collect_numbers(state, first[member], columns)) finite = false;
    });
    const auto bad = static_cast<std::uint64_t>(!finite);
    if (simulator_.communicator().max(bad) != 0) throw NonFiniteSynapse();
    return columns;
  }

  void move_counts() {
    std::vector<std::uint64_t> counts(2, 0);
    for (const auto& [member, state] : rows_) {
      counts[0] += *state.events;
      counts[1] += *state.change_quanta;
    }
    const Communicator& communicator = simulator_.communicator();
    if (!archive_.loading()) counts = communicator.sum(std::move(counts));
    archive_.shared(path_ + "/counts", counts);
    if (!archive_.loading()) return;
    // They go to the first rank that has synapses.
    const auto rank = static_cast<std::uint64_t>(communicator.rank().value());
    const std::uint64_t nobody = static_cast<std::uint64_t>(communicator.size());
    if (communicator.min(rows_.empty() ? nobody : rank) != rank) return;
    *rows_.front().state.events = counts.at(0);
    *rows_.front().state.change_quanta = counts.at(1);
  }

  Simulator& simulator_;
  StateArchive& archive_;
  Room& room_;
  const NetworkOutline::Projection& projection_;
  std::string path_;
  PopulationPart targets_;
  std::vector<MemberRows> rows_;
  std::vector<std::string> numbers_;  // of a synapse, by name
  std::uint32_t traces_ = 0;
  bool short_term_ = false;
  std::uint32_t axon_words_ = 0;
  std::vector<Source> sources_;  // ascending by index
  std::vector<ValueRun> places_;
  std::size_t distinct_ = 0;
};

}  // namespace

void transfer_plastic(Simulator& simulator, StateArchive& archive, SharedChunks& chunks) {
  const std::vector<NetworkOutline::Projection>& projections = simulator.outline().projections;
  Room room{chunks, {}};
  for (std::uint32_t p = 0; p < projections.size(); ++p) {
    if (projections[p].plastic) ProjectionTransfer(simulator, archive, p, room)();
  }
}

}  // namespace engram
