#include "io/hdf5/disk_space.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/errors.hpp"

namespace engram::h5 {
namespace {

constexpr double mebibyte = 1024.0 * 1024.0;

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : fd_(::open(path.c_str(), O_WRONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

double free_bytes(int fd) {
  struct statvfs system {};
  if (::fstatvfs(fd, &system) != 0) return -1.0;
  return static_cast<double>(system.f_bavail) * static_cast<double>(system.f_frsize);
}

[[noreturn]] void refuse(const std::string& path, std::uint64_t bytes, double available,
                         const char* reason) {
  throw FileError(path,
                  fmt::format("cannot be enlarged by {:.1f} MiB: {}; {:.1f} MiB are free. What was "
                              "written before is intact",
                              static_cast<double>(bytes) / mebibyte, reason, available / mebibyte));
}

}  // namespace

void reserve_space(const std::string& path, std::uint64_t bytes) {
  const Descriptor file(path);
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    throw FileError(path, std::string("cannot be opened for writing: ") + std::strerror(errno));
  }
  const double available = free_bytes(file.get());
  if (::fallocate(file.get(), FALLOC_FL_KEEP_SIZE, status.st_size, static_cast<off_t>(bytes)) ==
      0) {
    return;
  }
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) {
    refuse(path, bytes, available, std::strerror(errno));
  }
  if (available >= 0.0 && available < static_cast<double>(bytes)) {
    refuse(path, bytes, available, std::strerror(ENOSPC));
  }
}

void extend_file(const std::string& path, std::uint64_t bytes) {
  const Descriptor file(path);
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    throw FileError(path, std::string("cannot be opened for writing: ") + std::strerror(errno));
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size >= bytes) return;
  const double available = free_bytes(file.get());
  const std::uint64_t more = bytes - size;
  if (::fallocate(file.get(), 0, status.st_size, static_cast<off_t>(more)) == 0) return;
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) {
    refuse(path, more, available, std::strerror(errno));
  }
  if (available >= 0.0 && available < static_cast<double>(more)) {
    refuse(path, more, available, std::strerror(ENOSPC));
  }
  if (::ftruncate(file.get(), static_cast<off_t>(bytes)) != 0) {
    refuse(path, more, available, std::strerror(errno));
  }
}

void release_reserved_space(const std::string& path) noexcept {
  const Descriptor file(path);
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return;
  // Setting the size it has already makes the file system drop blocks behind the end.
  [[maybe_unused]] const int ignored = ::ftruncate(file.get(), status.st_size);
}

}  // namespace engram::h5
