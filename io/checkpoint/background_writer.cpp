#include "io/checkpoint/background_writer.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "core/aligned.hpp"
#include "core/errors.hpp"
#include "io/integrity/crc32.hpp"
#include "io/integrity/seal.hpp"

namespace engram {
namespace {

/// What offsets and lengths have to be multiples of to go past the page cache.
constexpr std::uint64_t page = 4096;
/// Written at a time: as fast as larger pieces, and small enough for the second-level cache.
constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 20;
static_assert(piece_bytes % page == 0);
/// Bytes of other tables that wait to be written.
constexpr std::uint64_t most_taken = std::uint64_t{64} << 20;

constexpr std::uint64_t up_to_page(std::uint64_t offset) {
  return (offset + page - 1) / page * page;
}

std::optional<RawFile> opened_past_the_cache(const std::string& path) {
  try {
    return RawFile(path, RawFile::Access::write_past_cache);
  } catch (const FileError&) {
    return std::nullopt;  // this file system cannot do it
  }
}

}  // namespace

/// Where a thread puts a piece together, at the same place in pages as in the file.
class BackgroundWriter::Desk {
 public:
  explicit Desk(BackgroundWriter& writer) : writer_(writer), memory_(piece_bytes + page) {}

  void write(Piece piece) {
    const std::span<std::byte> bytes(memory_.data() + piece.offset % page, piece.bytes);
    piece.values.copy(piece.from, bytes.data(), bytes.size());
    piece.values.chunks.clear();  // for others to use
    take_sums(piece, bytes);
    const std::uint64_t end = piece.offset + piece.bytes;
    const std::uint64_t first = std::min(up_to_page(piece.offset), end);
    const std::uint64_t last = std::max(end / page * page, first);
    writer_.keep(piece.offset, bytes.first(first - piece.offset));
    if (last > first) {
      write_pages(first, bytes.subspan(first - piece.offset, last - first));
    }
    writer_.keep(last, bytes.subspan(last - piece.offset));
  }

 private:
  /// One for each of the table's blocks in which the piece lies.
  void take_sums(const Piece& piece, std::span<const std::byte> bytes) {
    for (std::uint64_t place = piece.place; !bytes.empty();) {
      const std::uint64_t block = place / Seal::block_bytes;
      const std::uint64_t offset = place % Seal::block_bytes;
      const auto some =
          bytes.first(std::min<std::uint64_t>(bytes.size(), Seal::block_bytes - offset));
      const PieceSum sum{piece.first_block + block, static_cast<std::uint32_t>(offset),
                         static_cast<std::uint32_t>(some.size()), crc32(some)};
      const std::scoped_lock lock(writer_.mutex_);
      writer_.sums_.push_back(sum);
      bytes = bytes.subspan(some.size());
      place += some.size();
    }
  }

  void write_pages(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (direct_) {
      try {
        writer_.direct_->write(offset, bytes);
        return;
      } catch (const FileError&) {
        direct_ = false;  // there are file systems that say so only now
      }
    }
    writer_.file_.write(offset, bytes);
  }

  BackgroundWriter& writer_;
  bool direct_ = writer_.direct_.has_value();
  AlignedVector<std::byte> memory_;
};

BackgroundWriter::BackgroundWriter(const std::string& path, int threads)
    : file_(path, RawFile::Access::read_and_write), direct_(opened_past_the_cache(path)) {
  try {
    for (int t = 0; t < threads; ++t) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    // There are no more threads to be had. Without any, write() does the work.
  }
}

BackgroundWriter::~BackgroundWriter() {
  const std::scoped_lock lock(mutex_);
  pieces_.clear();
  complete_ = true;
  more_.notify_all();
}

void BackgroundWriter::write(const TablePlace& table, std::uint64_t first_block,
                             std::span<const ValueRun> runs, const ChunkedValues& values) {
  std::uint64_t from = 0;
  for (const ValueRun& run : runs) {
    std::uint64_t place = run.first * table.value_bytes;
    const std::uint64_t end = place + run.count * table.value_bytes;
    while (place < end) {
      const std::uint64_t offset = table.address + place;
      const std::uint64_t bytes = std::min(end - place, piece_bytes - offset % piece_bytes);
      const auto chunk =
          values.chunks.begin() + static_cast<std::ptrdiff_t>(from / SharedChunks::chunk_bytes);
      const std::uint64_t within = from % SharedChunks::chunk_bytes;
      const auto chunks = SharedChunks::chunks_for(within + bytes);
      Piece piece{
          offset,      place,
          first_block, {{chunk, chunk + static_cast<std::ptrdiff_t>(chunks)}, within + bytes},
          within,      bytes};
      if (threads_.empty()) {
        Desk(*this).write(std::move(piece));
      } else if (!enter(std::move(piece))) {
        return;
      }
      place += bytes;
      from += bytes;
    }
  }
}

bool BackgroundWriter::take(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (taken_ + bytes.size() > most_taken) return false;
  taken_ += bytes.size();
  keep(offset, bytes);
  return true;
}

void BackgroundWriter::keep(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  Rest rest{offset, {bytes.begin(), bytes.end()}};
  const std::scoped_lock lock(mutex_);
  rests_.push_back(std::move(rest));
}

/// Returns whether it makes sense to go on.
bool BackgroundWriter::enter(Piece piece) {
  {
    const std::scoped_lock lock(mutex_);
    if (failure_) return false;
    pieces_.push_back(std::move(piece));
  }
  more_.notify_one();
  return true;
}

std::optional<BackgroundWriter::Piece> BackgroundWriter::next() {
  std::unique_lock lock(mutex_);
  more_.wait(lock, [this] { return pieces_.empty() ? complete_ : !paused_; });
  if (pieces_.empty()) return std::nullopt;
  Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  ++writing_;
  return piece;
}

void BackgroundWriter::done() {
  const std::scoped_lock lock(mutex_);
  if (--writing_ == 0) idle_.notify_all();
}

BackgroundWriter::Pause::Pause(BackgroundWriter& writer) : writer_(writer) {
  std::unique_lock lock(writer_.mutex_);
  writer_.paused_ = true;
  writer_.idle_.wait(lock, [this] { return writer_.writing_ == 0; });
}

BackgroundWriter::Pause::~Pause() {
  {
    const std::scoped_lock lock(writer_.mutex_);
    writer_.paused_ = false;
  }
  writer_.more_.notify_all();
}

void BackgroundWriter::work() {
  try {
    Desk desk(*this);
    while (auto piece = next()) {
      const auto at_end = std::unique_ptr<BackgroundWriter, void (*)(BackgroundWriter*)>(
          this, [](BackgroundWriter* writer) { writer->done(); });
      desk.write(std::move(*piece));
    }
  } catch (...) {
    const std::scoped_lock lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    pieces_.clear();  // whoever waits for their memory gets it
  }
}

void BackgroundWriter::finish() {
  {
    const std::scoped_lock lock(mutex_);
    complete_ = true;
  }
  more_.notify_all();
  threads_.clear();
  if (failure_) std::rethrow_exception(failure_);
  write_rests();
}

void BackgroundWriter::write_rests() {
  std::ranges::sort(rests_, {}, &Rest::offset);
  for (const Rest& rest : rests_) file_.write(rest.offset, rest.bytes);
  rests_.clear();
}

}  // namespace engram
