#include "io/checkpoint/table_index.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "io/checkpoint/state_type.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/results/provenance_group.hpp"

namespace engram {
namespace {

SavedTable table_at(const h5::File& file, const std::string& path) {
  const h5::Dataset dataset(file, path);
  const h5::Handle type(H5Dget_type(dataset.id()), H5Tclose);
  const auto known = state_type(type.id());
  const auto& shape = dataset.shape();
  if (!known || shape.empty() || shape.size() > 2) {
    throw FileError(file.path(), fmt::format("the dataset '{}' of {} and shape {} is no table of "
                                             "a checkpoint",
                                             path, dataset.type_text(), dataset.shape_text()));
  }
  return {*known, shape[0], shape.size() == 2 ? shape[1] : 1, dataset.address()};
}

}  // namespace

TableIndex read_index(const h5::File& file) {
  TableIndex index;
  const std::string origin = std::string(provenance_group) + "/";
  for (const std::string& path : file.datasets()) {
    if (!path.starts_with(origin)) index.emplace(path, table_at(file, path));
  }
  return index;
}

const char* name_of(StateType type) {
  switch (type) {
    case StateType::uint8:
      return "uint8";
    case StateType::uint16:
      return "uint16";
    case StateType::int32:
      return "int32";
    case StateType::uint32:
      return "uint32";
    case StateType::float32:
      return "float32";
    case StateType::int64:
      return "int64";
    case StateType::uint64:
      return "uint64";
    case StateType::float64:
      return "float64";
  }
  return "?";
}

}  // namespace engram
