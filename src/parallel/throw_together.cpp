#include "parallel/throw_together.hpp"

#include <string>

#include "core/errors.hpp"

namespace engram {
namespace {

/// The text of a failure that is the user's to mend; empty for others.
std::string user_text(const std::exception_ptr& failure) {
  if (!failure) return {};
  try {
    std::rethrow_exception(failure);
  } catch (const BadInput& error) {
    return error.what();
  } catch (const FileError& error) {
    return error.what();
  } catch (...) {
    return {};
  }
}

}  // namespace

void throw_together(const Communicator& communicator, const std::exception_ptr& failure) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto mine = static_cast<std::uint64_t>(communicator.rank().value());
  const std::uint64_t first = communicator.min(failure ? mine : ranks);
  if (first == ranks) return;
  const Rank teller(static_cast<std::int32_t>(first));
  const std::string text = communicator.broadcast(user_text(failure), teller);
  if (!text.empty()) throw BadInput({"", 0, 0, "", text});
  if (failure) std::rethrow_exception(failure);
  throw RunError("rank " + std::to_string(first) + " has failed");
}

}  // namespace engram
