#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "io/hdf5/dataset.hpp"
#include "io/hdf5/file.hpp"

namespace engram {

/// How many dimensions a dataset may have.
enum class Dimensions { one, one_or_two };

/// Opens a dataset of numbers; FileError if there is none or it has another shape or type.
[[nodiscard]] h5::Dataset open_numbers(const h5::File& file, const std::string& path,
                                       Dimensions dimensions);

/// FileError unless the rows are in the dataset.
void require_rows(const std::string& file, const h5::Dataset& dataset, IndexRange rows);

/// FileError naming the first row that holds NaN or an infinity. `values`: rows from `first_row`
/// on, `columns` numbers of each.
void require_finite(const std::string& file, const h5::Dataset& dataset,
                    const std::vector<double>& values, std::uint64_t first_row,
                    std::uint64_t columns = 1);

/// Rows of a one-dimensional dataset as whole numbers that are not negative, whatever its type;
/// FileError naming the first row that holds something else (HDF5 itself would turn it silently
/// into a number).
[[nodiscard]] std::vector<std::uint64_t> read_counts(const std::string& file,
                                                     const h5::Dataset& dataset, IndexRange rows);

/// The only child of `group` if `wanted` is empty, else `wanted`; FileError listing the choices if
/// there is no such child or there are several.
[[nodiscard]] std::string choose_population(const h5::File& file, const std::string& group,
                                            const std::string& wanted);

}  // namespace engram
