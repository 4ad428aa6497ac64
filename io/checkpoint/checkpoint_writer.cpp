#include "io/checkpoint/checkpoint_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "core/errors.hpp"
#include "io/checkpoint/block_rounds.hpp"
#include "io/checkpoint/checkpoint_directory.hpp"
#include "io/checkpoint/row_places.hpp"
#include "io/checkpoint/run_writer.hpp"
#include "io/checkpoint/state_type.hpp"
#include "io/hdf5/agreement.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/hdf5/disk_space.hpp"
#include "io/hdf5/file.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;

/// What a rank sends in one round, in bytes, about.
constexpr std::uint64_t round_bytes = std::uint64_t{32} << 20;
/// Mean length of runs that are worth a call of their own for each.
constexpr std::uint64_t long_run = std::uint64_t{64} << 10;
// Object headers and groups.
constexpr std::uint64_t metadata_bytes = 64 * 1024;
/// Set aside beyond what is needed, at least.
constexpr std::uint64_t extra_bytes = std::uint64_t{1} << 20;

std::uint64_t bytes_of(const CheckpointHead& head) {
  const Provenance& origin = head.provenance;
  std::uint64_t bytes = origin.experiment.size() + origin.command.size() + origin.hosts.size();
  for (const Fixture& each : head.fixed) bytes += each.name.size() + each.value.size();
  return bytes;
}

std::string absolute(const std::string& path) {
  return path.starts_with('/') ? path : "/" + path;
}

}  // namespace

CheckpointWriter::CheckpointWriter(const Communicator& communicator, const std::string& directory,
                                   const CheckpointHead& head, int threads)
    : StateArchive(communicator),
      directory_(directory),
      path_(checkpoint_path(directory, head.step)),
      hidden_(hidden_checkpoint_path(directory, head.step)),
      step_(head.step),
      threads_(threads) {
  h5::Agreement agreement(communicator, path_);
  if (communicator.is_root()) agreement.attempt([&] { start(head); });
  try {
    agreement.settle();
    agreement.attempt([&] { raw_.emplace(temporary(), RawFile::Access::read_and_write); });
    agreement.settle();
  } catch (...) {
    discard();
    throw;
  }
  state_ = State::open;
}

CheckpointWriter::~CheckpointWriter() {
  if (state_ != State::closed) discard();
}

void CheckpointWriter::start(const CheckpointHead& head) {
  const fs::path parent = fs::absolute(directory_).lexically_normal().parent_path();
  if (fs::create_directories(directory_)) synchronise_directory(parent.string());
  remove_unfinished_checkpoints(directory_);
  // HDF5 must never find that it cannot write: a file that it has failed to close makes it crash
  // later. So whether there is space is found out first, here and before each table.
  const std::uint64_t bytes = 4 * (metadata_bytes + bytes_of(head));
  std::ofstream(temporary(), std::ios::binary | std::ios::trunc).close();
  h5::extend_file(temporary(), bytes);
  file_ = std::make_unique<h5::File>(h5::File::create(hidden_));
  h5::extend_file(temporary(), bytes);
  write_head(*file_, head);
}

void CheckpointWriter::discard() noexcept {
  background_.reset();
  raw_.reset();
  file_.reset();
  if (communicator().is_root()) h5::File::remove_created(hidden_);
}

bool CheckpointWriter::has(const std::string&) const {
  return false;
}

std::uint64_t CheckpointWriter::rows_of(const std::string&) const {
  return 0;
}

/// Makes room for a file of so many bytes, and, if there is some, for more than that: each time has
/// to wait for what is being written.
void CheckpointWriter::extend(std::uint64_t bytes) {
  if (bytes <= set_aside_) return;
  const std::uint64_t ample = bytes + bytes / 4 + extra_bytes;
  try {
    h5::extend_file(temporary(), ample);
    set_aside_ = ample;
  } catch (const FileError&) {
    h5::extend_file(temporary(), bytes);
    set_aside_ = bytes;
  }
}

void CheckpointWriter::put(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (background_ && background_->take(offset, bytes)) return;
  raw_->write(offset, bytes);
}

std::uint64_t CheckpointWriter::make_table(const Shape& shape) {
  const std::string path = absolute(shape.path);
  const std::uint64_t bytes = shape.total * shape.width * bytes_of(shape.type);
  extend(file_->bytes() + bytes + metadata_bytes);
  const std::string group = path.substr(0, path.rfind('/'));
  if (!group.empty() && !file_->exists(group)) file_->create_group(group);
  std::vector<hsize_t> extent{shape.total};
  if (shape.width != 1) extent.push_back(shape.width);
  const auto dataset = h5::Dataset::create(*file_, path, file_type(shape.type), {extent});
  const std::uint64_t address = dataset.address();
  sums_.add(path, address, bytes);
  return address;
}

TablePlace CheckpointWriter::begin_table(const Shape& shape, std::span<const ValueRun> places,
                                         std::uint64_t bytes) {
  if (state_ != State::open) {
    throw FileError(path_, "could not be written before; nothing more is added to it");
  }
  state_ = State::failed;
  const std::size_t value_bytes = bytes_of(shape.type);
  h5::Agreement agreement(communicator(), path_);
  TablePlace place{0, shape.total * shape.width, value_bytes};
  agreement.attempt([&] {
    require_places(shape.path, shape.total, shape.width * value_bytes, places, bytes);
    if (communicator().is_root()) place.address = make_table(shape);
  });
  agreement.settle();
  place.address = communicator().max(place.address);
  return place;
}

void CheckpointWriter::transfer(const Shape& shape, std::span<const ValueRun> places,
                                std::span<std::byte> values) {
  const TablePlace place = begin_table(shape, places, values.size());
  if (place.values > 0) save(shape, place, places, values);
  state_ = State::open;
}

void CheckpointWriter::transfer_chunks(const Shape& shape, std::span<const ValueRun> places,
                                       ChunkedValues values) {
  if (!in_long_runs(shape, places)) {
    StateArchive::transfer_chunks(shape, places, std::move(values));
    return;
  }
  const TablePlace place = begin_table(shape, places, values.bytes);
  const std::uint64_t first_block = sums_.expect(place);
  h5::Agreement agreement(communicator(), path_);
  agreement.attempt([&] {
    if (!background_)
      background_ = std::make_unique<BackgroundWriter>(temporary(), std::clamp(threads_, 2, 4));
    background_->write(place, first_block, runs_of_values(shape, places), values);
  });
  agreement.settle();
  state_ = State::open;
}

void CheckpointWriter::save(const Shape& shape, const TablePlace& place,
                            std::span<const ValueRun> places, std::span<const std::byte> values) {
  sums_.collect(communicator(), in_long_runs(shape, places)
                                    ? save_in_place(shape, place, places, values)
                                    : save_by_block(shape, place, places, values));
}

std::vector<ValueRun> CheckpointWriter::runs_of_values(const Shape& shape,
                                                       std::span<const ValueRun> places) {
  std::vector<ValueRun> runs;
  for (const ValueRun& rows : places) {
    runs.push_back({rows.first * shape.width, rows.count * shape.width});
  }
  return runs;
}

/// Collective: whether the ranks have all rows, each one rank, in runs worth writing one by one.
bool CheckpointWriter::in_long_runs(const Shape& shape, std::span<const ValueRun> places) const {
  if (shape.owners == Owners::several) return false;
  std::vector<std::uint64_t> counts{0, places.size()};
  for (const ValueRun& run : places) counts[0] += run.count;
  counts = communicator().sum(std::move(counts));
  const std::uint64_t bytes = shape.total * shape.width * bytes_of(shape.type);
  return counts[0] == shape.total && bytes >= counts[1] * long_run;
}

std::vector<BlockSum> CheckpointWriter::save_in_place(const Shape& shape, const TablePlace& place,
                                                      std::span<const ValueRun> places,
                                                      std::span<const std::byte> values) {
  h5::Agreement agreement(communicator(), path_);
  std::vector<PieceSum> pieces;
  agreement.attempt(
      [&] { pieces = write_runs(*raw_, place, runs_of_values(shape, places), values, threads_); });
  agreement.settle();
  const std::uint64_t bytes = place.values * place.value_bytes;
  std::vector<PieceSum> mine = exchange_sums(communicator(), blocks_in(bytes), pieces);
  std::vector<BlockSum> sums;
  agreement.attempt([&] {
    sums = join_sums(std::move(mine), [&](std::uint64_t block) {
      return std::min(Seal::block_bytes, bytes - block * Seal::block_bytes);
    });
  });
  agreement.settle();
  return sums;
}

std::vector<BlockSum> CheckpointWriter::save_by_block(const Shape& shape, const TablePlace& place,
                                                      std::span<const ValueRun> places,
                                                      std::span<const std::byte> values) {
  h5::Agreement agreement(communicator(), path_);
  const std::uint64_t block_values = Seal::block_bytes / place.value_bytes;
  std::optional<BlockRounds> mine;
  agreement.attempt(
      [&] { mine.emplace(places, shape.width, block_values, place.value_bytes, values); });
  agreement.settle();
  const std::uint64_t rounds = 1 + communicator().max(mine->load()) / round_bytes;
  std::vector<BlockSum> sums;
  for (std::uint64_t number = 0; number < rounds; ++number) {
    ScatteredValues some;
    agreement.attempt([&] { some = mine->round(number, rounds); });
    agreement.settle();
    const ScatteredValues blocks =
        bring_to_writers(communicator(), place.values, block_values, place.value_bytes, some);
    agreement.attempt([&] {
      write_blocks([this](auto offset, auto bytes) { put(offset, bytes); }, place, blocks, sums);
    });
    agreement.settle();
  }
  return sums;
}

void CheckpointWriter::finish() {
  h5::extend_file(temporary(), file_->bytes() + metadata_bytes);
  mark_complete(*file_);
  file_->close();
}

std::unique_ptr<PendingCheckpoint> CheckpointWriter::close(std::size_t keep) {
  if (state_ != State::open) {
    throw FileError(path_, "could not be written before; it is not completed");
  }
  state_ = State::failed;
  h5::Agreement agreement(communicator(), path_);
  const auto finished_by_root = [&] {
    if (communicator().is_root()) agreement.attempt([&] { finish(); });
    agreement.settle();
  };
  try {
    if (background_) {
      background_->pause_for(finished_by_root);
    } else {
      finished_by_root();
    }
  } catch (...) {
    discard();
    throw;
  }
  file_.reset();
  state_ = State::closed;
  return std::make_unique<PendingCheckpoint>(
      communicator(), PendingCheckpoint::Names{directory_, temporary(), path_, step_, keep},
      *std::exchange(raw_, std::nullopt), std::move(background_), std::move(sums_));
}

void CheckpointWriter::commit(std::size_t keep) {
  close(keep)->finish();
}

}  // namespace engram
