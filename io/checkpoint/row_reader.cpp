#include "io/checkpoint/row_reader.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace engram {
namespace {

// Reading this much and throwing it away costs less than another call.
constexpr std::uint64_t small_gap = std::uint64_t{64} << 10;
constexpr std::uint64_t buffer_bytes = std::uint64_t{4} << 20;

}  // namespace

void read_rows(const RawFile& file, const SavedTable& table, std::span<const ValueRun> places,
               std::span<std::byte> values) {
  const std::uint64_t row_bytes = table.width * bytes_of(table.type);
  std::vector<std::byte> buffer;
  for (std::size_t i = 0; i < places.size();) {
    const std::uint64_t begin = places[i].first * row_bytes;
    std::uint64_t end = begin + places[i].count * row_bytes;
    std::size_t last = i + 1;
    for (; last < places.size(); ++last) {
      const std::uint64_t first = places[last].first * row_bytes;
      const std::uint64_t after = first + places[last].count * row_bytes;
      if (first - end > small_gap || after - begin > buffer_bytes) break;
      end = after;
    }
    if (last == i + 1) {
      file.read(table.address + begin, values.first(end - begin));
      values = values.subspan(end - begin);
    } else {
      buffer.resize(end - begin);
      file.read(table.address + begin, buffer);
      for (std::size_t run = i; run < last; ++run) {
        const std::uint64_t bytes = places[run].count * row_bytes;
        if (bytes == 0) continue;
        std::memcpy(values.data(), buffer.data() + places[run].first * row_bytes - begin, bytes);
        values = values.subspan(bytes);
      }
    }
    i = last;
  }
}

}  // namespace engram
