#include "io/hdf5/dataset.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/errors.hpp"
#include "io/hdf5/error.hpp"

namespace engram::h5 {
namespace {

// Deflate, the strongest filter in use, cannot shrink numbers by more than this.
constexpr double largest_compression = 1100.0;
constexpr double always_allowed_bytes = 256.0 * 1024 * 1024;

Handle open_dataset(const File& file, const std::string& path) {
  if (!file.exists(path)) {
    const std::string parent = path.substr(0, path.rfind('/'));
    const auto found = file.children(parent.empty() ? "/" : parent);
    throw FileError(
        file.path(),
        fmt::format("there is no dataset '{}'; {} holds {}", path,
                    parent.empty() ? "the file" : "'" + parent + "'",
                    found.empty() ? "nothing" : fmt::format("{}", fmt::join(found, ", "))));
  }
  if (!file.is_dataset(path)) throw FileError(file.path(), "'" + path + "' is not a dataset");
  return own(H5Dopen2(file.id(), path.c_str(), H5P_DEFAULT), H5Dclose, file.path(),
             "the dataset '" + path + "' cannot be opened");
}

Handle creation_properties(const std::string& file, const DatasetShape& shape) {
  Handle list = own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, file, "cannot describe a dataset");
  // The same content shall be the same bytes, whenever it is written.
  H5Pset_obj_track_times(list.id(), false);
  // Every element is written: filling first would double the traffic.
  H5Pset_fill_time(list.id(), H5D_FILL_TIME_NEVER);
  // Other ranks write where HDF5 has made room, so it must have done so as soon as the dataset has
  // grown.
  H5Pset_alloc_time(list.id(), H5D_ALLOC_TIME_EARLY);
  if (!shape.chunk.empty()) {
    check(H5Pset_chunk(list.id(), static_cast<int>(shape.chunk.size()), shape.chunk.data()), file,
          "cannot describe a dataset");
  }
  return list;
}

}  // namespace

std::uint64_t Slab::elements() const {
  std::uint64_t product = 1;
  for (const hsize_t n : count) product *= n;
  return product;
}

Dataset::Dataset(const File& file, std::string path)
    : Dataset(file, path, open_dataset(file, path)) {}

Dataset::Dataset(const File& file, std::string path, Handle handle)
    : handle_(std::move(handle)), file_(file.path()), path_(std::move(path)), file_id_(file.id()) {
  load_shape();
}

Dataset Dataset::create(const File& file, std::string path, hid_t type, const DatasetShape& shape) {
  std::vector<hsize_t> largest = shape.extent;
  for (std::size_t i = 0; i < shape.chunk.size(); ++i) {
    // A chunk must fit into the largest extent, even into that of nothing.
    largest[i] = i == 0 ? H5S_UNLIMITED : std::max(largest[i], shape.chunk[i]);
  }
  const std::string what = "the dataset '" + path + "' cannot be created";
  const Handle space = own(
      H5Screate_simple(static_cast<int>(shape.extent.size()), shape.extent.data(), largest.data()),
      H5Sclose, file.path(), what);
  const Handle creation = creation_properties(file.path(), shape);
  Handle handle = own(H5Dcreate2(file.id(), path.c_str(), type, space.id(), H5P_DEFAULT,
                                 creation.id(), H5P_DEFAULT),
                      H5Dclose, file.path(), what);
  return {file, std::move(path), std::move(handle)};
}

void Dataset::load_shape() {
  const Handle space = own(H5Dget_space(id()), H5Sclose, file_, cannot("described"));
  const int rank = H5Sget_simple_extent_ndims(space.id());
  check(rank, file_, cannot("described"));
  shape_.resize(static_cast<std::size_t>(rank));
  check(H5Sget_simple_extent_dims(space.id(), shape_.data(), nullptr), file_, cannot("described"));
}

NumberKind Dataset::kind() const {
  const Handle type = own(H5Dget_type(id()), H5Tclose, file_, cannot("described"));
  switch (H5Tget_class(type.id())) {
    case H5T_FLOAT:
      return NumberKind::real;
    case H5T_INTEGER:
      return H5Tget_sign(type.id()) == H5T_SGN_NONE ? NumberKind::unsigned_integer
                                                    : NumberKind::signed_integer;
    default:
      return NumberKind::none;
  }
}

std::string Dataset::type_text() const {
  const Handle type = own(H5Dget_type(id()), H5Tclose, file_, cannot("described"));
  const std::size_t bits = 8 * H5Tget_size(type.id());
  switch (H5Tget_class(type.id())) {
    case H5T_FLOAT:
      return fmt::format("float{}", bits);
    case H5T_INTEGER:
      return fmt::format("{}int{}", H5Tget_sign(type.id()) == H5T_SGN_NONE ? "u" : "", bits);
    case H5T_STRING:
      return "text";
    case H5T_ENUM:
      return "enumeration";
    case H5T_COMPOUND:
      return "compound";
    default:
      return "neither number nor text";
  }
}

std::string Dataset::shape_text() const {
  return shape_.empty() ? "one value" : fmt::format("[{}]", fmt::join(shape_, ", "));
}

void Dataset::resize(const std::vector<hsize_t>& extent) {
  check(H5Dset_extent(id(), extent.data()), file_, cannot("enlarged"));
  shape_ = extent;
}

std::size_t Dataset::elements_within_reason(const Slab& slab) const {
  hsize_t file_bytes = 0;
  H5Fget_filesize(file_id_, &file_bytes);
  double bytes = 8.0;
  for (const hsize_t n : slab.count) bytes *= static_cast<double>(n);
  if (bytes > always_allowed_bytes + largest_compression * static_cast<double>(file_bytes)) {
    throw FileError(file_,
                    fmt::format("the dataset '{}' claims to have shape {}, which cannot be in a "
                                "file of {} bytes; the file is damaged",
                                path_, shape_text(), file_bytes));
  }
  return slab.elements();
}

Handle Dataset::selection(const Slab& slab) const {
  Handle space = own(H5Dget_space(id()), H5Sclose, file_, cannot("described"));
  if (slab.elements() == 0) {
    H5Sselect_none(space.id());
  } else if (!slab.count.empty()) {
    check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, slab.offset.data(), nullptr,
                              slab.count.data(), nullptr),
          file_, cannot("selected"));
  }
  return space;
}

void Dataset::read(const Slab& slab, hid_t type, void* values) const {
  if (slab.elements() == 0) return;
  const hsize_t elements = slab.elements();
  const Handle memory =
      own(H5Screate_simple(1, &elements, nullptr), H5Sclose, file_, cannot("read"));
  check(H5Dread(id(), type, memory.id(), selection(slab).id(), H5P_DEFAULT, values), file_,
        cannot("read"));
}

void Dataset::read_at(const std::vector<hsize_t>& places, hid_t type, void* values) const {
  if (places.empty()) return;
  const hsize_t elements = places.size();
  const Handle memory =
      own(H5Screate_simple(1, &elements, nullptr), H5Sclose, file_, cannot("read"));
  const Handle space = own(H5Dget_space(id()), H5Sclose, file_, cannot("read"));
  check(H5Sselect_elements(space.id(), H5S_SELECT_SET, places.size(), places.data()), file_,
        cannot("read"));
  check(H5Dread(id(), type, memory.id(), space.id(), H5P_DEFAULT, values), file_, cannot("read"));
}

void Dataset::write(const Slab& slab, hid_t type, const void* values) {
  if (slab.elements() == 0) return;
  const hsize_t elements = slab.elements();
  const Handle memory =
      own(H5Screate_simple(1, &elements, nullptr), H5Sclose, file_, cannot("written"));
  check(H5Dwrite(id(), type, memory.id(), selection(slab).id(), H5P_DEFAULT, values), file_,
        cannot("written"));
}

std::uint64_t Dataset::chunk_address(const std::vector<hsize_t>& first_element) const {
  unsigned filters = 0;
  haddr_t address = HADDR_UNDEF;
  hsize_t bytes = 0;
  check(H5Dget_chunk_info_by_coord(id(), first_element.data(), &filters, &address, &bytes), file_,
        cannot("located"));
  if (address == HADDR_UNDEF) throw FileError(file_, cannot("located"));
  return address;
}

std::uint64_t Dataset::address() const {
  if (std::find(shape_.begin(), shape_.end(), 0) != shape_.end()) return 0;
  const haddr_t address = H5Dget_offset(id());
  if (address == HADDR_UNDEF) fail(file_, cannot("located"));
  return address;
}

std::string Dataset::cannot(const char* what) const {
  return "the dataset '" + path_ + "' cannot be " + what;
}

}  // namespace engram::h5
