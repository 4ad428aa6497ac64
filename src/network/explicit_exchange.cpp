#include "network/explicit_exchange.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {
IndexRange share_of_rank(std::uint64_t count, const Communicator& communicator) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto rank = static_cast<std::uint64_t>(communicator.rank().value());
  const std::uint64_t part = count / ranks;
  const std::uint64_t rest = count % ranks;
  const auto begin_of = [&](std::uint64_t r) { return r * part + std::min(r, rest); };
  return {begin_of(rank), begin_of(rank + 1)};
}

void require_32_bits(std::uint64_t size, std::string_view population) {
  if (size <= std::uint64_t{1} << 32) return;
  throw Error(
      fmt::format("population '{}' has {} neurons; explicit synapses and fixed_outdegree allow at "
                  "most 2^32",
                  population, size));
}

}  // namespace engram
