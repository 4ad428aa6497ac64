#include "io/results/spike_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "core/errors.hpp"
#include "io/hdf5/agreement.hpp"
#include "io/results/distributed_sort.hpp"
#include "io/results/shared_file.hpp"
#include "io/results/spike_layout.hpp"

namespace engram {
namespace {

std::uint64_t neurons_in(const NetworkLayout& layout) {
  return std::max<std::uint64_t>(layout.neurons(), 1);
}

template <class T>
const std::byte* bytes_of(const std::vector<T>& values) {
  return reinterpret_cast<const std::byte*>(values.data());
}

/// Spikes of one population, sorted.
struct SpikeColumns {
  std::vector<double> times;            // ms
  std::vector<std::uint64_t> node_ids;  // within the population
};

}  // namespace

class SpikeFile::Writer {
 public:
  Writer(const std::string& path, const Communicator& communicator, const NetworkLayout& layout,
         std::vector<SpikePopulation> populations, TimeGrid grid, const Provenance& provenance,
         StateArchive* saved)
      : layout_(layout),
        populations_(std::move(populations)),
        grid_(grid),
        slot_of_(layout.populations()),
        file_(
            communicator, path,
            [&](h5::File& file) { lay_out_spikes(file, populations_, provenance); }, saved) {
    for (std::size_t slot = 0; slot < populations_.size(); ++slot) {
      slot_of_[populations_[slot].id.value()] = slot;
      tables_.emplace_back(populations_[slot].name);
    }
    if (saved != nullptr) transfer_rows(*saved);
  }

  void append(std::span<const RecordedSpike> spikes, Step from, Step to) {
    h5::Agreement agreement(file_.communicator(), file_.path());
    std::vector<std::uint64_t> keys;
    agreement.attempt([&] {
      check_window(from, to);
      keys = sort_keys(spikes, from, to);
    });
    agreement.settle();
    const std::uint64_t neurons = neurons_in(layout_);
    keys = sort_over_ranks(file_.communicator(), std::move(keys),
                           static_cast<std::uint64_t>(to - from) * neurons);
    write(split(keys, from));
    end_ = to;
  }

  void save(StateArchive& archive) {
    file_.save(archive);
    transfer_rows(archive);
  }

  void close() { file_.close(); }

  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  void transfer_rows(StateArchive& archive) {
    std::vector<GrowingTable*> all;
    for (SpikeTables& own : tables_) {
      all.push_back(&own.times);
      all.push_back(&own.node_ids);
    }
    file_.transfer_rows(archive, all);
    written_ = 0;
    for (const SpikeTables& own : tables_) written_ += own.times.rows;
  }

  void check_window(Step from, Step to) const {
    if (to < from || from < end_) {
      throw FileError(file_.path(),
                      fmt::format("cannot take spikes of steps [{}, {}) after those up to step {}",
                                  from.value(), to.value(), end_.value()));
    }
    const auto steps = static_cast<std::uint64_t>(to - from);
    if (steps > std::numeric_limits<std::uint64_t>::max() / neurons_in(layout_)) {
      throw FileError(file_.path(),
                      fmt::format("cannot take {} steps at once; write in shorter windows", steps));
    }
  }

  // One number per spike whose order is that of (time, population, id).
  [[nodiscard]] std::vector<std::uint64_t> sort_keys(std::span<const RecordedSpike> spikes,
                                                     Step from, Step to) const {
    std::vector<std::uint64_t> keys;
    keys.reserve(spikes.size());
    const std::uint64_t neurons = neurons_in(layout_);
    for (const RecordedSpike& spike : spikes) {
      if (spike.step < from || spike.step >= to || spike.neuron.value() >= layout_.neurons()) {
        throw FileError(
            file_.path(),
            fmt::format(
                "was given a spike of neuron {} in step {}; there are {} neurons and the window "
                "is [{}, {})",
                spike.neuron.value(), spike.step.value(), layout_.neurons(), from.value(),
                to.value()));
      }
      if (!slot_of_[layout_.population_of(spike.neuron).value()]) continue;
      keys.push_back(static_cast<std::uint64_t>(spike.step - from) * neurons +
                     spike.neuron.value());
    }
    return keys;
  }

  [[nodiscard]] std::vector<SpikeColumns> split(const std::vector<std::uint64_t>& keys,
                                                Step from) const {
    std::vector<SpikeColumns> columns(populations_.size());
    const std::uint64_t neurons = neurons_in(layout_);
    for (const std::uint64_t key : keys) {
      const NeuronId neuron(key % neurons);
      const PopulationId population = layout_.population_of(neuron);
      SpikeColumns& own = columns[*slot_of_[population.value()]];
      own.times.push_back(grid_.spike_time(from + static_cast<std::int64_t>(key / neurons)));
      own.node_ids.push_back(neuron - layout_.neuron(population, 0));
    }
    return columns;
  }

  void write(const std::vector<SpikeColumns>& columns) {
    std::vector<std::uint64_t> mine;
    for (const SpikeColumns& own : columns) mine.push_back(own.times.size());
    const std::vector<std::uint64_t> before = file_.communicator().sum_before(mine);
    const std::vector<std::uint64_t> total = file_.communicator().sum(mine);

    std::vector<NewRows> growth;
    std::uint64_t spikes = 0;
    for (std::size_t slot = 0; slot < total.size(); ++slot) {
      if (total[slot] == 0) continue;
      const Tile tile{before[slot], mine[slot], 0, 1};
      growth.push_back({&tables_[slot].times, total[slot], tile, bytes_of(columns[slot].times)});
      growth.push_back(
          {&tables_[slot].node_ids, total[slot], tile, bytes_of(columns[slot].node_ids)});
      spikes += total[slot];
    }
    if (spikes == 0) return;
    file_.append(growth, [](h5::File&) {});
    written_ += spikes;
  }

  NetworkLayout layout_;
  std::vector<SpikePopulation> populations_;
  TimeGrid grid_;
  std::vector<std::optional<std::size_t>> slot_of_;  // by population; none: not written
  SharedFile file_;
  std::vector<SpikeTables> tables_;
  Step end_{std::numeric_limits<std::int64_t>::min()};
  std::uint64_t written_ = 0;
};

SpikeFile::SpikeFile(const std::string& path, const Communicator& communicator,
                     const NetworkLayout& layout, std::vector<SpikePopulation> populations,
                     TimeGrid grid, const Provenance& provenance, StateArchive* saved)
    : writer_(std::make_unique<Writer>(path, communicator, layout, std::move(populations), grid,
                                       provenance, saved)) {}
SpikeFile::~SpikeFile() = default;
SpikeFile::SpikeFile(SpikeFile&&) noexcept = default;
SpikeFile& SpikeFile::operator=(SpikeFile&&) noexcept = default;

void SpikeFile::append(std::span<const RecordedSpike> spikes, Step from, Step to) {
  writer_->append(spikes, from, to);
}
std::uint64_t SpikeFile::written() const {
  return writer_->written();
}
void SpikeFile::save(StateArchive& archive) {
  writer_->save(archive);
}
void SpikeFile::close() {
  writer_->close();
}

}  // namespace engram
