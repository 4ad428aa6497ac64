#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"
#include "io/hdf5/native_type.hpp"

namespace engram::h5 {

/// A block of a dataset: first element and number of elements along every dimension.
struct Slab {
  std::vector<hsize_t> offset;
  std::vector<hsize_t> count;

  [[nodiscard]] std::uint64_t elements() const;
};

/// What kind of numbers a dataset holds.
enum class NumberKind { unsigned_integer, signed_integer, real, none };

/// How a dataset that does not exist yet is to be made.
struct DatasetShape {
  std::vector<hsize_t> extent;
  std::vector<hsize_t> chunk =
      {};  ///< empty: one piece of fixed size; else the first dimension can grow
};

/// An open dataset. Failures of every call are FileError naming file and dataset.
class Dataset {
 public:
  /// Opens; says what the file holds instead if there is no such dataset.
  Dataset(const File& file, std::string path);
  /// Creates. `type` is the type in the file.
  static Dataset create(const File& file, std::string path, hid_t type, const DatasetShape& shape);

  [[nodiscard]] hid_t id() const { return handle_.id(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::vector<hsize_t>& shape() const { return shape_; }
  [[nodiscard]] NumberKind kind() const;
  /// For messages: "float64", "uint32", "text", ...
  [[nodiscard]] std::string type_text() const;
  /// For messages: "[100, 3]", "one value".
  [[nodiscard]] std::string shape_text() const;
  /// Bytes in the file.
  [[nodiscard]] std::uint64_t stored_bytes() const { return H5Dget_storage_size(id()); }

  /// Changes the size; new chunks get their place in the file at once.
  void resize(const std::vector<hsize_t>& extent);

  /// Where in the file the chunk that begins with this element lies.
  [[nodiscard]] std::uint64_t chunk_address(const std::vector<hsize_t>& first_element) const;

  /// Where in the file the values begin, of a dataset that lies there in one piece; 0 if
  /// there are no values.
  [[nodiscard]] std::uint64_t address() const;

  template <class T>
  [[nodiscard]] std::vector<T> read(const Slab& slab) const {
    std::vector<T> values(elements_within_reason(slab));
    read(slab, native_type<T>(), values.data());
    return values;
  }
  /// Values of a one-dimensional dataset at the given places.
  template <class T>
  [[nodiscard]] std::vector<T> read_at(const std::vector<hsize_t>& places) const {
    std::vector<T> values(places.size());
    read_at(places, native_type<T>(), values.data());
    return values;
  }
  /// Writes a block, which may be empty.
  template <class T>
  void write(const Slab& slab, const T* values) {
    write(slab, native_type<T>(), values);
  }

 private:
  Dataset(const File& file, std::string path, Handle handle);
  void load_shape();
  [[nodiscard]] std::size_t elements_within_reason(const Slab& slab) const;
  [[nodiscard]] Handle selection(const Slab& slab) const;
  void read(const Slab& slab, hid_t type, void* values) const;
  void read_at(const std::vector<hsize_t>& places, hid_t type, void* values) const;
  void write(const Slab& slab, hid_t type, const void* values);
  [[nodiscard]] std::string cannot(const char* what) const;

  Handle handle_;
  std::string file_;
  std::string path_;
  hid_t file_id_ = H5I_INVALID_HID;
  std::vector<hsize_t> shape_;
};

}  // namespace engram::h5
