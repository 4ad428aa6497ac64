#include "core/random/hypergeometric.hpp"

#include <algorithm>
#include <cmath>

#include "core/elementary.hpp"
#include "core/random/inversion.hpp"
#include "core/random/log_factorial.hpp"

namespace engram {
namespace {

constexpr double small_mean = 4.0;

}  // namespace

// With row sums r, column sums c, total N and cells O of the two-by-two table, P = prod r! prod c!
// / (N! prod O!). Writing log n! = n log n - n + remainder, the n log n terms join to the deviances
// of the cells from their expectations r c / N, which are small near the mode: no digits are lost.
double hypergeometric_probability(double k, double total, double marked, double draws) {
  const double plain = total - marked;
  const double kept = total - draws;
  const double cells[4] = {k, draws - k, marked - k, kept - (marked - k)};
  const double expected[4] = {draws * (marked / total), draws * (plain / total),
                              kept * (marked / total), kept * (plain / total)};
  double log_probability = stirling_remainder(draws) + stirling_remainder(kept) +
                           stirling_remainder(marked) + stirling_remainder(plain) -
                           stirling_remainder(total);
  for (int i = 0; i < 4; ++i) {
    log_probability -= stirling_remainder(cells[i]);
    if (expected[i] > 0.0) log_probability -= deviance(cells[i], expected[i]);
  }
  return exp_of(log_probability);
}

std::uint64_t hypergeometric(std::uint64_t total, std::uint64_t marked, std::uint64_t draws,
                             double u) {
  const std::uint64_t low = draws + marked > total ? draws + marked - total : 0;
  const std::uint64_t high = std::min(draws, marked);
  if (low == high) return low;
  const auto n = static_cast<double>(total);
  const auto m = static_cast<double>(marked);
  const auto d = static_cast<double>(draws);
  const double rest = n - m - d;
  const auto up = [=](double k) { return (m - k) * (d - k) / ((k + 1.0) * (rest + k + 1.0)); };
  const double mean = d * (m / n);
  if (low == 0 && mean < small_mean) {
    return invert_upward(u, high, hypergeometric_probability(0.0, n, m, d), up);
  }
  const auto down = [=](double k) { return k * (rest + k) / ((m - k + 1.0) * (d - k + 1.0)); };
  const double mode = std::floor((d + 1.0) * ((m + 1.0) / (n + 2.0)));
  const std::uint64_t start = std::clamp(static_cast<std::uint64_t>(mode), low, high);
  const double mass = hypergeometric_probability(static_cast<double>(start), n, m, d);
  return invert_outward(u, start, low, high, mass, up, down);
}

}  // namespace engram
