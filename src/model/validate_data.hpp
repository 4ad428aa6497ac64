#pragma once

#include <vector>

#include "core/errors.hpp"
#include "engram/experiment.hpp"
#include "model/data_source.hpp"

namespace engram {

/// What is wrong with the files a valid experiment names: unreadable ones, arrays whose length is
/// not the population's size, positions without 2 or 3 columns, schedules of other shapes, missing
/// edge or spike populations. Opens every file and asks for sizes, but reads no values. Paths as in
/// validate().
[[nodiscard]] std::vector<Problem> validate_data(const Experiment& experiment,
                                                 const DataSource& data);

}  // namespace engram
