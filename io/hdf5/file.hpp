#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/handle.hpp"

namespace engram::h5 {

/// An HDF5 file open in this process. Failures of every call are FileError.
class File {
 public:
  /// Opens for reading.
  [[nodiscard]] static File open(const std::string& path);
  /// Opens one of our own for reading and writing, so that it can grow.
  [[nodiscard]] static File open_to_grow(const std::string& path);
  /// Creates an empty file under the name "<path>.tmp"; `reveal` gives it its own.
  [[nodiscard]] static File create(const std::string& path);

  File(File&&) = default;
  File& operator=(File&&) = default;
  ~File() = default;

  [[nodiscard]] hid_t id() const { return handle_.id(); }
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Removes what `create` made and nobody revealed.
  static void remove_created(const std::string& path) noexcept;
  /// Flushes a file that was created and renames it to its path, in place of one that may exist.
  void reveal();
  /// Brings everything written so far into the file.
  void flush();
  void close();

  /// Its length once everything has been written.
  [[nodiscard]] std::uint64_t bytes() const;
  /// Where HDF5's own content ends, of a file open for reading or flushed; others may have put
  /// something behind it.
  [[nodiscard]] std::uint64_t content_end() const;

  /// True if there is an object at `path`, such as "/spikes/E".
  [[nodiscard]] bool exists(const std::string& path) const;
  /// Names of the objects in a group, sorted; empty if there is no such group.
  [[nodiscard]] std::vector<std::string> children(const std::string& group) const;
  /// Paths of all datasets, each once however many names it has, sorted.
  [[nodiscard]] std::vector<std::string> datasets() const;
  [[nodiscard]] bool is_group(const std::string& path) const;
  [[nodiscard]] bool is_dataset(const std::string& path) const;

  /// Creates a group and those above it that do not exist yet.
  void create_group(const std::string& path);
  /// Gives the object at `existing` a second name.
  void hard_link(const std::string& existing, const std::string& name);

 private:
  File(Handle handle, std::string path) : handle_(std::move(handle)), path_(std::move(path)) {}

  Handle handle_;
  std::string path_;
};

}  // namespace engram::h5
