#include "io/sources/numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace engram {
namespace {

[[noreturn]] void not_a_count(const std::string& file, const h5::Dataset& dataset,
                              std::uint64_t row, double value) {
  throw FileError(
      file, fmt::format("row {} of '{}' is {}; expected a whole number that is not negative", row,
                        dataset.path(), value));
}

// The largest double that is below 2^64.
constexpr double largest_count = 18446744073709549568.0;

template <class T>
std::vector<std::uint64_t> checked_counts(const std::string& file, const h5::Dataset& dataset,
                                          const h5::Slab& slab) {
  const std::vector<T> values = dataset.read<T>(slab);
  std::vector<std::uint64_t> counts(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = static_cast<double>(values[i]);
    if (!(value >= 0.0 && value <= largest_count && std::floor(value) == value)) {
      not_a_count(file, dataset, slab.offset[0] + i, value);
    }
    counts[i] = static_cast<std::uint64_t>(values[i]);
  }
  return counts;
}

}  // namespace

h5::Dataset open_numbers(const h5::File& file, const std::string& path, Dimensions dimensions) {
  const std::string absolute = path.empty() || path.front() != '/' ? "/" + path : path;
  h5::Dataset dataset(file, absolute);
  if (dataset.kind() == h5::NumberKind::none) {
    throw FileError(file.path(), fmt::format("the dataset '{}' holds {}; expected numbers",
                                             absolute, dataset.type_text()));
  }
  const std::size_t rank = dataset.shape().size();
  const bool two = dimensions == Dimensions::one_or_two;
  if (rank != 1 && !(two && rank == 2)) {
    throw FileError(file.path(),
                    fmt::format("the dataset '{}' has shape {}; expected one {}", absolute,
                                dataset.shape_text(), two ? "or two dimensions" : "dimension"));
  }
  return dataset;
}

void require_rows(const std::string& file, const h5::Dataset& dataset, IndexRange rows) {
  if (rows.begin <= rows.end && rows.end <= dataset.shape()[0]) return;
  throw FileError(file, fmt::format("rows [{}, {}) are asked of '{}', whose shape is {}",
                                    rows.begin, rows.end, dataset.path(), dataset.shape_text()));
}

void require_finite(const std::string& file, const h5::Dataset& dataset,
                    const std::vector<double>& values, std::uint64_t first_row,
                    std::uint64_t columns) {
  const auto wrong =
      std::find_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); });
  if (wrong == values.end()) return;
  const auto place = static_cast<std::uint64_t>(wrong - values.begin());
  throw FileError(file, fmt::format("row {} of '{}' is {}; expected a finite number",
                                    first_row + place / columns, dataset.path(), *wrong));
}

std::vector<std::uint64_t> read_counts(const std::string& file, const h5::Dataset& dataset,
                                       IndexRange rows) {
  require_rows(file, dataset, rows);
  const h5::Slab slab{{rows.begin}, {rows.size()}};
  switch (dataset.kind()) {
    case h5::NumberKind::unsigned_integer:
      return dataset.read<std::uint64_t>(slab);
    case h5::NumberKind::signed_integer:
      return checked_counts<std::int64_t>(file, dataset, slab);
    default:
      return checked_counts<double>(file, dataset, slab);
  }
}

std::string choose_population(const h5::File& file, const std::string& group,
                              const std::string& wanted) {
  std::vector<std::string> names;
  for (const std::string& name : file.children(group)) {
    if (file.is_group(group + "/" + name)) names.push_back(name);
  }
  if (names.empty()) throw FileError(file.path(), "there is no population in '" + group + "'");
  if (wanted.empty() && names.size() == 1) return names.front();
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return wanted;
  const std::string choices = fmt::format("{}", fmt::join(names, ", "));
  if (wanted.empty()) {
    throw FileError(file.path(),
                    fmt::format("'{}' holds several populations ({}); say which", group, choices));
  }
  throw FileError(file.path(), fmt::format("there is no population '{}' in '{}'; it holds {}",
                                           wanted, group, choices));
}

}  // namespace engram
