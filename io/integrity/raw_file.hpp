#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace engram {

/// The bytes of a file, read and written at places. Failures of every call are FileError.
class RawFile {
 public:
  enum class Access {
    read,
    read_and_write,
    write_past_cache  ///< whole pages only, from memory that begins on a page
  };

  /// Opens a file that exists.
  RawFile(std::string path, Access access);
  ~RawFile();
  RawFile(RawFile&& other) noexcept;
  RawFile& operator=(RawFile&& other) noexcept;
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const;
  /// Fails also if the file ends before.
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;
  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  void resize(std::uint64_t bytes);
  /// Waits until everything written here is on the disk.
  void synchronise();
  void close();

 private:
  [[noreturn]] void fail(const char* what, int reason) const;

  std::string path_;
  int descriptor_ = -1;
};

/// Waits until names given, changed or removed in a directory are on the disk.
void synchronise_directory(const std::string& path);

}  // namespace engram
