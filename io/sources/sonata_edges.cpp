#include "io/sources/sonata_edges.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/errors.hpp"
#include "io/sources/gather.hpp"
#include "io/sources/numbers.hpp"

namespace engram {
namespace {

std::string population_path(const h5::File& file, const std::string& population) {
  if (!file.is_group("/edges")) {
    throw FileError(file.path(),
                    fmt::format("is not a SONATA edges file: expected a group '/edges', found {}",
                                fmt::join(file.children("/"), ", ")));
  }
  return "/edges/" + choose_population(file, "/edges", population);
}

bool is_number(const std::string& name) {
  return !name.empty() && name.size() < 19 &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<h5::Dataset> open_optional(const h5::File& file, const std::string& path) {
  if (!file.exists(path)) return std::nullopt;
  return open_numbers(file, path, Dimensions::one);
}

void require_as_long(const std::string& file, const h5::Dataset& dataset, std::uint64_t edges) {
  if (dataset.shape()[0] == edges) return;
  throw FileError(file, fmt::format("'{}' has shape {}; expected [{}], as source_node_id has",
                                    dataset.path(), dataset.shape_text(), edges));
}

}  // namespace

SonataEdges::SonataEdges(const h5::File& file, const std::string& population)
    : file_(file.path()),
      path_(population_path(file, population)),
      source_(open_numbers(file, path_ + "/source_node_id", Dimensions::one)),
      target_(open_numbers(file, path_ + "/target_node_id", Dimensions::one)),
      group_id_(open_optional(file, path_ + "/edge_group_id")),
      group_index_(open_optional(file, path_ + "/edge_group_index")) {
  require_as_long(file_, target_, size());
  if (group_id_.has_value() != group_index_.has_value()) {
    throw FileError(file_,
                    fmt::format("'{}' has only one of edge_group_id and edge_group_index; expected "
                                "both or neither",
                                path_));
  }
  if (group_id_) {
    require_as_long(file_, *group_id_, size());
    require_as_long(file_, *group_index_, size());
  }
  for (const std::string& name : file.children(path_)) {
    if (is_number(name) && file.is_group(path_ + "/" + name)) open_group(file, name);
  }
  for (const auto& [id, group] : groups_) {
    if (!group_id_ && id != 0) {
      throw FileError(file_,
                      fmt::format("'{}' has a group {} but no edge_group_id that says which edges "
                                  "belong to it",
                                  path_, id));
    }
    has_weight_ = has_weight_ || group.weight.has_value();
    has_delay_ = has_delay_ || group.delay.has_value();
  }
}

void SonataEdges::open_group(const h5::File& file, const std::string& name) {
  const std::string path = path_ + "/" + name;
  const auto parameters = file.children(path + "/dynamics_params");
  if (!parameters.empty()) {
    throw FileError(file_,
                    fmt::format("'{}/dynamics_params' gives {} for single edges, which is not "
                                "supported; only syn_weight and delay are",
                                path, fmt::join(parameters, ", ")));
  }
  Group group{open_optional(file, path + "/syn_weight"), open_optional(file, path + "/delay"),
              open_optional(file, path + "/nsyns")};
  if (!groups_.emplace(std::stoull(name), std::move(group)).second) {
    throw FileError(file_, fmt::format("'{}' has the group {} twice", path_, std::stoull(name)));
  }
}

EdgeBlock SonataEdges::read(IndexRange edges) const {
  EdgeBlock block;
  block.source = read_counts(file_, source_, edges);
  block.target = read_counts(file_, target_, edges);
  if (has_weight_) block.weight.resize(edges.size());
  if (has_delay_) block.delay.resize(edges.size());
  for (const auto& [id, members] : members_of(edges)) read_group(id, members, edges.begin, block);
  return block;
}

std::map<std::uint64_t, SonataEdges::Members> SonataEdges::members_of(IndexRange edges) const {
  std::map<std::uint64_t, Members> groups;
  if (edges.size() == 0) return groups;
  std::vector<std::uint64_t> ids(edges.size(), 0);
  std::vector<std::uint64_t> rows(edges.size());
  if (group_id_) {
    ids = read_counts(file_, *group_id_, edges);
    rows = read_counts(file_, *group_index_, edges);
  } else {
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = edges.begin + i;
  }
  Members* members = nullptr;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || ids[i] != ids[i - 1]) members = &groups[ids[i]];
    members->places.push_back(i);
    members->rows.push_back(rows[i]);
  }
  return groups;
}

void SonataEdges::read_group(std::uint64_t id, const Members& members, std::uint64_t first_edge,
                             EdgeBlock& block) const {
  const auto found = groups_.find(id);
  const Group* group = found == groups_.end() ? nullptr : &found->second;
  const std::uint64_t example = first_edge + members.places.front();
  const auto fill = [&](bool wanted, const std::optional<h5::Dataset> Group::*column,
                        std::vector<double>& values, const char* name) {
    if (!wanted) return;
    if (group == nullptr || !(group->*column)) {
      throw FileError(file_,
                      fmt::format("edge {} of '{}' belongs to group {}, which has no {}, while "
                                  "other groups have one",
                                  example, path_, id, name));
    }
    const h5::Dataset& dataset = *(group->*column);
    require_rows_exist(id, members, dataset, first_edge);
    const std::vector<double> read = gather(file_, dataset, members.rows);
    for (std::size_t i = 0; i < read.size(); ++i) values[members.places[i]] = read[i];
  };
  fill(has_weight_, &Group::weight, block.weight, "syn_weight");
  fill(has_delay_, &Group::delay, block.delay, "delay");
  if (group == nullptr || !group->nsyns) return;
  require_rows_exist(id, members, *group->nsyns, first_edge);
  const std::vector<double> synapses = gather(file_, *group->nsyns, members.rows);
  for (std::size_t i = 0; i < synapses.size(); ++i) {
    if (synapses[i] == 1.0) continue;
    throw FileError(
        file_, fmt::format("edge {} of '{}' stands for {} synapses (nsyns); only 1 is supported: "
                           "write one edge per synapse",
                           first_edge + members.places[i], path_, synapses[i]));
  }
}

void SonataEdges::require_rows_exist(std::uint64_t id, const Members& members,
                                     const h5::Dataset& dataset, std::uint64_t first_edge) const {
  for (std::size_t i = 0; i < members.rows.size(); ++i) {
    if (members.rows[i] < dataset.shape()[0]) continue;
    throw FileError(file_,
                    fmt::format("edge {} of '{}' is row {} of group {}, but '{}' has shape {}",
                                first_edge + members.places[i], path_, members.rows[i], id,
                                dataset.path(), dataset.shape_text()));
  }
}

}  // namespace engram
