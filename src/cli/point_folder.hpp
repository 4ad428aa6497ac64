#pragma once

#include <cstdint>
#include <string>

namespace engram::cli {

/// The folder of a point of a sweep with so many points: "point-007", with as many digits as the
/// last one needs.
[[nodiscard]] std::string point_folder(std::uint64_t point, std::uint64_t points);

}  // namespace engram::cli
