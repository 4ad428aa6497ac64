#include "parallel/throw_together.hpp"

#include <cstdint>
#include <new>
#include <string>

#include "core/errors.hpp"

namespace engram {
namespace {

/// Kinds of failures, in the order in which they are passed on where ranks differ.
enum class Kind : std::uint64_t { none, other, users, interruption };

struct Failure {
  Kind kind = Kind::none;
  std::string text;
};

Failure described(const std::exception_ptr& failure) {
  if (!failure) return {};
  try {
    std::rethrow_exception(failure);
  } catch (const Interrupted& error) {
    return {Kind::interruption, error.what()};
  } catch (const BadInput& error) {
    return {Kind::users, error.what()};
  } catch (const FileError& error) {
    return {Kind::users, error.what()};
  } catch (const std::bad_alloc&) {
    return {Kind::other, "out of memory"};
  } catch (const std::exception& error) {
    return {Kind::other, error.what()};
  } catch (...) {
    return {Kind::other, "failed for an unknown reason"};
  }
}

}  // namespace

void throw_together(const Communicator& communicator, const std::exception_ptr& failure) {
  const Failure mine = described(failure);
  const auto worst = static_cast<Kind>(communicator.max(static_cast<std::uint64_t>(mine.kind)));
  if (worst == Kind::none) return;
  if (worst == Kind::interruption) throw Interrupted();
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto me = static_cast<std::uint64_t>(communicator.rank().value());
  const std::uint64_t first = communicator.min(mine.kind == worst ? me : ranks);
  const std::string text =
      communicator.broadcast(mine.text, Rank(static_cast<std::int32_t>(first)));
  if (worst == Kind::users) throw BadInput({"", 0, 0, "", text});
  if (failure) std::rethrow_exception(failure);
  throw RunError("rank " + std::to_string(first) + ": " + text);
}

}  // namespace engram
