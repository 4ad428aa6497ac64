#include "io/results/field_file.hpp"

#include <algorithm>
#include <array>

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/results/population_name.hpp"
#include "io/results/provenance_group.hpp"
#include "io/results/shared_file.hpp"

namespace engram {
namespace {

constexpr std::uint64_t chunk_times = 1024;
constexpr std::uint64_t most_in_chunk = std::uint64_t{1} << 20;
constexpr const char* length_unit = "micrometre";

const char* unit_of(const FieldGroup& group) {
  return group.per_neuron() ? "1" : "micromolar";
}

/// The tables of one modulator.
struct FieldTables {
  explicit FieldTables(const FieldGroup& group)
      : path("/modulators/" + group.modulator),
        name(group.per_neuron() ? "/value" : "/concentration"),
        probe_time(times_at(path + "/probes/time", chunk_times)),
        probe_values(times_at(path + "/probes" + name, chunk_times)),
        snapshot_time(
            times_at(path + "/snapshots/time", std::max<std::uint64_t>(1, group.snapshots))),
        snapshot_values(times_at(path + "/snapshots" + name, 1)) {
    probe_values.dimensions = 2;
    probe_values.columns = probe_values.chunk_columns = group.probe_values();
    probe_values.chunk_rows =
        std::clamp<std::uint64_t>(64 * chunk_times / group.probe_values(), 1, chunk_times);
    snapshot_values.value_bytes = sizeof(float);
    snapshot_values.dimensions = 2;
    snapshot_values.columns = group.snapshot_values();
    if (group.shape.empty()) {
      snapshot_values.chunk_columns = std::min(snapshot_values.columns, most_in_chunk);
      return;
    }
    snapshot_values.chunk_columns = snapshot_values.columns;
    snapshot_values.row_shape = group.shape;
    snapshot_values.dimensions = static_cast<int>(1 + group.shape.size());
  }

  static GrowingTable times_at(const std::string& path, std::uint64_t chunk_rows) {
    GrowingTable table;
    table.path = path;
    table.chunk_rows = chunk_rows;
    return table;
  }

  std::string path;
  std::string name;  // of what is recorded
  GrowingTable probe_time, probe_values;
  GrowingTable snapshot_time, snapshot_values;
};

void create(const h5::File& file, const GrowingTable& table, hid_t type, const char* units) {
  table.create(file, type);
  h5::write_text_attribute(file, table.path, "units", units);
}

void lay_out_grid(h5::File& file, const FieldGroup& group, const std::string& path) {
  if (group.shape.empty()) return;
  const std::vector<std::uint32_t> shape(group.shape.begin(), group.shape.end());
  h5::write_number_attribute(file, path, "shape", shape);
  h5::write_real_attribute(file, path, "extent", group.extent);
  h5::write_real_attribute(file, path, "center", group.center);
  h5::write_flag_attribute(file, path, "periodic", group.periodic ? 1 : 0);
  h5::write_text_attribute(file, path, "length_units", length_unit);
}

void lay_out_neurons(h5::File& file, const FieldGroup& group, const FieldTables& tables) {
  h5::write_text_attribute(file, tables.probe_values.path, "of",
                           group.neurons.empty() ? "mean" : "neurons");
  const std::vector<hsize_t> extent{group.neurons.size()};
  h5::Dataset::create(file, tables.path + "/probes/node_ids", H5T_STD_U64LE, {extent})
      .write({{0}, extent}, group.neurons.data());
}

void lay_out_points(h5::File& file, const FieldGroup& group, const FieldTables& tables) {
  h5::write_text_attribute(file, tables.probe_values.path, "of",
                           group.points.empty() ? "mean" : "points");
  std::vector<double> points;
  for (const std::vector<double>& point : group.points) {
    points.insert(points.end(), point.begin(), point.end());
  }
  const std::string path = tables.path + "/probes/points";
  const std::vector<hsize_t> extent{group.points.size(), group.extent.size()};
  h5::Dataset::create(file, path, H5T_IEEE_F64LE, {extent}).write({{0, 0}, extent}, points.data());
  h5::write_text_attribute(file, path, "units", length_unit);
}

void lay_out_probes(h5::File& file, const FieldGroup& group, const FieldTables& tables) {
  file.create_group(tables.path + "/probes");
  create(file, tables.probe_time, H5T_NATIVE_DOUBLE, "ms");
  create(file, tables.probe_values, H5T_NATIVE_DOUBLE, unit_of(group));
  if (group.per_neuron()) {
    lay_out_neurons(file, group, tables);
  } else {
    lay_out_points(file, group, tables);
  }
}

void lay_out(h5::File& file, const FieldGroup& group, const FieldTables& tables) {
  require_usable_name(file.path(), group.modulator);
  file.create_group(tables.path);
  h5::write_text_attribute(file, tables.path, "species", group.species);
  h5::write_real_attribute(file, tables.path, "interval", {&group.interval, 1});
  lay_out_grid(file, group, tables.path);
  if (group.per_neuron()) {
    h5::write_text_attribute(file, tables.path, "population", group.population);
  }
  if (group.probes) lay_out_probes(file, group, tables);
  if (group.snapshots == 0) return;
  file.create_group(tables.path + "/snapshots");
  create(file, tables.snapshot_time, H5T_NATIVE_DOUBLE, "ms");
  create(file, tables.snapshot_values, H5T_NATIVE_FLOAT, unit_of(group));
}

}  // namespace

std::uint64_t FieldGroup::snapshot_values() const {
  if (per_neuron()) return size;
  std::uint64_t product = 1;
  for (const std::uint64_t length : shape) product *= length;
  return product;
}

class FieldFile::Writer {
 public:
  Writer(const std::string& path, const Communicator& communicator, std::vector<FieldGroup> groups,
         const Provenance& provenance, StateArchive* saved)
      : tables_(groups.begin(), groups.end()),
        file_(
            communicator, path,
            [&](h5::File& file) {
              file.create_group("/modulators");
              for (std::size_t i = 0; i < groups.size(); ++i) lay_out(file, groups[i], tables_[i]);
              write_provenance(file, provenance);
            },
            saved) {
    if (saved != nullptr) transfer_rows(*saved);
  }

  void append_probes(std::size_t group, std::span<const double> times,
                     std::span<const double> values) {
    if (times.empty()) return;
    append(tables_[group].probe_time, times, tables_[group].probe_values,
           reinterpret_cast<const std::byte*>(values.data()));
  }

  void append_snapshot(std::size_t group, double time, std::span<const double> concentration) {
    std::vector<float> rounded;
    if (root()) rounded.assign(concentration.begin(), concentration.end());
    append(tables_[group].snapshot_time, {&time, 1}, tables_[group].snapshot_values,
           reinterpret_cast<const std::byte*>(rounded.data()));
  }

  void save(StateArchive& archive) {
    file_.save(archive);
    transfer_rows(archive);
  }

  void close() { file_.close(); }

 private:
  void transfer_rows(StateArchive& archive) {
    std::vector<GrowingTable*> all;
    for (FieldTables& own : tables_) {
      for (GrowingTable* table :
           {&own.probe_time, &own.probe_values, &own.snapshot_time, &own.snapshot_values}) {
        all.push_back(table);
      }
    }
    file_.transfer_rows(archive, all);
  }

  [[nodiscard]] bool root() const { return file_.communicator().is_root(); }

  void append(GrowingTable& axis, std::span<const double> times, GrowingTable& table,
              const std::byte* values) {
    const std::uint64_t rows = times.size();
    const auto tile = [&](std::uint64_t columns) {
      return root() ? Tile{0, rows, 0, columns} : Tile{};
    };
    const std::array growth{
        NewRows{&axis, rows, tile(1), reinterpret_cast<const std::byte*>(times.data())},
        NewRows{&table, rows, tile(table.columns), values}};
    file_.append(growth, [](h5::File&) {});
  }

  std::vector<FieldTables> tables_;
  SharedFile file_;
};

FieldFile::FieldFile(const std::string& path, const Communicator& communicator,
                     std::vector<FieldGroup> groups, const Provenance& provenance,
                     StateArchive* saved)
    : writer_(std::make_unique<Writer>(path, communicator, std::move(groups), provenance, saved)) {}
FieldFile::~FieldFile() = default;
FieldFile::FieldFile(FieldFile&&) noexcept = default;
FieldFile& FieldFile::operator=(FieldFile&&) noexcept = default;

void FieldFile::append_probes(std::size_t group, std::span<const double> times,
                              std::span<const double> values) {
  writer_->append_probes(group, times, values);
}
void FieldFile::append_snapshot(std::size_t group, double time,
                                std::span<const double> concentration) {
  writer_->append_snapshot(group, time, concentration);
}
void FieldFile::save(StateArchive& archive) {
  writer_->save(archive);
}
void FieldFile::close() {
  writer_->close();
}

}  // namespace engram
