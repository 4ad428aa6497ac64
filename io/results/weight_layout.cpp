#include "io/results/weight_layout.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/results/population_name.hpp"
#include "io/results/provenance_group.hpp"

namespace engram {
namespace {

constexpr std::uint64_t chunk_values = 64 * 1024;
constexpr std::array column_names{"source_node_id", "target_node_id", "projection", "ordinal",
                                  "delay"};

/// One value per row, of which `rows` are expected.
GrowingTable list(const std::string& path, std::size_t value_bytes, std::uint64_t rows) {
  GrowingTable table;
  table.path = path;
  table.value_bytes = value_bytes;
  table.chunk_rows = std::clamp<std::uint64_t>(rows, 1, chunk_values);
  return table;
}

/// A row of `columns` values per time, for as many as `rows` times.
GrowingTable rows_of(const std::string& path, std::size_t value_bytes, std::uint64_t columns,
                     std::uint64_t rows) {
  GrowingTable table = list(path, value_bytes, 0);
  table.dimensions = 2;
  table.columns = columns;
  table.chunk_columns = std::clamp<std::uint64_t>(columns, 1, chunk_values);
  table.chunk_rows = std::clamp<std::uint64_t>(chunk_values / table.chunk_columns, 1,
                                               std::max<std::uint64_t>(rows, 1));
  return table;
}

constexpr std::uint64_t any_number = 1024;

SynapseTables columns_at(const std::string& path, std::uint64_t synapses) {
  SynapseTables tables;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    tables[i] = list(path + "/" + column_names[i],
                     WeightFile::value_bytes(static_cast<SynapseColumn>(i)), synapses);
  }
  return tables;
}

hid_t type_of(SynapseColumn column) {
  switch (column) {
    case SynapseColumn::source:
    case SynapseColumn::target:
      return H5T_NATIVE_UINT64;
    case SynapseColumn::delay:
      return H5T_NATIVE_FLOAT;
    default:
      return H5T_NATIVE_UINT32;
  }
}

void create(const h5::File& file, const GrowingTable& table, hid_t type, const std::string& unit) {
  table.create(file, type);
  if (!unit.empty()) h5::write_text_attribute(file, table.path, "units", unit);
}

void create(const h5::File& file, const SynapseTables& tables, const WeightGroup& group) {
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto column = static_cast<SynapseColumn>(i);
    create(file, tables[i], type_of(column), column == SynapseColumn::delay ? "ms" : "");
  }
  const auto name_nodes = [&](SynapseColumn column, const std::string& population) {
    h5::write_text_attribute(file, tables[static_cast<std::size_t>(column)].path, "node_population",
                             population);
  };
  name_nodes(SynapseColumn::source, group.source);
  name_nodes(SynapseColumn::target, group.target);
}

void lay_out_histogram(h5::File& file, const WeightGroup& group, const WeightTables& tables) {
  file.create_group(tables.path + "/histogram");
  const std::string edges = tables.path + "/histogram/edges";
  h5::Dataset::create(file, edges, H5T_IEEE_F64LE, {{group.edges.size()}})
      .write({{0}, {group.edges.size()}}, group.edges.data());
  h5::write_text_attribute(file, edges, "units", group.unit);
  create(file, tables.histogram_time, H5T_NATIVE_DOUBLE, "ms");
  create(file, tables.histogram_count, H5T_NATIVE_UINT64, "");
  create(file, tables.histogram_outside, H5T_NATIVE_UINT64, "");
}

void lay_out_group(h5::File& file, const WeightGroup& group, const WeightTables& tables) {
  file.create_group(tables.path);
  h5::write_text_attribute(file, tables.path, "source", group.source);
  h5::write_text_attribute(file, tables.path, "target", group.target);
  h5::write_text_attribute(file, tables.path, "models",
                           fmt::format("{}", fmt::join(group.models, ",")));
  h5::write_number_attribute(file, tables.path, "projections", group.projections);
  h5::write_text_attribute(file, tables.path, "synapses", std::to_string(group.synapses));
  if (group.snapshots > 0) {
    create(file, tables.all, group);
    file.create_group(tables.path + "/snapshots");
    create(file, tables.snapshot_time, H5T_NATIVE_DOUBLE, "ms");
    create(file, tables.snapshot_weight, H5T_NATIVE_FLOAT, group.unit);
  }
  if (group.traced > 0) {
    file.create_group(tables.path + "/traces");
    create(file, tables.traced, group);
    create(file, tables.trace_time, H5T_NATIVE_DOUBLE, "ms");
    create(file, tables.trace_weight, H5T_NATIVE_FLOAT, group.unit);
    if (group.eligibility) {
      create(file, tables.trace_eligibility, H5T_NATIVE_FLOAT, group.unit + "/ms");
    }
  }
  if (!group.edges.empty()) lay_out_histogram(file, group, tables);
}

}  // namespace

WeightTables::WeightTables(const WeightGroup& group, const std::string& place)
    : all(columns_at(place, group.synapses)),
      traced(columns_at(place + "/traces", group.traced)),
      snapshot_time(list(place + "/snapshots/time", sizeof(double), group.snapshots)),
      snapshot_weight(
          rows_of(place + "/snapshots/weight", sizeof(float), group.synapses, group.snapshots)),
      trace_time(list(place + "/traces/time", sizeof(double), any_number)),
      trace_weight(rows_of(place + "/traces/weight", sizeof(float), group.traced, any_number)),
      trace_eligibility(
          rows_of(place + "/traces/eligibility", sizeof(float), group.traced, any_number)),
      histogram_time(list(place + "/histogram/time", sizeof(double), any_number)),
      histogram_count(rows_of(place + "/histogram/count", sizeof(std::uint64_t),
                              group.edges.empty() ? 0 : group.edges.size() - 1, any_number)),
      histogram_outside(list(place + "/histogram/outside", sizeof(std::uint64_t), any_number)),
      path(place) {}

std::vector<WeightTables> weight_tables(std::span<const WeightGroup> groups) {
  std::vector<WeightTables> tables;
  std::set<std::string> taken;
  for (const WeightGroup& group : groups) {
    const std::string name = "/projections/" + group.source + "_to_" + group.target;
    std::string own = name;
    for (int number = 2; !taken.insert(own).second; ++number) {
      own = fmt::format("{}_{}", name, number);
    }
    tables.emplace_back(group, own);
  }
  return tables;
}

void lay_out_weights(h5::File& file, std::span<const WeightGroup> groups,
                     std::span<const WeightTables> tables, const Provenance& provenance) {
  file.create_group("/projections");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    require_usable_name(file.path(), groups[i].source);
    require_usable_name(file.path(), groups[i].target);
    lay_out_group(file, groups[i], tables[i]);
  }
  write_provenance(file, provenance);
}

}  // namespace engram
