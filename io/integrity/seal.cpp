#include "io/integrity/seal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "core/errors.hpp"
#include "io/integrity/crc32.hpp"

namespace engram {
namespace {

constexpr std::array<char, 8> begin_mark{'E', 'N', 'G', 'R', 'S', 'E', 'A', 'L'};
constexpr std::array<char, 8> end_mark{'L', 'A', 'E', 'S', 'R', 'G', 'N', 'E'};

/// More than all parts' names and lengths take.
constexpr std::uint64_t longest_names = std::uint64_t{64} << 20;

/// The last bytes of the file.
struct Tail {
  std::uint64_t seal_bytes;  // of the whole seal, this included
  std::uint32_t version;
  std::uint32_t sum;  // of the seal up to here
  std::array<char, 8> mark;
};
static_assert(sizeof(Tail) == 24);

void put(std::vector<std::byte>& bytes, const void* from, std::size_t count) {
  const std::size_t before = bytes.size();
  bytes.resize(before + count);
  if (count > 0) std::memcpy(bytes.data() + before, from, count);
}

template <class T>
void put(std::vector<std::byte>& bytes, const T& value) {
  put(bytes, &value, sizeof value);
}

/// Takes values from bytes and notices their end.
class Source {
 public:
  explicit Source(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class T>
  T take() {
    T value{};
    const auto some = take(sizeof value);
    if (!some.empty()) std::memcpy(&value, some.data(), sizeof value);
    return value;
  }
  std::span<const std::byte> take(std::uint64_t count) {
    if (count > bytes_.size()) {
      good_ = false;
      return {};
    }
    const auto some = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return some;
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool good_and_empty() const { return good_ && bytes_.empty(); }
  [[nodiscard]] std::uint64_t left() const { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
  bool good_ = true;
};

[[noreturn]] void broken(const RawFile& file) {
  throw FileError(file.path(), "its checksums are damaged");
}

std::vector<SealedPart> take_parts(Source& source, std::uint64_t content, const RawFile& file) {
  std::vector<SealedPart> parts;
  std::uint64_t next = 0;
  for (auto count = source.take<std::uint64_t>(); source.good() && count > 0; --count) {
    SealedPart part;
    part.offset = next;
    part.bytes = source.take<std::uint64_t>();
    const auto name = source.take(source.take<std::uint32_t>());
    if (!source.good() || part.bytes > content - next) broken(file);
    part.name.assign(reinterpret_cast<const char*>(name.data()), name.size());
    next += part.bytes;
    parts.push_back(std::move(part));
  }
  if (!source.good() || next != content) broken(file);
  return parts;
}

}  // namespace

Seal::Seal(std::vector<SealedPart> parts) : parts_(std::move(parts)) {
  std::uint64_t blocks = 0;
  for (const SealedPart& part : parts_) {
    first_block_.push_back(blocks);
    blocks += (part.bytes + block_bytes - 1) / block_bytes;
  }
  sums_.resize(blocks);
}

std::uint64_t Seal::content_bytes() const {
  return parts_.empty() ? 0 : parts_.back().offset + parts_.back().bytes;
}

Seal::Block Seal::block(std::uint64_t number) const {
  const auto after = std::upper_bound(first_block_.begin(), first_block_.end(), number);
  const auto part = static_cast<std::size_t>(after - first_block_.begin() - 1);
  const std::uint64_t from = (number - first_block_[part]) * block_bytes;
  return {parts_[part].offset + from, std::min(block_bytes, parts_[part].bytes - from),
          &parts_[part]};
}

std::uint32_t Seal::sum_of(const RawFile& file, std::uint64_t number) const {
  const Block place = block(number);
  std::vector<std::byte> bytes(place.bytes);
  file.read(place.offset, bytes);
  return crc32(bytes);
}

std::uint64_t Seal::first_damaged(const RawFile& file, std::uint64_t first,
                                  std::uint64_t last) const {
  for (; first < last; ++first) {
    if (sum_of(file, first) != sums_[first]) break;
  }
  return first;
}

std::string Seal::damage(std::uint64_t number) const {
  const Block place = block(number);
  return fmt::format("{} damaged: bytes {} to {} of the file are not what was written",
                     place.part->name.empty() ? "is" : place.part->name + " is", place.offset,
                     place.offset + place.bytes - 1);
}

std::vector<std::byte> Seal::encoded() const {
  std::vector<std::byte> bytes;
  put(bytes, begin_mark);
  put(bytes, content_bytes());
  put(bytes, block_bytes);
  put(bytes, static_cast<std::uint64_t>(parts_.size()));
  for (const SealedPart& part : parts_) {
    put(bytes, part.bytes);
    put(bytes, static_cast<std::uint32_t>(part.name.size()));
    put(bytes, part.name.data(), part.name.size());
  }
  for (const std::uint32_t sum : sums_) put(bytes, sum);
  put(bytes, static_cast<std::uint64_t>(bytes.size() + sizeof(Tail)));
  put(bytes, version);
  put(bytes, crc32(bytes));
  put(bytes, end_mark);
  return bytes;
}

void Seal::append(RawFile& file) const {
  const std::uint64_t end = content_bytes();
  file.resize(end);
  try {
    file.write(end, encoded());
  } catch (const FileError&) {
    file.resize(end);
    throw;
  }
}

void Seal::write(RawFile& file) const {
  append(file);
  try {
    file.synchronise();
  } catch (const FileError&) {
    file.resize(content_bytes());
    throw;
  }
}

bool Seal::begins_behind(const RawFile& file, std::uint64_t end) {
  const std::uint64_t size = file.size();
  if (size <= end) return false;
  std::vector<char> bytes(std::min(size - end, block_bytes));
  file.read(end, std::as_writable_bytes(std::span<char>(bytes)));
  // A cut may have gone through the mark.
  const std::size_t length = std::min(bytes.size(), begin_mark.size());
  return std::search(bytes.begin(), bytes.end(), begin_mark.begin(),
                     begin_mark.begin() + static_cast<std::ptrdiff_t>(length)) != bytes.end();
}

std::optional<Seal> Seal::read(const RawFile& file) {
  const std::uint64_t size = file.size();
  Tail tail{};
  if (size < sizeof tail) return std::nullopt;
  file.read(size - sizeof tail, std::as_writable_bytes(std::span<Tail>(&tail, 1)));
  if (tail.mark != end_mark) return std::nullopt;
  // A damaged number must not ask for the memory of a whole file.
  const std::uint64_t longest = std::min(size, size / 65536 + longest_names);
  if (tail.seal_bytes > longest || tail.seal_bytes < sizeof tail) broken(file);
  std::vector<std::byte> bytes(tail.seal_bytes);
  file.read(size - tail.seal_bytes, bytes);
  constexpr std::size_t behind_sum = sizeof tail.sum + sizeof tail.mark;
  if (crc32(std::span<const std::byte>(bytes).first(bytes.size() - behind_sum)) != tail.sum)
    broken(file);
  if (tail.version != version) {
    throw FileError(file.path(), fmt::format("its checksums have layout {}; this program knows {}. "
                                             "Use the version of Engram that has written the file",
                                             tail.version, version));
  }
  Source source(std::span<const std::byte>(bytes).first(bytes.size() - sizeof tail));
  const auto mark = source.take<std::array<char, 8>>();
  const auto content = source.take<std::uint64_t>();
  if (mark != begin_mark || content != size - tail.seal_bytes ||
      source.take<std::uint64_t>() != block_bytes) {
    broken(file);
  }
  Seal seal(take_parts(source, content, file));
  if (source.left() != seal.sums_.size() * sizeof(std::uint32_t)) broken(file);
  for (std::uint32_t& sum : seal.sums_) sum = source.take<std::uint32_t>();
  if (!source.good_and_empty()) broken(file);
  return seal;
}

}  // namespace engram
