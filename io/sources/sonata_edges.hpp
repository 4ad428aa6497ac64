#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/hdf5/dataset.hpp"
#include "io/hdf5/file.hpp"
#include "model/data_source.hpp"

namespace engram {

/// One population of a SONATA edges file.
///
/// An edge's weight and delay stand in the group that edge_group_id names, in the row that
/// edge_group_index gives. Files without edge_group_id have one group, 0, whose rows are the edges.
/// Refused, because leaving them out would change the network: nsyns other than 1 and
/// dynamics_params.
class SonataEdges {
 public:
  /// `population`: "" stands for the only one. Throws FileError where the layout is not SONATA's.
  SonataEdges(const h5::File& file, const std::string& population);

  [[nodiscard]] std::uint64_t size() const { return source_.shape()[0]; }
  [[nodiscard]] EdgeBlock read(IndexRange edges) const;

 private:
  struct Group {
    std::optional<h5::Dataset> weight;
    std::optional<h5::Dataset> delay;
    std::optional<h5::Dataset> nsyns;
  };
  /// Edges of one block that belong to the same group: their places in the block and rows in the
  /// group.
  struct Members {
    std::vector<std::size_t> places;
    std::vector<std::uint64_t> rows;
  };

  void open_group(const h5::File& file, const std::string& name);
  [[nodiscard]] std::map<std::uint64_t, Members> members_of(IndexRange edges) const;
  void read_group(std::uint64_t id, const Members& members, std::uint64_t first_edge,
                  EdgeBlock& block) const;
  void require_rows_exist(std::uint64_t id, const Members& members, const h5::Dataset& dataset,
                          std::uint64_t first_edge) const;

  std::string file_;
  std::string path_;
  h5::Dataset source_;
  h5::Dataset target_;
  std::optional<h5::Dataset> group_id_;
  std::optional<h5::Dataset> group_index_;
  std::map<std::uint64_t, Group> groups_;
  bool has_weight_ = false;
  bool has_delay_ = false;
};

}  // namespace engram
