#include "io/results/state_datasets.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/errors.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/results/population_name.hpp"
#include "io/results/provenance_group.hpp"

namespace engram {
namespace {

constexpr hsize_t chunk_columns = 1024;
constexpr hsize_t chunk_values = 64 * 1024;

// Chunks hold a stretch of time of a block of neurons, so that traces and snapshots are both quick to read.
std::array<hsize_t, 2> chunk_for(hsize_t columns) {
  const hsize_t width = std::clamp<hsize_t>(columns, 1, chunk_columns);
  return {std::min<hsize_t>(chunk_values / width, 1024), width};
}

std::string group_of(const std::string& population) { return "/report/" + population; }

template <class T>
void write_vector(const h5::File& file, const std::string& path, hid_t type,
                  const std::vector<T>& values) {
  h5::Dataset::create(file, path, type, {{values.size()}}).write({{0}, {values.size()}}, values.data());
}

std::vector<double> time_axis(double start, double interval, std::uint64_t rows) {
  return {start, start + static_cast<double>(rows) * interval, interval};
}

void require_ascending(const std::string& file, const std::vector<std::uint64_t>& ids) {
  const auto wrong = std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>{});
  if (wrong != ids.end()) {
    throw FileError(file, "the ids of recorded neurons must ascend, but " + std::to_string(*wrong) +
                              " comes before " + std::to_string(*(wrong + 1)));
  }
}

}  // namespace

void lay_out_report(h5::File& file, const StateReport& report, const Provenance& provenance) {
  require_usable_name(file.path(), report.population);
  require_ascending(file.path(), report.node_ids);
  write_sonata_root(file);
  const std::string group = group_of(report.population);
  const std::string mapping = group + "/mapping";
  const hsize_t columns = report.node_ids.size();
  const auto chunk = chunk_for(columns);
  file.create_group(mapping);

  h5::Dataset::create(file, group + "/data", H5T_IEEE_F32LE,
                      {{0, columns}, {chunk.begin(), chunk.end()}});
  h5::write_text_attribute(file, group + "/data", "units", report.unit);
  h5::write_text_attribute(file, group + "/data", "variable", report.variable);

  write_vector(file, mapping + "/node_ids", H5T_STD_U64LE, report.node_ids);
  h5::write_flag_attribute(file, mapping + "/node_ids", "sorted", 1);
  // One element, the soma, per neuron; one pointer more than neurons, as every reader expects.
  std::vector<std::uint64_t> pointers(columns + 1);
  std::iota(pointers.begin(), pointers.end(), 0);
  write_vector(file, mapping + "/index_pointers", H5T_STD_U64LE, pointers);
  file.hard_link(mapping + "/index_pointers", mapping + "/index_pointer");
  write_vector(file, mapping + "/element_ids", H5T_STD_U32LE, std::vector<std::uint32_t>(columns, 0));
  write_vector(file, mapping + "/element_pos", H5T_IEEE_F32LE, std::vector<float>(columns, 0.0F));
  write_vector(file, mapping + "/time", H5T_IEEE_F64LE, time_axis(report.start, report.interval, 0));
  h5::write_text_attribute(file, mapping + "/time", "units", "ms");
  write_provenance(file, provenance);
}

StateDatasets::StateDatasets(const h5::File& file, const StateReport& report)
    : data_(file, group_of(report.population) + "/data"),
      time_(file, group_of(report.population) + "/mapping/time"),
      start_(report.start),
      interval_(report.interval) {}

std::uint64_t StateDatasets::bytes_for(std::uint64_t rows) const {
  const auto chunk = chunk_for(columns());
  const std::uint64_t before = (rows_ + chunk[0] - 1) / chunk[0];
  const std::uint64_t after = (rows_ + rows + chunk[0] - 1) / chunk[0];
  const std::uint64_t across = (columns() + chunk[1] - 1) / chunk[1];
  return (after - before) * across * chunk[0] * chunk[1] * sizeof(float);
}

void StateDatasets::append(h5::Agreement& agreement, std::uint64_t rows, const Tile& mine,
                           const float* values, bool writes_time) {
  const h5::Slab block{{rows_ + mine.first_row, mine.first_column}, {mine.rows, mine.columns}};
  rows_ += rows;
  agreement.attempt([&] { data_.resize({rows_, columns()}); });
  agreement.attempt([&] { data_.write(block, values); });
  const std::vector<double> axis = time_axis(start_, interval_, rows_);
  const h5::Slab all{{0}, {writes_time ? axis.size() : 0}};
  agreement.attempt([&] { time_.write(all, axis.data()); });
}

}  // namespace engram
