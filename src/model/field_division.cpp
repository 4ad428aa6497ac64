#include "model/field_division.hpp"

namespace engram {

bool is_divided(const Modulator& modulator) {
  if (!modulator.grid) return false;
  std::uint64_t voxels = 1;
  for (const std::uint64_t length : modulator.grid->shape) voxels *= length;
  return voxels > largest_whole_field;
}

}  // namespace engram
