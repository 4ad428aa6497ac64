#include "io/results/shared_file.hpp"

#include <utility>

#include "io/hdf5/disk_space.hpp"

namespace engram {
namespace {

// Chunk indexes, object headers and attributes that grow along.
constexpr std::uint64_t metadata_bytes = 256 * 1024;

}  // namespace

SharedFile::SharedFile(const Communicator& communicator, std::string path,
                       const std::function<void(h5::File&)>& lay_out)
    : communicator_(communicator), path_(std::move(path)) {
  h5::Agreement agreement(communicator_, path_);
  if (communicator_.is_root()) {
    agreement.attempt([&] {
      h5::File file = h5::File::create(path_);
      lay_out(file);
      file.close();
      h5::reserve_space(path_, metadata_bytes);
    });
  }
  agreement.settle();
  agreement.attempt([&] { file_ = h5::File::open_shared(path_, communicator_.handle()); });
  try {
    agreement.settle();
  } catch (...) {
    if (file_) file_->abandon();
    throw;
  }
}

SharedFile::~SharedFile() {
  if (file_) file_->abandon();
}

void SharedFile::append(std::uint64_t bytes, const std::function<void(h5::Agreement&)>& write) {
  require_usable();
  h5::Agreement agreement(communicator_, path_);
  if (communicator_.is_root()) {
    agreement.attempt([&] { h5::reserve_space(path_, bytes + metadata_bytes); });
  }
  agreement.settle();
  broken_ = true;
  write(agreement);
  agreement.settle();
  agreement.attempt([&] { file_->flush(); });
  agreement.settle();
  broken_ = false;
}

void SharedFile::close() {
  if (!file_) return;
  require_usable();
  h5::Agreement agreement(communicator_, path_);
  agreement.attempt([&] { file_->close(); });
  file_->abandon();
  file_.reset();
  agreement.settle();
  if (communicator_.is_root()) h5::release_reserved_space(path_);
}

void SharedFile::require_usable() const {
  if (broken_) throw FileError(path_, "writing has failed before; nothing more is written");
  if (!file_) throw FileError(path_, "is closed already");
}

}  // namespace engram
