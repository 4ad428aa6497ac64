#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/integrity/raw_file.hpp"

namespace engram {

/// Bytes of a file that belong together.
struct SealedPart {
  std::string name;  ///< for messages, such as "the table '/E/V_m'"; may be empty
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

/// Checksums of all the bytes of a file, kept behind them. HDF5 and the programs that read with it
/// see nothing of what stands behind the end of their data. docs/checkpoints.md has the layout.
///
/// The file is told apart into parts, which follow each other without gaps, and each part into
/// blocks of `block_bytes`, the last of which may be shorter. Every block has a CRC-32.
class Seal {
 public:
  static constexpr std::uint64_t block_bytes = std::uint64_t{1} << 20;
  static constexpr std::uint32_t version = 1;

  struct Block {
    std::uint64_t offset;
    std::uint64_t bytes;
    const SealedPart* part;
  };

  /// A seal whose sums are still to be set.
  explicit Seal(std::vector<SealedPart> parts);

  [[nodiscard]] const std::vector<SealedPart>& parts() const { return parts_; }
  /// Bytes of the file without the seal.
  [[nodiscard]] std::uint64_t content_bytes() const;
  [[nodiscard]] std::uint64_t blocks() const { return sums_.size(); }
  [[nodiscard]] Block block(std::uint64_t number) const;
  /// The number of the first block of a part.
  [[nodiscard]] std::uint64_t first_block(std::size_t part) const { return first_block_[part]; }
  void set_sum(std::uint64_t block, std::uint32_t sum) { sums_[block] = sum; }
  [[nodiscard]] std::uint32_t sum(std::uint64_t block) const { return sums_[block]; }

  /// The checksum of a block as the file is now.
  [[nodiscard]] std::uint32_t sum_of(const RawFile& file, std::uint64_t block) const;
  /// The first of the blocks [first, last) whose bytes are not what they were, or `last`.
  [[nodiscard]] std::uint64_t first_damaged(const RawFile& file, std::uint64_t first,
                                            std::uint64_t last) const;
  /// What to say of a damaged block.
  [[nodiscard]] std::string damage(std::uint64_t block) const;

  /// Appends the seal to its file and waits until it is on the disk; a failure leaves the file
  /// without one.
  void write(RawFile& file) const;
  /// The same without waiting.
  void append(RawFile& file) const;
  /// The seal at the end of a file; nothing if there is none. Throws FileError if there is one that
  /// is itself damaged, does not fit the file's length, or has a newer layout.
  [[nodiscard]] static std::optional<Seal> read(const RawFile& file);
  /// Whether something behind `end` looks like the beginning of a seal.
  [[nodiscard]] static bool begins_behind(const RawFile& file, std::uint64_t end);

 private:
  [[nodiscard]] std::vector<std::byte> encoded() const;

  std::vector<SealedPart> parts_;
  std::vector<std::uint64_t> first_block_;
  std::vector<std::uint32_t> sums_;
};

}  // namespace engram
