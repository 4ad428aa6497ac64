#include "io/results/ledger_file.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/results/population_name.hpp"
#include "io/results/provenance_group.hpp"
#include "io/results/shared_file.hpp"

namespace engram {
namespace {

constexpr std::uint64_t chunk_rows = 256;
constexpr std::uint64_t measures = 6;
constexpr std::uint64_t counts = 2;
constexpr const char* measure_names =
    "active_fraction,treves_rolls,vinje_gallant,hoyer,gini,kurtosis";

GrowingTable table_of(const std::string& path, std::uint64_t columns) {
  GrowingTable table;
  table.path = path;
  table.dimensions = columns > 1 ? 2 : 1;
  table.columns = table.chunk_columns = columns;
  table.chunk_rows = chunk_rows;
  return table;
}

/// The tables of one population.
struct PopulationTables {
  explicit PopulationTables(const std::string& name)
      : energy(table_of("/energy/populations/" + name + "/counts", counts)),
        sparseness(table_of("/sparseness/populations/" + name + "/population", measures)),
        activity(table_of("/sparseness/populations/" + name + "/counts", counts)) {}

  GrowingTable energy, sparseness, activity;
};

void create(const h5::File& file, const GrowingTable& table, hid_t type, const char* columns) {
  table.create(file, type);
  h5::write_text_attribute(file, table.path, "columns", columns);
}

void write_head(h5::File& file, const LedgerHead& head) {
  file.create_group("/energy/populations");
  h5::write_text_attribute(file, "/energy", "constants", head.constants);
  h5::write_text_attribute(file, "/energy", "source", head.source);
  for (const auto& [name, value] : head.values) {
    h5::write_real_attribute(file, "/energy", name, {&value, 1});
  }
  h5::write_real_attribute(file, "/energy", "begin", {&head.begin, 1});
  file.create_group("/sparseness/populations");
  h5::write_real_attribute(file, "/sparseness", "window", {&head.window, 1});
}

/// Numbers of many rows, to be appended to one table.
template <class Number>
struct Column {
  GrowingTable* table;
  std::vector<Number> numbers;

  [[nodiscard]] NewRows rows(std::uint64_t number, bool root) const {
    const Tile all{0, number, 0, table->columns};
    return {table, number, root ? all : Tile{}, reinterpret_cast<const std::byte*>(numbers.data())};
  }
};

}  // namespace

class LedgerFile::Writer {
 public:
  Writer(const std::string& path, const Communicator& communicator, const LedgerHead& head,
         const Provenance& provenance, StateArchive* saved)
      : energy_time_(table_of("/energy/time", 1)),
        sparseness_time_(table_of("/sparseness/time", 1)),
        populations_(make_tables(head)),
        file_(
            communicator, path, [&](h5::File& file) { lay_out(file, head, provenance); }, saved) {
    if (saved != nullptr) transfer_rows(*saved);
  }

  void append(std::span<const EnergyRow> rows) {
    Column<double> time{&energy_time_, {}};
    for (const EnergyRow& row : rows) time.numbers.push_back(row.time);
    std::vector<Column<std::uint64_t>> columns;
    for (std::size_t p = 0; p < populations_.size(); ++p) {
      auto& column = columns.emplace_back(Column<std::uint64_t>{&populations_[p].energy, {}});
      for (const EnergyRow& row : rows) {
        column.numbers.insert(column.numbers.end(), {row.spikes[p], row.synaptic_events[p]});
      }
    }
    std::vector<NewRows> growth{time.rows(rows.size(), root())};
    for (const auto& column : columns) growth.push_back(column.rows(rows.size(), root()));
    if (!rows.empty()) file_.append(growth, [](h5::File&) {});
  }

  void append(std::span<const SparsenessRow> rows) {
    Column<double> time{&sparseness_time_, {}};
    for (const SparsenessRow& row : rows) time.numbers.push_back(row.end);
    std::vector<Column<double>> values;
    std::vector<Column<std::uint64_t>> activity;
    for (std::size_t p = 0; p < populations_.size(); ++p) {
      auto& own = values.emplace_back(Column<double>{&populations_[p].sparseness, {}}).numbers;
      auto& number =
          activity.emplace_back(Column<std::uint64_t>{&populations_[p].activity, {}}).numbers;
      for (const SparsenessRow& row : rows) {
        const Sparseness& m = row.measures[p];
        own.insert(own.end(), {m.active_fraction, m.treves_rolls, m.vinje_gallant, m.hoyer, m.gini,
                               m.kurtosis});
        number.insert(number.end(), {row.active[p], row.spikes[p]});
      }
    }
    std::vector<NewRows> growth{time.rows(rows.size(), root())};
    for (const auto& column : values) growth.push_back(column.rows(rows.size(), root()));
    for (const auto& column : activity) growth.push_back(column.rows(rows.size(), root()));
    if (!rows.empty()) file_.append(growth, [](h5::File&) {});
  }

  void save(StateArchive& archive) {
    file_.save(archive);
    transfer_rows(archive);
  }

  void close() { file_.close(); }

 private:
  static std::vector<PopulationTables> make_tables(const LedgerHead& head) {
    std::vector<PopulationTables> tables;
    for (const auto& [name, neurons] : head.populations) tables.emplace_back(name);
    return tables;
  }

  void lay_out(h5::File& file, const LedgerHead& head, const Provenance& provenance) const {
    write_head(file, head);
    for (const GrowingTable& time : {energy_time_, sparseness_time_}) {
      time.create(file, H5T_NATIVE_DOUBLE);
      h5::write_text_attribute(file, time.path, "units", "ms");
    }
    for (std::size_t p = 0; p < populations_.size(); ++p) {
      const auto& [name, neurons] = head.populations[p];
      require_usable_name(file.path(), name);
      const auto size = static_cast<double>(neurons);
      for (const std::string& group :
           {"/energy/populations/" + name, "/sparseness/populations/" + name}) {
        file.create_group(group);
        h5::write_real_attribute(file, group, "neurons", {&size, 1});
      }
      create(file, populations_[p].energy, H5T_NATIVE_UINT64, "spikes,synaptic_events");
      create(file, populations_[p].sparseness, H5T_NATIVE_DOUBLE, measure_names);
      create(file, populations_[p].activity, H5T_NATIVE_UINT64, "active_neurons,spikes");
    }
    write_provenance(file, provenance);
  }

  void transfer_rows(StateArchive& archive) {
    std::vector<GrowingTable*> all{&energy_time_, &sparseness_time_};
    for (PopulationTables& own : populations_) {
      all.insert(all.end(), {&own.energy, &own.sparseness, &own.activity});
    }
    file_.transfer_rows(archive, all);
  }

  [[nodiscard]] bool root() const { return file_.communicator().is_root(); }

  GrowingTable energy_time_, sparseness_time_;
  std::vector<PopulationTables> populations_;
  SharedFile file_;
};

LedgerFile::LedgerFile(const std::string& path, const Communicator& communicator,
                       const LedgerHead& head, const Provenance& provenance, StateArchive* saved)
    : writer_(std::make_unique<Writer>(path, communicator, head, provenance, saved)) {}
LedgerFile::~LedgerFile() = default;
LedgerFile::LedgerFile(LedgerFile&&) noexcept = default;
LedgerFile& LedgerFile::operator=(LedgerFile&&) noexcept = default;

void LedgerFile::append(std::span<const EnergyRow> rows) {
  writer_->append(rows);
}
void LedgerFile::append(std::span<const SparsenessRow> rows) {
  writer_->append(rows);
}
void LedgerFile::save(StateArchive& archive) {
  writer_->save(archive);
}
void LedgerFile::close() {
  writer_->close();
}

}  // namespace engram
