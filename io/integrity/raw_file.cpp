#include "io/integrity/raw_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/errors.hpp"

namespace engram {
namespace {

// Some file systems and special files cannot be synchronised; there is nothing more to be done.
bool synchronised(int descriptor) {
  return ::fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP;
}

int flags_of(RawFile::Access access) {
  switch (access) {
    case RawFile::Access::read:
      return O_RDONLY;
    case RawFile::Access::read_and_write:
      return O_RDWR;
    case RawFile::Access::write_past_cache:
      return O_WRONLY | O_DIRECT;
  }
  return O_RDONLY;
}

}  // namespace

RawFile::RawFile(std::string path, Access access)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags_of(access) | O_CLOEXEC)) {
  if (descriptor_ < 0) fail("cannot be opened", errno);
}

RawFile::~RawFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

RawFile::RawFile(RawFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

RawFile& RawFile::operator=(RawFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

void RawFile::fail(const char* what, int reason) const {
  throw FileError(path_, std::string(what) + ": " + std::strerror(reason));
}

std::uint64_t RawFile::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail("cannot be looked at", errno);
  return static_cast<std::uint64_t>(status.st_size);
}

void RawFile::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t done =
        ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail("cannot be read", errno);
    if (done == 0) throw FileError(path_, "is cut short");
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
}

void RawFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t done =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) fail("cannot be written", done < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
}

void RawFile::resize(std::uint64_t bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) fail("cannot be resized", errno);
}

void RawFile::synchronise() {
  if (!synchronised(descriptor_)) fail("cannot be written", errno);
}

void RawFile::close() {
  if (descriptor_ < 0) return;
  if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot be closed", errno);
}

void synchronise_directory(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool good = descriptor >= 0 && synchronised(descriptor);
  const int reason = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!good) {
    throw FileError(path, std::string("cannot be synchronised: ") + std::strerror(reason));
  }
}

}  // namespace engram
