#include "io/results/weight_file.hpp"

#include "core/errors.hpp"
#include "io/hdf5/agreement.hpp"
#include "io/results/shared_file.hpp"
#include "io/results/tiling.hpp"
#include "io/results/weight_layout.hpp"

namespace engram {
namespace {

template <class T>
const std::byte* bytes_of(std::span<const T> values) {
  return reinterpret_cast<const std::byte*>(values.data());
}

void nothing(h5::File& /*file*/) {}

}  // namespace

class WeightFile::Writer {
 public:
  Writer(const std::string& path, const Communicator& communicator, std::vector<WeightGroup> groups,
         const Provenance& provenance, StateArchive* saved)
      : groups_(std::move(groups)),
        tables_(weight_tables(groups_)),
        file_(
            communicator, path,
            [&](h5::File& file) { lay_out_weights(file, groups_, tables_, provenance); }, saved) {
    if (saved != nullptr) transfer_rows(*saved);
  }

  void write_column(std::size_t group, SynapseList list, SynapseColumn column,
                    const Pieces& pieces) {
    WeightTables& tables = tables_[group];
    SynapseTables& columns = list == SynapseList::all ? tables.all : tables.traced;
    GrowingTable& table = columns[static_cast<std::size_t>(column)];
    const std::uint64_t rows =
        list == SynapseList::all ? groups_[group].synapses : groups_[group].traced;
    const NewRows growth{&table, rows, {}, nullptr};
    if (rows == 0) return;
    file_.begin({&growth, 1});
    write_pieces(0, table, table.chunk_rows, rows, pieces);
    file_.commit(nothing);
  }

  void append_snapshot(std::size_t group, double time, const Pieces& pieces) {
    WeightTables& tables = tables_[group];
    GrowingTable& weights = tables.snapshot_weight;
    const std::array growth{NewRows{&tables.snapshot_time, 1, {}, nullptr},
                            NewRows{&weights, 1, {}, nullptr}};
    file_.begin(growth);
    write_pieces(1, weights, weights.chunk_columns, weights.columns, pieces);
    // The time comes from rank 0 alone.
    const std::array whole{ValueRun{0, 1}};
    const std::size_t runs = root() ? 1 : 0;
    file_.write(0, {whole.data(), runs}, bytes_of<double>({&time, 1}));
    file_.commit(nothing);
  }

  void append_traces(std::size_t group, std::span<const double> times,
                     std::span<const std::uint64_t> my_columns, std::span<const float> weights,
                     std::span<const float> eligibilities) {
    if (times.empty()) return;
    WeightTables& tables = tables_[group];
    const Communicator& communicator = file_.communicator();
    const std::uint64_t rows = times.size();
    const Tiling tiling(rows, tables.trace_weight.columns, tables.trace_weight.chunk_columns,
                        communicator.size());
    const Tile tile = tiling.tile_of(communicator.rank());
    std::vector<float> weight_tile;
    std::vector<float> eligibility_tile;
    h5::Agreement agreement(communicator, file_.path());
    agreement.attempt(
        [&] { weight_tile = columns_to_tile(communicator, tiling, my_columns, weights); });
    agreement.settle();
    std::vector<NewRows> growth{{&tables.trace_time, rows, on_root(rows, 1), bytes_of(times)},
                                {&tables.trace_weight, rows, tile, bytes_of<float>(weight_tile)}};
    if (groups_[group].eligibility) {
      eligibility_tile = columns_to_tile(communicator, tiling, my_columns, eligibilities);
      growth.push_back({&tables.trace_eligibility, rows, tile, bytes_of<float>(eligibility_tile)});
    }
    file_.append(growth, nothing);
  }

  void append_histograms(std::size_t group, std::span<const double> times,
                         std::span<const std::uint64_t> counts,
                         std::span<const std::uint64_t> outside) {
    if (times.empty()) return;
    WeightTables& tables = tables_[group];
    const std::uint64_t rows = times.size();
    const std::array growth{
        NewRows{&tables.histogram_time, rows, on_root(rows, 1), bytes_of(times)},
        NewRows{&tables.histogram_count, rows, on_root(rows, tables.histogram_count.columns),
                bytes_of(counts)},
        NewRows{&tables.histogram_outside, rows, on_root(rows, 1), bytes_of(outside)}};
    file_.append(growth, nothing);
  }

  void save(StateArchive& archive) {
    file_.save(archive);
    transfer_rows(archive);
  }

  void close() { file_.close(); }

 private:
  void transfer_rows(StateArchive& archive) {
    std::vector<GrowingTable*> all;
    for (WeightTables& own : tables_) {
      for (GrowingTable& column : own.all) all.push_back(&column);
      for (GrowingTable& column : own.traced) all.push_back(&column);
      for (GrowingTable* table : {&own.snapshot_time, &own.snapshot_weight, &own.trace_time,
                                  &own.trace_weight, &own.trace_eligibility, &own.histogram_time,
                                  &own.histogram_count, &own.histogram_outside}) {
        all.push_back(table);
      }
    }
    file_.transfer_rows(archive, all);
  }

  [[nodiscard]] bool root() const { return file_.communicator().is_root(); }

  /// The new rows as a tile of rank 0.
  [[nodiscard]] Tile on_root(std::uint64_t rows, std::uint64_t columns) const {
    return root() ? Tile{0, rows, 0, columns} : Tile{};
  }

  void write_pieces(std::size_t number, const GrowingTable& table, std::uint64_t block,
                    std::uint64_t total, const Pieces& pieces) {
    const Communicator& communicator = file_.communicator();
    h5::Agreement agreement(communicator, file_.path());
    std::uint64_t written = 0;
    for (;;) {
      ScatteredValues mine;
      agreement.attempt([&] { mine = pieces(); });
      agreement.settle();
      if (communicator.max(static_cast<std::uint64_t>(mine.runs.size())) == 0) break;
      const ScatteredValues all =
          bring_to_writers(communicator, total, block, table.value_bytes, mine);
      for (const ValueRun& run : all.runs) written += run.count;
      file_.write(number, all.runs, all.bytes.data());
    }
    agreement.attempt([&] { check_number(communicator.sum(written), total); });
    agreement.settle();
  }

  void check_number(std::uint64_t written, std::uint64_t total) const {
    if (written == total) return;
    throw FileError(file_.path(), "was given " + std::to_string(written) + " values for " +
                                      std::to_string(total) + " synapses");
  }

  std::vector<WeightGroup> groups_;
  std::vector<WeightTables> tables_;
  SharedFile file_;
};

WeightFile::WeightFile(const std::string& path, const Communicator& communicator,
                       std::vector<WeightGroup> groups, const Provenance& provenance,
                       StateArchive* saved)
    : writer_(std::make_unique<Writer>(path, communicator, std::move(groups), provenance, saved)) {}
WeightFile::~WeightFile() = default;
WeightFile::WeightFile(WeightFile&&) noexcept = default;
WeightFile& WeightFile::operator=(WeightFile&&) noexcept = default;

std::size_t WeightFile::value_bytes(SynapseColumn column) {
  const bool node = column == SynapseColumn::source || column == SynapseColumn::target;
  return node ? sizeof(std::uint64_t) : sizeof(std::uint32_t);
}

void WeightFile::write_column(std::size_t group, SynapseList list, SynapseColumn column,
                              const Pieces& pieces) {
  writer_->write_column(group, list, column, pieces);
}
void WeightFile::append_snapshot(std::size_t group, double time, const Pieces& pieces) {
  writer_->append_snapshot(group, time, pieces);
}
void WeightFile::append_traces(std::size_t group, std::span<const double> times,
                               std::span<const std::uint64_t> my_columns,
                               std::span<const float> weights,
                               std::span<const float> eligibilities) {
  writer_->append_traces(group, times, my_columns, weights, eligibilities);
}
void WeightFile::append_histograms(std::size_t group, std::span<const double> times,
                                   std::span<const std::uint64_t> counts,
                                   std::span<const std::uint64_t> outside) {
  writer_->append_histograms(group, times, counts, outside);
}
void WeightFile::save(StateArchive& archive) {
  writer_->save(archive);
}
void WeightFile::close() {
  writer_->close();
}

}  // namespace engram
