#include "io/results/state_layout.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "core/errors.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/results/population_name.hpp"
#include "io/results/provenance_group.hpp"

namespace engram {
namespace {

constexpr std::uint64_t widest_chunk = 1024;
constexpr std::uint64_t longest_chunk = 1024;
constexpr std::uint64_t chunk_values = 64 * 1024;

std::string group_of(const std::string& population) {
  return "/report/" + population;
}
std::string time_of(const std::string& population) {
  return group_of(population) + "/mapping/time";
}

template <class T>
void write_vector(const h5::File& file, const std::string& path, hid_t type,
                  const std::vector<T>& values) {
  h5::Dataset::create(file, path, type, {{values.size()}})
      .write({{0}, {values.size()}}, values.data());
}

void require_ascending(const std::string& file, const std::vector<std::uint64_t>& ids) {
  const auto wrong = std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>{});
  if (wrong != ids.end()) {
    throw FileError(file, "the ids of recorded neurons must ascend, but " + std::to_string(*wrong) +
                              " comes before " + std::to_string(*(wrong + 1)));
  }
}

}  // namespace

GrowingTable state_table(const std::string& population, std::uint64_t columns) {
  GrowingTable table;
  table.path = group_of(population) + "/data";
  table.value_bytes = sizeof(float);
  table.dimensions = 2;
  table.columns = columns;
  // Chunks hold a stretch of time of a block of neurons, so that traces and snapshots are both
  // quick to read.
  table.chunk_columns = std::clamp<std::uint64_t>(columns, 1, widest_chunk);
  table.chunk_rows = std::min(chunk_values / table.chunk_columns, longest_chunk);
  return table;
}

void lay_out_report(h5::File& file, const StateReport& report, const Provenance& provenance) {
  require_usable_name(file.path(), report.population);
  require_ascending(file.path(), report.node_ids);
  write_sonata_root(file);
  const std::string mapping = group_of(report.population) + "/mapping";
  const std::uint64_t columns = report.node_ids.size();
  file.create_group(mapping);

  const GrowingTable table = state_table(report.population, columns);
  table.create(file, H5T_NATIVE_FLOAT);
  h5::write_text_attribute(file, table.path, "units", report.unit);
  h5::write_text_attribute(file, table.path, "variable", report.variable);

  write_vector(file, mapping + "/node_ids", H5T_STD_U64LE, report.node_ids);
  h5::write_flag_attribute(file, mapping + "/node_ids", "sorted", 1);
  // One element, the soma, per neuron; one pointer more than neurons, as every reader expects.
  std::vector<std::uint64_t> pointers(columns + 1);
  std::iota(pointers.begin(), pointers.end(), 0);
  write_vector(file, mapping + "/index_pointers", H5T_STD_U64LE, pointers);
  file.hard_link(mapping + "/index_pointers", mapping + "/index_pointer");
  write_vector(file, mapping + "/element_ids", H5T_STD_U32LE,
               std::vector<std::uint32_t>(columns, 0));
  write_vector(file, mapping + "/element_pos", H5T_IEEE_F32LE, std::vector<float>(columns, 0.0F));
  write_vector(file, mapping + "/time", H5T_IEEE_F64LE, std::vector<double>(3));
  h5::write_text_attribute(file, mapping + "/time", "units", "ms");
  write_time_axis(file, report, 0);
  write_provenance(file, provenance);
}

void write_time_axis(const h5::File& file, const StateReport& report, std::uint64_t rows) {
  const double end = report.start + static_cast<double>(rows) * report.interval;
  const std::vector<double> axis{report.start, end, report.interval};
  h5::Dataset(file, time_of(report.population)).write({{0}, {axis.size()}}, axis.data());
}

}  // namespace engram
