#pragma once

#include <mpi.h>

#include <string>
#include <vector>

#include "io/hdf5/handle.hpp"

namespace engram::h5 {

/// An open HDF5 file. Failures of every call are FileError.
class File {
 public:
  /// Opens for reading, by this process alone.
  [[nodiscard]] static File open(const std::string& path);
  /// Creates an empty file, by this process alone, in place of one that may exist.
  [[nodiscard]] static File create(const std::string& path);
  /// Collective: opens an existing file for writing by all ranks of `comm`. A single rank uses plain file
  /// calls instead of MPI's.
  [[nodiscard]] static File open_shared(const std::string& path, MPI_Comm comm);

  File(File&&) = default;
  File& operator=(File&&) = default;
  ~File() = default;

  [[nodiscard]] hid_t id() const { return handle_.id(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// True if several ranks hold the file together: then every call that changes it is collective.
  [[nodiscard]] bool shared() const { return shared_; }

  /// Brings everything written so far into the file. Collective for a shared file.
  void flush();
  /// Collective for a shared file.
  void close();
  /// Leaves the file as it was at the last flush, without any call that waits for other ranks.
  void abandon() noexcept { handle_.release(); }

  /// True if there is an object at `path`, such as "/spikes/E".
  [[nodiscard]] bool exists(const std::string& path) const;
  /// Names of the objects in a group, sorted; empty if there is no such group.
  [[nodiscard]] std::vector<std::string> children(const std::string& group) const;
  [[nodiscard]] bool is_group(const std::string& path) const;
  [[nodiscard]] bool is_dataset(const std::string& path) const;

  /// Creates a group and those above it that do not exist yet.
  void create_group(const std::string& path);
  /// Gives the object at `existing` a second name.
  void hard_link(const std::string& existing, const std::string& name);

 private:
  File(Handle handle, std::string path, bool shared)
      : handle_(std::move(handle)), path_(std::move(path)), shared_(shared) {}

  Handle handle_;
  std::string path_;
  bool shared_ = false;
};

}  // namespace engram::h5
