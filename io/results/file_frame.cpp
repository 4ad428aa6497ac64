#include "io/results/file_frame.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <type_traits>

#include "core/errors.hpp"
#include "io/integrity/raw_file.hpp"

namespace engram {
namespace {

std::vector<FileStretch> stretches_beside(std::uint64_t length, const ChunkPlaces& chunks) {
  std::vector<FileStretch> parts;
  std::uint64_t end = 0;
  for (const auto& [address, bytes] : chunks) {
    if (address > end) parts.push_back({end, address - end});
    end = std::max(end, address + bytes);
  }
  if (length > end) parts.push_back({end, length - end});
  return parts;
}

std::uint64_t bytes_of(const std::vector<FileStretch>& parts) {
  std::uint64_t bytes = 0;
  for (const FileStretch& part : parts) bytes += part.bytes;
  return bytes;
}

/// A table of which rank 0, where `values` has `total` of them, saves or loads all, and the others
/// nothing.
template <class T>
void transfer_from_root(StateArchive& archive, const std::string& path, std::uint64_t total,
                        std::span<T> values) {
  using Value = std::conditional_t<std::is_same_v<T, std::byte>, std::uint8_t, T>;
  std::vector<ValueRun> places;
  if (!values.empty()) places.push_back({0, total});
  archive.table<Value>(path, total, 1, places,
                       {reinterpret_cast<Value*>(values.data()), values.size()});
}

}  // namespace

FileFrame read_frame(const std::string& path, std::uint64_t length, const ChunkPlaces& chunks) {
  FileFrame frame{length, stretches_beside(length, chunks), {}};
  frame.content.resize(bytes_of(frame.parts));
  const RawFile file(path, RawFile::Access::read);
  const std::uint64_t size = file.size();
  std::span<std::byte> rest(frame.content);
  for (const FileStretch& part : frame.parts) {
    // What HDF5 has set aside at the end of a file and not written may be missing there.
    const std::uint64_t there =
        std::clamp<std::uint64_t>(size, part.offset, part.offset + part.bytes) - part.offset;
    file.read(part.offset, rest.first(there));
    rest = rest.subspan(part.bytes);
  }
  return frame;
}

void restore_frame(const std::string& path, const FileFrame& frame) {
  if (!std::filesystem::exists(path)) {
    throw FileError(path, "belongs to the run that is to go on, but is not there any more");
  }
  RawFile file(path, RawFile::Access::read_and_write);
  const ChunkPlaces chunks = chunks_beside(frame);
  const std::uint64_t least = chunks.empty() ? 0 : chunks.rbegin()->first + chunks.rbegin()->second;
  if (file.size() < least) {
    throw FileError(path,
                    "is shorter than it was when the checkpoint was saved; it cannot be "
                    "continued");
  }
  file.resize(frame.length);
  std::span<const std::byte> rest(frame.content);
  for (const FileStretch& part : frame.parts) {
    file.write(part.offset, rest.first(part.bytes));
    rest = rest.subspan(part.bytes);
  }
  file.synchronise();
  file.close();
}

ChunkPlaces chunks_beside(const FileFrame& frame) {
  ChunkPlaces chunks;
  std::uint64_t end = 0;
  for (const FileStretch& part : frame.parts) {
    if (part.offset > end) chunks[end] = part.offset - end;
    end = part.offset + part.bytes;
  }
  if (frame.length > end) chunks[end] = frame.length - end;
  return chunks;
}

void transfer_frame(const Communicator& communicator, StateArchive& archive,
                    const std::string& place, FileFrame& frame) {
  std::vector<std::uint64_t> parts;
  for (const FileStretch& part : frame.parts) {
    parts.push_back(part.offset);
    parts.push_back(part.bytes);
  }
  std::vector<std::uint64_t> sizes{frame.length, parts.size(), frame.content.size()};
  if (!archive.loading()) {
    for (std::uint64_t& size : sizes) size = communicator.max(size);
  }
  archive.shared(place + "/sizes", sizes);
  if (archive.loading() && communicator.is_root()) {
    parts.resize(sizes.at(1));
    frame.content.resize(sizes.at(2));
  }
  transfer_from_root<std::uint64_t>(archive, place + "/parts", sizes.at(1), parts);
  transfer_from_root<std::byte>(archive, place + "/content", sizes.at(2), frame.content);
  if (!archive.loading()) return;
  frame.length = sizes[0];
  frame.parts.clear();
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    frame.parts.push_back({parts[i], parts[i + 1]});
  }
}

}  // namespace engram
