#pragma once

#include <exception>

#include "parallel/communicator.hpp"

namespace engram {

/// Collective: if any rank brings a failure, all ranks throw, so that none goes on to wait for the
/// others.
///
/// A BadInput or FileError of any rank is BadInput with the same text on all, that of the first
/// such rank. Any other failure is thrown as it is by the rank that has it and as RunError with its
/// text by the rest. Interrupted on any rank is Interrupted on all.
void throw_together(const Communicator& communicator, const std::exception_ptr& failure);

/// Collective: runs `action` on every rank; throws on all if it throws on any.
template <class Action>
void run_together(const Communicator& communicator, const Action& action) {
  std::exception_ptr failure;
  try {
    action();
  } catch (...) {
    failure = std::current_exception();
  }
  throw_together(communicator, failure);
}

}  // namespace engram
