#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "model/data_source.hpp"

namespace engram {

/// Data held in memory under the names an experiment would give for files.
class MemoryData : public DataSource {
 public:
  std::map<std::string, ArrayBlock> arrays;  ///< by dataset
  EdgeBlock all_edges;
  SpikeBlock all_spikes;

  [[nodiscard]] std::uint64_t rows(const ArrayFile& array) const override {
    const ArrayBlock& block = arrays.at(array.dataset);
    return block.values.size() / block.columns;
  }
  [[nodiscard]] ArrayBlock read(const ArrayFile& array, IndexRange rows) const override {
    const ArrayBlock& block = arrays.at(array.dataset);
    return {part(block.values, {rows.begin * block.columns, rows.end * block.columns}),
            block.columns};
  }
  [[nodiscard]] ArrayBlock read_columns(const ArrayFile& array, IndexRange columns) const override {
    const ArrayBlock& block = arrays.at(array.dataset);
    ArrayBlock some{{}, columns.size()};
    for (std::uint64_t row = 0; row < rows(array); ++row) {
      for (std::uint64_t c = columns.begin; c < columns.end; ++c) {
        some.values.push_back(block.values.at(row * block.columns + c));
      }
    }
    return some;
  }
  [[nodiscard]] std::uint64_t edges(const std::string&, const std::string&) const override {
    return all_edges.source.size();
  }
  [[nodiscard]] EdgeBlock read_edges(const std::string&, const std::string&,
                                     IndexRange edges) const override {
    return {part(all_edges.source, edges), part(all_edges.target, edges),
            part(all_edges.weight, edges), part(all_edges.delay, edges)};
  }
  [[nodiscard]] std::uint64_t spikes(const std::string&, const std::string&) const override {
    return all_spikes.times.size();
  }
  [[nodiscard]] SpikeBlock read_spikes(const std::string&, const std::string&,
                                       IndexRange spikes) const override {
    return {part(all_spikes.times, spikes), part(all_spikes.node_ids, spikes)};
  }

 private:
  template <class T>
  static std::vector<T> part(const std::vector<T>& all, IndexRange range) {
    if (all.empty()) return {};
    return {all.begin() + static_cast<std::ptrdiff_t>(range.begin),
            all.begin() + static_cast<std::ptrdiff_t>(range.end)};
  }
};

}  // namespace engram
