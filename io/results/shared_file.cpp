#include "io/results/shared_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "io/hdf5/disk_space.hpp"
#include "io/integrity/sealing.hpp"

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
                       const std::function<void(h5::File&)>& lay_out, StateArchive* saved)
    : communicator_(communicator), path_(std::move(path)) {
  if (saved == nullptr) {
    create(lay_out);
  } else {
    reopen(*saved);
  }
  h5::Agreement agreement(communicator_, path_);
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

void SharedFile::create(const std::function<void(h5::File&)>& lay_out) {
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
}

void SharedFile::reopen(StateArchive& saved) {
  FileFrame frame;
  transfer_frame(communicator_, saved, place_in_archive(), frame);
  h5::Agreement agreement(communicator_, path_);
  if (communicator_.is_root()) {
    agreement.attempt([&] {
      restore_frame(path_, frame);
      file_ = h5::File::open_to_grow(path_);
      chunks_ = chunks_beside(frame);
    });
  }
  agreement.settle();
}

void SharedFile::save(StateArchive& archive) {
  require_usable();
  FileFrame frame;
  h5::Agreement agreement(communicator_, path_);
  if (communicator_.is_root()) {
    agreement.attempt([&] {
      file_->flush();
      frame = read_frame(path_, file_->content_end(), chunks_);
    });
  }
  agreement.settle();
  transfer_frame(communicator_, archive, place_in_archive(), frame);
}

void SharedFile::transfer_rows(StateArchive& archive, std::span<GrowingTable* const> tables) const {
  std::vector<std::uint64_t> rows;
  for (const GrowingTable* table : tables) rows.push_back(table->rows);
  archive.shared(place_in_archive() + "/rows", rows);
  if (rows.size() != tables.size()) {
    throw FileError(path_, "was saved with other tables; what is recorded must not change");
  }
  for (std::size_t i = 0; i < rows.size(); ++i) tables[i]->rows = rows[i];
}

std::string SharedFile::place_in_archive() const {
  return "/results/" + std::filesystem::path(path_).filename().string();
}

void SharedFile::remember_chunks() {
  for (std::size_t number = 0; number < growth_.size(); ++number) {
    const GrowingTable& table = *growth_[number].table;
    const std::uint64_t bytes = table.chunk_rows * table.chunk_columns * table.value_bytes;
    const std::uint64_t* end = number + 1 < growth_.size() ? addresses_of(number + 1)
                                                           : addresses_.data() + addresses_.size();
    for (const std::uint64_t* place = addresses_of(number); place != end; ++place) {
      chunks_[*place] = bytes;
    }
  }
}

SharedFile::~SharedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!file_) return;
  if (state_ == State::growing) undo();
  file_.reset();
  h5::release_reserved_space(path_);
}

void SharedFile::append(std::span<const NewRows> growth,
                        const std::function<void(h5::File&)>& then) {
  begin(growth);
  write_together([&] { write_tiles(); });
  commit(then);
}

void SharedFile::begin(std::span<const NewRows> growth) {
  require_usable();
  state_ = State::failed;
  growth_.assign(growth.begin(), growth.end());
  h5::Agreement agreement(communicator_, path_);
  std::vector<std::uint64_t> addresses;
  if (communicator_.is_root()) agreement.attempt([&] { addresses = make_room(); });
  agreement.settle();
  addresses_ = from_text(communicator_.broadcast(to_text(addresses)));
  state_ = State::growing;
}

void SharedFile::write(std::size_t number, std::span<const ValueRun> runs,
                       const std::byte* values) {
  write_together([&] {
    const GrowingTable& table = *growth_[number].table;
    const std::byte* next = values;
    for (const ValueRun& run : runs) {
      write_run(descriptor_, path_, table, run, next, addresses_of(number));
      next += run.count * table.value_bytes;
    }
    if (!runs.empty()) synchronise(descriptor_, path_);
  });
}

void SharedFile::write_together(const std::function<void()>& action) {
  if (state_ != State::growing) throw FileError(path_, "has no room made for more values");
  h5::Agreement agreement(communicator_, path_);
  agreement.attempt(action);
  state_ = State::failed;
  try {
    agreement.settle();
  } catch (...) {
    undo();
    throw;
  }
  state_ = State::growing;
}

void SharedFile::commit(const std::function<void(h5::File&)>& then) {
  if (state_ != State::growing) throw FileError(path_, "has no room made for more values");
  state_ = State::failed;
  h5::Agreement agreement(communicator_, path_);
  if (communicator_.is_root()) {
    agreement.attempt([&] {
      then(*file_);
      file_->flush();
      synchronise(descriptor_, path_);
    });
  }
  agreement.settle();
  if (communicator_.is_root()) remember_chunks();
  for (const NewRows& more : growth_) more.table->rows += more.rows;
  state_ = State::usable;
}

std::vector<std::uint64_t> SharedFile::make_room() {
  std::uint64_t bytes = metadata_bytes;
  for (const NewRows& more : growth_) bytes += more.table->bytes_for(more.rows);
  h5::reserve_space(path_, bytes);
  std::vector<std::uint64_t> addresses;
  try {
    for (const NewRows& more : growth_) {
      more.table->resize(*file_, more.table->rows + more.rows);
      const auto found = more.table->chunk_addresses(*file_, more.rows);
      addresses.insert(addresses.end(), found.begin(), found.end());
    }
  } catch (...) {
    undo();
    throw;
  }
  return addresses;
}

const std::uint64_t* SharedFile::addresses_of(std::size_t number) const {
  const std::uint64_t* next = addresses_.data();
  for (std::size_t i = 0; i < number; ++i) {
    const GrowingTable& table = *growth_[i].table;
    const std::uint64_t more = growth_[i].rows;
    if (more == 0) continue;
    const std::uint64_t last = (table.rows + more + table.chunk_rows - 1) / table.chunk_rows;
    next += (last - table.rows / table.chunk_rows) * table.chunks_across();
  }
  return next;
}

void SharedFile::write_tiles() {
  bool wrote = false;
  for (std::size_t number = 0; number < growth_.size(); ++number) {
    const NewRows& more = growth_[number];
    write_tile(descriptor_, path_, *more.table, more.mine, more.values, addresses_of(number));
    wrote = wrote || more.mine.rows != 0;
  }
  if (wrote) synchronise(descriptor_, path_);
}

void SharedFile::undo() noexcept {
  if (!file_) return;
  // What is on the disk is still the file as it was; this keeps HDF5 from changing it when it
  // closes.
  for (const NewRows& more : growth_) {
    try {
      more.table->resize(*file_, more.table->rows);
    } catch (const std::exception&) {
      // The failure that led here is the one to report.
    }
  }
}

void SharedFile::close() {
  if (state_ == State::closed) return;
  if (state_ == State::growing) undo();
  h5::Agreement agreement(communicator_, path_);
  agreement.attempt([&] {
    if (::close(std::exchange(descriptor_, -1)) != 0) {
      throw FileError(path_, std::string("cannot be closed: ") + std::strerror(errno));
    }
    if (file_) file_->close();
  });
  const bool whole = state_ == State::usable;
  state_ = State::closed;
  if (file_) h5::release_reserved_space(path_);
  file_.reset();
  agreement.settle();
  if (whole) seal_together(communicator_, path_);
}

void SharedFile::require_usable() const {
  if (state_ == State::failed || state_ == State::growing) {
    throw FileError(path_, "could not be written before; nothing more is added to it");
  }
  if (state_ == State::closed) throw FileError(path_, "is closed already");
}

}  // namespace engram
