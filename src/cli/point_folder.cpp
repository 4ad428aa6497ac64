#include "cli/point_folder.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace engram::cli {

std::string point_folder(std::uint64_t point, std::uint64_t points) {
  constexpr std::size_t fewest_digits = 3;
  const std::size_t digits = fmt::formatted_size("{}", points - 1);
  return fmt::format("point-{:0{}}", point, std::max(fewest_digits, digits));
}

}  // namespace engram::cli
