#include "plasticity/weight_bounds.hpp"

#include <fmt/format.h>

namespace engram {

std::vector<std::string> check_largest_weight(const ParameterLookup& parameter) {
  const double largest = parameter("Wmax");
  const double stored = stored_bound(largest);
  if (stored > 0.0 && std::isfinite(stored)) return {};
  return {
      fmt::format("Wmax is {}: it must differ from 0 and fit into single precision (magnitude "
                  "1.5e-45 to 3.4e38)",
                  largest)};
}

}  // namespace engram
