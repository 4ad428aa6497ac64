#include "network/rules/source_cells.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/power.hpp"

namespace engram {
namespace {

/// Fewer sources per cell would cost more cells than they save synapses.
constexpr double sources_per_cell = 32.0;

/// Adds to `d2` the square of how far each cell lies along one axis; `along` is the distance of its
/// centre.
template <class Along>
void add_squares(const std::vector<double>& center, const std::vector<double>& half,
                 std::vector<double>& d2, const Along& along) {
  const double* __restrict c = center.data();
  const double* __restrict h = half.data();
  double* __restrict sum = d2.data();
  const std::size_t cells = d2.size();
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const double outside = std::max(0.0, along(c[cell]) - h[cell]);
    sum[cell] += outside * outside;
  }
}

}  // namespace

SourceCells::SourceCells(const PositionField& positions, const Metric& metric, double finest)
    : positions_(positions), metric_(metric), finest_(finest) {}

void SourceCells::build(const SourceBlock& block) {
  const std::vector<double> places = positions_.read({block.first, block.first + block.count});
  choose_grid(places, block.count);
  sort(places, block.count);
  bound_cells();
}

void SourceCells::choose_grid(const std::vector<double>& places, std::uint32_t count) {
  const auto axes = static_cast<std::size_t>(metric_.dimensions());
  std::array<double, 3> length{};
  double volume = 1.0;
  double wide_axes = 0.0;
  for (std::size_t axis = 0; axis < axes; ++axis) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (std::size_t i = 0; i < count; ++i) {
      low = std::min(low, places[i * axes + axis]);
      high = std::max(high, places[i * axes + axis]);
    }
    low_[axis] = low;
    length[axis] = count > 0 ? high - low : 0.0;
    if (length[axis] > finest_) {
      volume *= length[axis];
      wide_axes += 1.0;
    }
  }
  const double cells = std::max(1.0, static_cast<double>(count) / sources_per_cell);
  const double side =
      wide_axes > 0.0 ? std::max(finest_, Power(1.0 / wide_axes)(volume / cells)) : finest_;
  for (std::size_t axis = 0; axis < axes; ++axis) {
    const double along = std::clamp(std::ceil(length[axis] / side), 1.0, 1024.0);
    along_[axis] = static_cast<std::size_t>(along);
    per_length_[axis] = length[axis] > 0.0 ? along / length[axis] : 0.0;
  }
}

std::size_t SourceCells::cell_of(const double* point) const {
  std::size_t cell = 0;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(metric_.dimensions()); ++axis) {
    const double place = (point[axis] - low_[axis]) * per_length_[axis];
    const auto step = std::min(along_[axis] - 1, static_cast<std::size_t>(std::max(0.0, place)));
    cell = cell * along_[axis] + step;
  }
  return cell;
}

void SourceCells::sort(const std::vector<double>& places, std::uint32_t count) {
  const auto axes = static_cast<std::size_t>(metric_.dimensions());
  std::size_t cells = 1;
  for (std::size_t axis = 0; axis < axes; ++axis) cells *= along_[axis];
  std::vector<std::uint32_t> cell(count);
  begin_.assign(cells + 1, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    cell[i] = static_cast<std::uint32_t>(cell_of(&places[i * axes]));
    ++begin_[cell[i] + 1];
  }
  for (std::size_t c = 0; c < cells; ++c) begin_[c + 1] += begin_[c];
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  order_.resize(count);
  coordinates_.resize(count * axes);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t place = next[cell[i]]++;
    order_[place] = i;
    std::copy_n(&places[i * axes], axes, &coordinates_[place * axes]);
  }
}

void SourceCells::bound_cells() {
  const auto axes = static_cast<std::size_t>(metric_.dimensions());
  for (std::size_t axis = 0; axis < axes; ++axis) {
    center_[axis].assign(cells(), 0.0);
    half_[axis].assign(cells(), 0.0);
    for (std::size_t cell = 0; cell < cells(); ++cell) {
      if (size(cell) == 0) continue;
      double low = std::numeric_limits<double>::infinity();
      double high = -low;
      for (std::uint32_t place = begin_[cell]; place < begin_[cell + 1]; ++place) {
        low = std::min(low, coordinates_[place * axes + axis]);
        high = std::max(high, coordinates_[place * axes + axis]);
      }
      const double center = 0.5 * (low + high);
      center_[axis][cell] = center;
      // A little wider than the sources, against rounding.
      half_[axis][cell] = (high - center) + 1e-12 * (std::abs(center) + (high - low));
    }
  }
}

void SourceCells::nearest(const double* point, std::vector<double>& d2) const {
  d2.assign(cells(), 0.0);
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(metric_.dimensions()); ++axis) {
    const double x = point[axis];
    const double period = metric_.period(axis);
    if (period > 0.0) {
      add_squares(center_[axis], half_[axis], d2, [x, period](double center) {
        return Metric::around(std::abs(x - center), period);
      });
    } else {
      add_squares(center_[axis], half_[axis], d2,
                  [x](double center) { return std::abs(x - center); });
    }
  }
}

}  // namespace engram
