#include "io/sources/gather.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace engram {
namespace {

// Reading what is not needed is cheaper than selecting single elements, up to about this much of
// it.
constexpr std::uint64_t waste = 8;
constexpr std::uint64_t always_read = 64 * 1024;
// HDF5 keeps 8 bytes and a list node per selected element.
constexpr std::size_t batch = 64 * 1024;

std::vector<double> read_piece(const h5::Dataset& dataset, const std::vector<std::uint64_t>& rows,
                               std::uint64_t first, std::uint64_t length) {
  const std::vector<double> piece = dataset.read<double>({{first}, {length}});
  std::vector<double> values(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) values[i] = piece[rows[i] - first];
  return values;
}

std::vector<double> read_single(const h5::Dataset& dataset,
                                const std::vector<std::uint64_t>& rows) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (std::size_t from = 0; from < rows.size(); from += batch) {
    const std::size_t to = std::min(from + batch, rows.size());
    const std::vector<hsize_t> places(rows.begin() + static_cast<std::ptrdiff_t>(from),
                                      rows.begin() + static_cast<std::ptrdiff_t>(to));
    const std::vector<double> some = dataset.read_at<double>(places);
    values.insert(values.end(), some.begin(), some.end());
  }
  return values;
}

}  // namespace

std::vector<double> gather(const std::string& file, const h5::Dataset& dataset,
                           const std::vector<std::uint64_t>& rows) {
  if (rows.empty()) return {};
  const auto [low, high] = std::minmax_element(rows.begin(), rows.end());
  const std::uint64_t length = *high - *low + 1;
  std::vector<double> values = length <= waste * rows.size() + always_read
                                   ? read_piece(dataset, rows, *low, length)
                                   : read_single(dataset, rows);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw FileError(file, fmt::format("row {} of '{}' is {}; expected a finite number", rows[i],
                                      dataset.path(), values[i]));
  }
  return values;
}

}  // namespace engram
