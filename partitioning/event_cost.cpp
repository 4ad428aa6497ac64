#include "partitioning/event_cost.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace engram {
namespace {

struct Line {
  double row_length;
  std::array<double, 3> ns;  // with the numbers of delays below
};
constexpr std::array<double, 3> delays_measured{1.0, 8.0, 50.0};

// One core, rows in random order, 38,400 targets. Rows of up to 8 synapses do not depend on the
// delays; the fields for (500, 8), (2000, 1) and (2000, 8) lie between their measured neighbours.
constexpr std::array<Line, 7> measured{{{1.0, {35.0, 35.0, 35.0}},
                                        {2.0, {21.0, 21.0, 21.0}},
                                        {8.0, {9.1, 9.1, 9.1}},
                                        {40.0, {4.7, 6.5, 7.8}},
                                        {128.0, {3.3, 5.6, 7.4}},
                                        {500.0, {1.5, 3.2, 5.8}},
                                        {2000.0, {1.5, 1.8, 2.5}}}};

double between(double x, double x0, double x1, double y0, double y1) {
  const double at = std::clamp(std::log(x / x0) / std::log(x1 / x0), 0.0, 1.0);
  return y0 * std::pow(y1 / y0, at);
}

double at_delays(const Line& line, double delays) {
  const std::size_t i = delays < delays_measured[1] ? 0 : 1;
  return between(delays, delays_measured[i], delays_measured[i + 1], line.ns[i], line.ns[i + 1]);
}

}  // namespace

double event_ns(double row_length, double delays) {
  const double length = std::max(row_length, measured.front().row_length);
  const double spread = std::max(delays, 1.0);
  std::size_t i = 0;
  while (i + 2 < measured.size() && measured[i + 1].row_length < length) ++i;
  return between(length, measured[i].row_length, measured[i + 1].row_length,
                 at_delays(measured[i], spread), at_delays(measured[i + 1], spread));
}

}  // namespace engram
