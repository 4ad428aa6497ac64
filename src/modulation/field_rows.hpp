#pragma once

#include <cstddef>

#include "modulation/field_step.hpp"
#include "modulation/voxels.hpp"

namespace engram {

/// A sub-step of the rows from `begin` to `end`, counted over all planes. `at(plane, row)`: where
/// the concentrations of a row begin, for the rows themselves and their neighbours; `out`: where
/// those of row `begin` go, the others behind it. What is stepped lies in one piece at both places.
/// Every way of dividing a field uses this one function, so that all give the same bits.
template <class RowAt>
void step_rows(const FieldStep& step, const Voxels& voxels, std::size_t begin, std::size_t end,
               const RowAt& at, double* out) {
  const auto [planes, rows, length] = voxels.shape();
  if (begin == end) return;
  if (!step.diffuses()) {
    step.each_by_itself(at(begin / rows, begin % rows), (end - begin) * length, out);
    return;
  }
  const bool around = voxels.periodic();
  // The neighbour of `i` among `n`, itself at a wall.
  const auto before = [around](std::size_t i, std::size_t n) {
    return i > 0 ? i - 1 : (around ? n - 1 : i);
  };
  const auto after = [around](std::size_t i, std::size_t n) {
    return i + 1 < n ? i + 1 : (around ? 0 : i);
  };
  for (std::size_t r = begin; r < end; ++r) {
    const std::size_t plane = r / rows, row = r % rows;
    step({at(plane, row), at(before(plane, planes), row), at(after(plane, planes), row),
          at(plane, before(row, rows)), at(plane, after(row, rows))},
         out);
    out += length;
  }
}

}  // namespace engram
