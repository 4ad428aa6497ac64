#include "io/integrity/sealing.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "io/hdf5/agreement.hpp"
#include "parallel/typed_parcels.hpp"

namespace engram {
namespace {

/// The blocks of which this rank takes care: [first, second).
std::pair<std::uint64_t, std::uint64_t> share(const Communicator& communicator,
                                              std::uint64_t blocks) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto me = static_cast<std::uint64_t>(communicator.rank().value());
  const std::uint64_t each = blocks / ranks;
  const std::uint64_t more = blocks % ranks;
  const std::uint64_t first = me * each + std::min(me, more);
  return {first, first + each + (me < more ? 1 : 0)};
}

struct BlockSum {
  std::uint64_t block;
  std::uint32_t sum;
  std::uint32_t unused = 0;
};

/// Bytes of the file without a seal that it may have.
std::uint64_t content_of(const RawFile& file) {
  try {
    const auto seal = Seal::read(file);
    return seal ? seal->content_bytes() : file.size();
  } catch (const FileError&) {
    return file.size();
  }
}

Seal seal_of(const RawFile& file) {
  auto seal = Seal::read(file);
  if (!seal) {
    throw FileError(file.path(),
                    "carries no checksums: it is cut short, or was never written to its end");
  }
  return std::move(*seal);
}

}  // namespace

void seal_together(const Communicator& communicator, const std::string& path) {
  h5::Agreement agreement(communicator, path);
  std::uint64_t bytes = 0;
  if (communicator.is_root()) {
    agreement.attempt([&] { bytes = content_of(RawFile(path, RawFile::Access::read)); });
  }
  agreement.settle();
  Seal seal({{"", 0, communicator.max(bytes)}});
  TypedParcels<BlockSum> outgoing;
  agreement.attempt([&] {
    const auto [first, last] = share(communicator, seal.blocks());
    if (first == last) return;
    const RawFile file(path, RawFile::Access::read);
    for (std::uint64_t block = first; block < last; ++block) {
      outgoing.add(Rank(0), {block, seal.sum_of(file, block)});
    }
  });
  agreement.settle();
  for (const auto& [rank, sums] : outgoing.exchange(communicator)) {
    for (const BlockSum& each : sums) seal.set_sum(each.block, each.sum);
  }
  if (communicator.is_root()) {
    agreement.attempt([&] {
      RawFile file(path, RawFile::Access::read_and_write);
      seal.write(file);
      file.close();
    });
  }
  agreement.settle();
}

void require_intact_together(const Communicator& communicator, const std::string& path) {
  h5::Agreement agreement(communicator, path);
  agreement.attempt([&] {
    const RawFile file(path, RawFile::Access::read);
    const Seal seal = seal_of(file);
    const auto [first, last] = share(communicator, seal.blocks());
    const std::uint64_t bad = seal.first_damaged(file, first, last);
    if (bad != last) throw FileError(path, seal.damage(bad));
  });
  agreement.settle();
}

void require_intact(const std::string& path) {
  const RawFile file(path, RawFile::Access::read);
  const Seal seal = seal_of(file);
  const std::uint64_t bad = seal.first_damaged(file, 0, seal.blocks());
  if (bad != seal.blocks()) throw FileError(path, seal.damage(bad));
}

bool has_intact_frame(const std::string& path) {
  const RawFile file(path, RawFile::Access::read);
  const auto seal = Seal::read(file);
  if (!seal) return false;
  const auto& parts = seal->parts();
  const bool tables = std::any_of(parts.begin(), parts.end(),
                                  [](const SealedPart& part) { return !part.name.empty(); });
  if (!tables) return false;
  for (std::uint64_t block = 0; block < seal->blocks(); ++block) {
    if (!seal->block(block).part->name.empty()) continue;
    if (seal->sum_of(file, block) != seal->sum(block)) throw FileError(path, seal->damage(block));
  }
  return true;
}

void remove_seal(const std::string& path) {
  RawFile file(path, RawFile::Access::read_and_write);
  const std::uint64_t content = content_of(file);
  if (content == file.size()) return;
  file.resize(content);
  file.synchronise();
}

}  // namespace engram
