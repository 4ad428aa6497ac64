#include "network/explicit_exchange.hpp"

#include <string>

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {
namespace {

std::string text_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an unknown error";
  }
}

}  // namespace

IndexRange share_of_rank(std::uint64_t count, const Communicator& communicator) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto rank = static_cast<std::uint64_t>(communicator.rank().value());
  const std::uint64_t part = count / ranks;
  const std::uint64_t rest = count % ranks;
  const auto begin_of = [&](std::uint64_t r) { return r * part + std::min(r, rest); };
  return {begin_of(rank), begin_of(rank + 1)};
}

void fail_together(const Communicator& communicator, const std::exception_ptr& failure) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto own_rank = static_cast<std::uint64_t>(communicator.rank().value());
  const std::uint64_t first = communicator.min(failure ? own_rank : ranks);
  if (first == ranks) return;
  std::vector<Parcel> to_root;
  if (first == own_rank) {
    const std::string text = text_of(failure);
    const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
    to_root.push_back({Rank(0), {bytes, bytes + text.size()}});
  }
  std::string text;
  for (const Parcel& parcel : communicator.exchange(std::move(to_root))) {
    text.assign(reinterpret_cast<const char*>(parcel.bytes.data()), parcel.bytes.size());
  }
  text = communicator.broadcast(text);
  if (failure) std::rethrow_exception(failure);
  throw Error(text);
}

void require_32_bits(std::uint64_t size, std::string_view population) {
  if (size <= std::uint64_t{1} << 32) return;
  throw Error(
      fmt::format("population '{}' has {} neurons; explicit synapses and fixed_outdegree allow at "
                  "most 2^32",
                  population, size));
}

}  // namespace engram
