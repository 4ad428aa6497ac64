#include "io/results/shared_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "io/hdf5/disk_space.hpp"

namespace engram {
namespace {

// Chunk indexes, object headers and attributes that grow along.
constexpr std::uint64_t metadata_bytes = 256 * 1024;

std::string to_text(const std::vector<std::uint64_t>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(std::uint64_t)};
}

std::vector<std::uint64_t> from_text(const std::string& text) {
  std::vector<std::uint64_t> numbers(text.size() / sizeof(std::uint64_t));
  if (!numbers.empty()) std::memcpy(numbers.data(), text.data(), text.size());
  return numbers;
}

void synchronise(int descriptor, const std::string& path) {
  // Network file systems report a full disk only here. Some special files cannot be synchronised.
  if (::fdatasync(descriptor) != 0 && errno != EINVAL && errno != EROFS) {
    throw FileError(path, std::string("cannot be written: ") + std::strerror(errno));
  }
}

}  // namespace

SharedFile::SharedFile(const Communicator& communicator, std::string path,
                       const std::function<void(h5::File&)>& lay_out)
    : communicator_(communicator), path_(std::move(path)) {
  h5::Agreement agreement(communicator_, path_);
  if (communicator_.is_root()) {
    agreement.attempt([&] {
      file_ = h5::File::create(path_);
      lay_out(*file_);
      file_->reveal();
    });
    if (agreement.failed_here() && file_) {
      file_.reset();
      h5::File::remove_created(path_);
    }
  }
  agreement.settle();
  agreement.attempt([&] {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) {
      throw FileError(path_, std::string("cannot be opened for writing: ") + std::strerror(errno));
    }
  });
  try {
    agreement.settle();
  } catch (...) {
    if (descriptor_ >= 0) ::close(descriptor_);
    throw;
  }
}

SharedFile::~SharedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!file_) return;
  file_.reset();
  h5::release_reserved_space(path_);
}

void SharedFile::append(std::span<const NewRows> growth,
                        const std::function<void(h5::File&)>& then) {
  require_usable();
  state_ = State::failed;
  h5::Agreement agreement(communicator_, path_);
  std::vector<std::uint64_t> addresses;
  if (communicator_.is_root()) agreement.attempt([&] { addresses = make_room(growth); });
  agreement.settle();
  addresses = from_text(communicator_.broadcast(to_text(addresses)));
  agreement.attempt([&] { write_values(growth, addresses); });
  try {
    agreement.settle();
  } catch (...) {
    undo(growth);
    throw;
  }
  if (communicator_.is_root()) {
    agreement.attempt([&] {
      then(*file_);
      file_->flush();
      synchronise(descriptor_, path_);
    });
  }
  agreement.settle();
  for (const NewRows& more : growth) more.table->rows += more.rows;
  state_ = State::usable;
}

std::vector<std::uint64_t> SharedFile::make_room(std::span<const NewRows> growth) {
  std::uint64_t bytes = metadata_bytes;
  for (const NewRows& more : growth) bytes += more.table->bytes_for(more.rows);
  h5::reserve_space(path_, bytes);
  std::vector<std::uint64_t> addresses;
  try {
    for (const NewRows& more : growth) {
      more.table->resize(*file_, more.table->rows + more.rows);
      const auto found = more.table->chunk_addresses(*file_, more.rows);
      addresses.insert(addresses.end(), found.begin(), found.end());
    }
  } catch (...) {
    undo(growth);
    throw;
  }
  return addresses;
}

void SharedFile::write_values(std::span<const NewRows> growth,
                              const std::vector<std::uint64_t>& addresses) {
  const std::uint64_t* next = addresses.data();
  bool wrote = false;
  for (const NewRows& more : growth) {
    const GrowingTable& table = *more.table;
    write_tile(descriptor_, path_, table, more.mine, more.values, next);
    wrote = wrote || more.mine.rows != 0;
    const std::uint64_t last = (table.rows + more.rows + table.chunk_rows - 1) / table.chunk_rows;
    if (more.rows != 0) next += (last - table.rows / table.chunk_rows) * table.chunks_across();
  }
  if (wrote) synchronise(descriptor_, path_);
}

void SharedFile::undo(std::span<const NewRows> growth) noexcept {
  if (!file_) return;
  // What is on the disk is still the file as it was; this keeps HDF5 from changing it when it
  // closes.
  for (const NewRows& more : growth) {
    try {
      more.table->resize(*file_, more.table->rows);
    } catch (const std::exception&) {
      // The failure that led here is the one to report.
    }
  }
}

void SharedFile::close() {
  if (state_ == State::closed) return;
  h5::Agreement agreement(communicator_, path_);
  agreement.attempt([&] {
    if (::close(std::exchange(descriptor_, -1)) != 0) {
      throw FileError(path_, std::string("cannot be closed: ") + std::strerror(errno));
    }
    if (file_) file_->close();
  });
  state_ = State::closed;
  if (file_) h5::release_reserved_space(path_);
  file_.reset();
  agreement.settle();
}

void SharedFile::require_usable() const {
  if (state_ == State::failed) {
    throw FileError(path_, "could not be written before; nothing more is added to it");
  }
  if (state_ == State::closed) throw FileError(path_, "is closed already");
}

}  // namespace engram
