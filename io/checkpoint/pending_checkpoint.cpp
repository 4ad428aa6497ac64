#include "io/checkpoint/pending_checkpoint.hpp"

#include <filesystem>
#include <functional>
#include <system_error>
#include <utility>

#include "io/checkpoint/checkpoint_directory.hpp"
#include "io/hdf5/agreement.hpp"

namespace engram {
namespace {

std::future<void> in_background(const std::function<void()>& work) {
  try {
    return std::async(std::launch::async, work);
  } catch (const std::system_error&) {
    // There are no more threads to be had: whoever waits for it does it.
    return std::async(std::launch::deferred, work);
  }
}

}  // namespace

PendingCheckpoint::PendingCheckpoint(const Communicator& communicator, Names names, RawFile file,
                                     std::unique_ptr<BackgroundWriter> writer, TableSums sums)
    : communicator_(communicator),
      names_(std::move(names)),
      file_(std::move(file)),
      writer_(std::move(writer)),
      sums_(std::move(sums)) {
  if (writer_) work_ = in_background([this] { writer_->finish(); });
}

PendingCheckpoint::~PendingCheckpoint() {
  if (work_.valid()) work_.wait();
  if (waits_ == Waits::for_nothing || !communicator_.is_root()) return;
  std::error_code ignored;
  std::filesystem::remove(names_.temporary, ignored);
}

bool PendingCheckpoint::ready() const {
  return !work_.valid() || work_.wait_for(std::chrono::seconds(0)) != std::future_status::timeout;
}

bool PendingCheckpoint::advance() {
  if (waits_ == Waits::for_nothing) return true;
  h5::Agreement agreement(communicator_, names_.path);
  agreement.attempt([&] {
    if (work_.valid()) work_.get();
  });
  agreement.settle();
  switch (waits_) {
    case Waits::for_values:
      seal();
      waits_ = Waits::for_disk;
      work_ = in_background([this] { bring_to_disk(); });
      return false;
    case Waits::for_disk:
      waits_ = Waits::for_name;
      if (communicator_.is_root()) work_ = in_background([this] { give_name(); });
      return false;
    default:
      waits_ = Waits::for_nothing;
      return true;
  }
}

/// Collective.
void PendingCheckpoint::seal() {
  h5::Agreement agreement(communicator_, names_.path);
  std::vector<PieceSum> pieces;
  if (writer_) pieces = writer_->take_sums();
  writer_.reset();
  const std::vector<PieceSum> mine = sums_.exchange_expected(communicator_, pieces);
  std::vector<BlockSum> blocks;
  agreement.attempt([&] { blocks = sums_.join_expected(mine); });
  agreement.settle();
  sums_.collect_expected(communicator_, blocks);
  if (communicator_.is_root()) agreement.attempt([&] { sums_.seal_of(file_).append(file_); });
  agreement.settle();
}

void PendingCheckpoint::bring_to_disk() {
  file_.synchronise();
  file_.close();
}

void PendingCheckpoint::finish() {
  while (!advance()) {
  }
}

void PendingCheckpoint::give_name() {
  std::filesystem::rename(names_.temporary, names_.path);
  synchronise_directory(names_.directory);
  remove_old_checkpoints(names_.directory, names_.step, names_.keep);
  seconds_ = std::chrono::duration<double>(Clock::now() - begin_).count();
}

}  // namespace engram
