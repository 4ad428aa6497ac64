#include "parallel/scattered_values.hpp"

#include <algorithm>

#include "core/hash.hpp"
#include "parallel/work_share.hpp"

namespace engram {
namespace {

/// A run within one block, on its way.
struct Piece {
  Rank writer;
  ValueRun run;
  const std::byte* values;
};

class Writers {
 public:
  Writers(std::uint64_t total_bytes, int ranks)
      : parts_(useful_ranks(total_bytes / sizeof(std::uint64_t), ranks)), ranks_(ranks) {}

  [[nodiscard]] Rank of(std::uint64_t block) const {
    return rank_of_part(mix_bits(block) % parts_, parts_, ranks_);
  }

 private:
  std::uint64_t parts_;
  int ranks_;
};

std::vector<Piece> cut(const ScatteredValues& values, std::uint64_t block, std::size_t value_bytes,
                       const Writers& writers) {
  std::vector<Piece> pieces;
  const std::byte* next = values.bytes.data();
  for (const ValueRun& run : values.runs) {
    const std::uint64_t end = run.first + run.count;
    for (std::uint64_t place = run.first; place < end;) {
      const std::uint64_t count = std::min(end, (place / block + 1) * block) - place;
      pieces.push_back({writers.of(place / block), {place, count}, next});
      next += count * value_bytes;
      place += count;
    }
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.writer < b.writer; });
  return pieces;
}

/// A parcel holds pieces, each as its run and its values.
std::vector<Parcel> pack(const std::vector<Piece>& pieces, std::size_t value_bytes) {
  std::vector<Parcel> parcels;
  for (const Piece& piece : pieces) {
    if (parcels.empty() || parcels.back().rank != piece.writer) {
      parcels.push_back({piece.writer, {}});
    }
    std::vector<std::byte>& bytes = parcels.back().bytes;
    const auto* run = reinterpret_cast<const std::byte*>(&piece.run);
    bytes.insert(bytes.end(), run, run + sizeof piece.run);
    bytes.insert(bytes.end(), piece.values, piece.values + piece.run.count * value_bytes);
  }
  return parcels;
}

std::vector<Piece> unpack(const std::vector<Parcel>& parcels, std::size_t value_bytes) {
  std::vector<Piece> pieces;
  for (const Parcel& parcel : parcels) {
    const std::byte* next = parcel.bytes.data();
    const std::byte* end = next + parcel.bytes.size();
    while (next != end) {
      Piece piece{parcel.rank, {}, next + sizeof(ValueRun)};
      std::memcpy(&piece.run, next, sizeof piece.run);
      pieces.push_back(piece);
      next = piece.values + piece.run.count * value_bytes;
    }
  }
  return pieces;
}

ScatteredValues join(std::vector<Piece> pieces, std::size_t value_bytes) {
  std::sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return a.run.first < b.run.first; });
  ScatteredValues joined;
  for (const Piece& piece : pieces) joined.add_run(piece.run, piece.values, value_bytes);
  return joined;
}

std::vector<std::uint64_t> numbers_in(const Parcel& parcel) {
  std::vector<std::uint64_t> numbers(parcel.bytes.size() / sizeof(std::uint64_t));
  if (!numbers.empty()) std::memcpy(numbers.data(), parcel.bytes.data(), parcel.bytes.size());
  return numbers;
}

Parcel parcel_of(Rank rank, const std::vector<std::uint64_t>& numbers) {
  const auto* bytes = reinterpret_cast<const std::byte*>(numbers.data());
  return {rank, {bytes, bytes + numbers.size() * sizeof(std::uint64_t)}};
}

/// A key with its number of items, from the rank that sent parcel `sender` as its item `position`.
struct Count {
  std::uint64_t key;
  std::uint64_t items;
  std::size_t sender;
  std::size_t position;
};

/// To the rank in charge of each key: pairs of key and number of items.
std::vector<Parcel> counts_to_owners(std::span<const std::uint64_t> keys,
                                     std::span<const std::uint64_t> counts, std::uint64_t width) {
  std::vector<Parcel> parcels;
  for (std::size_t i = 0; i < keys.size();) {
    const std::uint64_t owner = keys[i] / width;
    std::vector<std::uint64_t> numbers;
    for (; i < keys.size() && keys[i] / width == owner; ++i) {
      numbers.push_back(keys[i]);
      numbers.push_back(counts[i]);
    }
    parcels.push_back(parcel_of(Rank(static_cast<std::int32_t>(owner)), numbers));
  }
  return parcels;
}

}  // namespace

void ScatteredValues::add_run(const ValueRun& run, const std::byte* values,
                              std::size_t value_bytes) {
  if (!runs.empty() && runs.back().first + runs.back().count == run.first) {
    runs.back().count += run.count;
  } else {
    runs.push_back(run);
  }
  bytes.insert(bytes.end(), values, values + run.count * value_bytes);
}

ScatteredValues bring_to_writers(const Communicator& communicator, std::uint64_t total,
                                 std::uint64_t block, std::size_t value_bytes,
                                 const ScatteredValues& mine) {
  const Writers writers(total * value_bytes, communicator.size());
  const std::vector<Parcel> incoming =
      communicator.exchange(pack(cut(mine, block, value_bytes, writers), value_bytes));
  return join(unpack(incoming, value_bytes), value_bytes);
}

std::vector<std::uint64_t> first_places(const Communicator& communicator,
                                        std::span<const std::uint64_t> keys,
                                        std::span<const std::uint64_t> counts,
                                        std::uint64_t bound) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const std::uint64_t width = std::max<std::uint64_t>(1, (bound + ranks - 1) / ranks);
  const std::vector<Parcel> incoming = communicator.exchange(counts_to_owners(keys, counts, width));

  std::vector<Count> known;
  std::uint64_t items = 0;
  for (std::size_t sender = 0; sender < incoming.size(); ++sender) {
    const std::vector<std::uint64_t> numbers = numbers_in(incoming[sender]);
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
      known.push_back({numbers[i], numbers[i + 1], sender, i / 2});
      items += numbers[i + 1];
    }
  }
  std::sort(known.begin(), known.end(),
            [](const Count& a, const Count& b) { return a.key < b.key; });
  std::vector<std::vector<std::uint64_t>> answers(incoming.size());
  for (const Count& count : known) {
    std::vector<std::uint64_t>& answer = answers[count.sender];
    answer.resize(std::max(answer.size(), count.position + 1));
  }
  std::uint64_t next = communicator.sum_before(items);
  for (const Count& count : known) {
    answers[count.sender][count.position] = next;
    next += count.items;
  }

  std::vector<Parcel> replies;
  for (std::size_t i = 0; i < incoming.size(); ++i) {
    replies.push_back(parcel_of(incoming[i].rank, answers[i]));
  }
  std::vector<std::uint64_t> firsts;
  firsts.reserve(keys.size());
  // Owners answer in the order of their rank, which is that of the keys.
  for (const Parcel& parcel : communicator.exchange(std::move(replies))) {
    const std::vector<std::uint64_t> numbers = numbers_in(parcel);
    firsts.insert(firsts.end(), numbers.begin(), numbers.end());
  }
  return firsts;
}

}  // namespace engram
