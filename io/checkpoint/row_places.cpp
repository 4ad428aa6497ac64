#include "io/checkpoint/row_places.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {

void require_places(const std::string& path, std::uint64_t rows, std::uint64_t row_bytes,
                    std::span<const ValueRun> places, std::uint64_t bytes) {
  std::uint64_t next = 0;
  std::uint64_t count = 0;
  for (const ValueRun& run : places) {
    if (run.first < next || run.count > rows || run.first > rows - run.count) {
      throw Error(fmt::format("rows {} to {} of '{}' are asked for, which has {}, after row {}",
                              run.first, run.first + run.count, path, rows, next));
    }
    next = run.first + run.count;
    count += run.count;
  }
  if (count * row_bytes == bytes) return;
  throw Error(fmt::format("{} rows of '{}' have {} bytes each; found room for {} bytes in all",
                          count, path, row_bytes, bytes));
}

}  // namespace engram
